import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { selects } from '../reach.ts';
import type { AgreementRule } from '../rule.ts';

export const wrongServer: AgreementRule = {
  id: 'agree.wrong-server',
  severity: 'blocker',
  title: 'The Service that profiles are sent to leads to Pyroscope',
  why: 'Another program takes the connection and refuses what it does not know.',
  sources: [commonSources.kubernetesService],
  check({ rollout, runs, clients }, report) {
    for (const { program, url, address } of clients) {
      if (address?.target.kind !== 'service') continue;
      const { service } = address.target;
      const behind = rollout.cluster.workloads.filter((workload) => selects(service, workload));
      const [other] = behind;
      if (!other || behind.some((workload) => runs.pyroscope.some((run) => run.workload === workload))) continue;
      report({
        at: url,
        message: `${program} takes the Service "${excerpt(service.name, 60)}" for Pyroscope, and it leads to the ${other.kind} "${excerpt(other.name, 60)}"`,
        related: [{ ...other.at, message: `the ${other.kind} that the Service selects` }],
      });
    }
  },
};
