import { commonSources } from '../../base/rule-sources.ts';
import { headAsRelated } from '../references/context.ts';
import { sources } from '../sources.ts';
import { hasFault, profiledBy, profilersOf, profilesAll } from './ebpf.ts';
import { mayHave, type Targets } from './labels.ts';
import type { RolloutRule, RuleFinding } from './rule.ts';

/** Source: grafana/alloy, internal/component/pyroscope/ebpf/discovery/target.go. */
const ids = [
  '__process_pid__',
  '__container_id__',
  '__meta_kubernetes_pod_container_id',
  '__meta_docker_container_id',
  '__meta_dockerswarm_task_container_id',
];

/** Whether targets may say which container or process they are. */
export function isNamed(targets: Targets): boolean {
  return ids.some((label) => mayHave(targets, label));
}

export const ebpfTargets: RolloutRule = {
  id: 'alloy.ebpf-targets',
  severity: 'blocker',
  title: 'The targets of pyroscope.ebpf say which container or process they are',
  why: 'The profiler drops every process that no target stands for. Without an id it runs, is healthy, and profiles nothing (grafana/pyroscope#4818).',
  sources: [sources.ebpfTargets, commonSources.alloyEbpf, 'grafana/pyroscope#4818'],
  check(context) {
    for (const profiler of profilersOf(context)) {
      if (profilesAll(context, profiler)) continue;
      const { node } = profiler;
      const { targets, at } = profiledBy(context, profiler);
      if (targets.length === 0 && !context.isFaulty(node))
        context.report(node, at, {
          message: `"${node.id}" has no targets: it profiles nothing`,
          hint: 'Write targets = discovery.kubernetes.NAME.targets',
          inside: ['targets'],
        });
      for (const one of targets)
        if (!isNamed(one) && !hasFault(context, one))
          context.report(node, one.at, {
            message: `these targets have no label that names a container or a process${one.source ? ` (they come from ${one.source.node.id})` : ''}`,
            hint: 'Use discovery.kubernetes with role = "pod", discovery.docker or discovery.process, or set __container_id__ or __process_pid__',
            inside: ['targets'],
            related: wayOf(one),
          });
    }
  },
};

function wayOf({ source, relabels }: Targets): RuleFinding['related'] {
  return [
    ...(source ? [headAsRelated(source.node, 'they come from here')] : []),
    ...relabels.slice(0, 10).map(({ node }) => headAsRelated(node, 'they go through here')),
  ];
}
