import { commonSources } from '../../base/rule-sources.ts';
import { flagOf } from '../arguments.ts';
import { nameOf, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

/** Seconds. Source: the chart of grafana/pyroscope 2.2.1. */
const periods: ReadonlyMap<string, number> = new Map([
  ['ingester', 600],
  ['segment-writer', 600],
  ['compactor', 1200],
  ['compaction-worker', 1200],
  ['metastore', 1200],
  ['all', 30],
]);

export const gracePeriod: KubernetesRule = {
  id: 'kubernetes.grace-period',
  severity: 'warning',
  title: 'The server gets the time that it needs to stop',
  why: 'An ingester or a segment writer first writes out what it holds, a compactor finishes its block, a metastore hands over. Killed before, the work is lost or done again. The chart gives 600 and 1200 seconds, and Kubernetes 30.',
  sources: [commonSources.pyroscopeChart, sources.podLifecycle],
  check({ servers, report }) {
    for (const server of servers) {
      const { workload } = server;
      const { gracePeriodSeconds, at } = workload.pod;
      const needs = Math.max(0, ...targetsOf(server).map((target) => periods.get(target) ?? 0));
      const has = gracePeriodSeconds?.value ?? 30;
      if (has >= needs) continue;
      report(gracePeriodSeconds ?? at, placeIn(workload, undefined, 'terminationGracePeriodSeconds'), {
        message: `${nameOf(server)} gets ${has} seconds to stop, and needs up to ${needs}`,
        hint: `Write terminationGracePeriodSeconds: ${needs} beside containers`,
      });
    }
  },
};

function targetsOf({ container, uses }: Program): readonly string[] {
  const flag = flagOf(container, 'target');
  return flag ? flag.value.split(',').map((target) => target.trim()) : (uses.pyroscope?.targets ?? ['all']);
}
