import { commonSources } from '../../base/rule-sources.ts';
import { effective, isTrue } from '../privileges.ts';
import { nameOf } from '../programs.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

export const profilerRoot: KubernetesRule = {
  id: 'kubernetes.profiler-root',
  severity: 'blocker',
  title: 'The profiler runs as root',
  why: 'Capabilities that a pod adds reach a process only when it runs as root, and Alloy’s image names no user, so root is what it gets unless the manifest says otherwise.',
  sources: [commonSources.alloyEbpf, sources.capabilities, commonSources.alloyImage],
  check({ profilers, report }) {
    for (const profiler of profilers) {
      const { workload, container } = profiler;
      const user = effective(workload, container, 'runAsUser');
      if (user && user.value !== 0)
        report(user, placeIn(workload, container, 'securityContext/runAsUser'), {
          message: `${nameOf(profiler)} profiles, and runs as user ${user.value}`,
          hint: 'Write runAsUser: 0 in the securityContext of the container',
        });
      const nonRoot = effective(workload, container, 'runAsNonRoot');
      // A user beside it has been named, or is 0, which the rule about runAsNonRoot says.
      if (isTrue(nonRoot) && !user)
        report(nonRoot, placeIn(workload, container, 'securityContext/runAsNonRoot'), {
          message: `${nameOf(profiler)} profiles, and may not run as root`,
          hint: 'Write runAsNonRoot: false and runAsUser: 0 in the securityContext of the container',
        });
    }
  },
};
