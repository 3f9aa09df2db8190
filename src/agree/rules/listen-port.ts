import { excerpt } from '../../base/display.ts';
import type { Place } from '../../base/located.ts';
import type { PyroscopeSummary } from '../../base/rollout/configurations.ts';
import type { Cluster } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { Runs } from '../link.ts';
import { reached, selects } from '../reach.ts';
import type { AgreementRule } from '../rule.ts';

/** metastore.raft.bind_address; the summary does not carry it. Source: grafana/pyroscope, pkg/metastore/raftnode. */
const raftPort = 9099;

export const listenPort: AgreementRule = {
  id: 'agree.listen-port',
  severity: 'blocker',
  title: 'A port that Services and probes lead to is one that Pyroscope listens at',
  why: 'The configuration of the server alone decides where it listens; ports in manifests only say so. Connections through the Service are refused, and a pod whose probe is refused is never ready.',
  sources: [commonSources.pyroscopeParameters, 'grafana/pyroscope, pkg/metastore/raftnode'],
  check({ rollout, runs }, report) {
    for (const run of runs.pyroscope) {
      if (!run.configured) continue;
      const { summary } = run.configured;
      const said = new Set<string>();
      for (const { number, at, who } of endsOf(rollout.cluster, run)) {
        const key = `${at.file} ${at.span.start}`;
        if (said.has(key) || listens(summary, number)) continue;
        said.add(key);
        const { httpPort } = summary;
        report({
          at,
          message: `${who} leads to port ${number} of Pyroscope, which listens at ${httpPort.value}`,
          hint: `Write ${httpPort.value} here, or change server.http_listen_port`,
          related: [{ ...httpPort, message: `server.http_listen_port is ${httpPort.value}` }],
        });
      }
    }
  },
};

interface End {
  readonly number: number;
  readonly at: Place;
  /** In words. */
  readonly who: string;
}

/** Where Services and probes end, as far as it is the container of the server. */
function endsOf({ services }: Cluster, { workload, container }: Runs['pyroscope'][number]): readonly End[] {
  const ends: End[] = [];
  for (const service of services.filter((one) => selects(one, workload)))
    for (const port of service.ports) {
      const end = reached(port, workload);
      // What another container of the pod listens at is not known.
      const isOwn = end?.container ? end.container === container : workload.pod.containers.length === 1;
      if (end && isOwn) ends.push({ ...end, who: `The Service "${excerpt(service.name, 60)}"` });
    }
  for (const probe of [container.readinessProbe, container.startupProbe, container.livenessProbe]) {
    const named = container.ports.find(({ name }) => name !== undefined && name === probe?.port?.value);
    if (named) ends.push({ number: named.port, at: named, who: 'A probe' });
  }
  return ends;
}

function listens(summary: PyroscopeSummary, port: number): boolean {
  const { httpPort, grpcPort, memberlistPort, adminPort, adminMode } = summary;
  const ports = [httpPort.value, grpcPort.value, memberlistPort.value, raftPort];
  return ports.includes(port) || (adminMode.value !== 'disabled' && port === adminPort.value);
}
