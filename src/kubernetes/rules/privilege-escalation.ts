import { isTrue } from '../privileges.ts';
import { nameOf } from '../programs.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

export const privilegeEscalation: KubernetesRule = {
  id: 'kubernetes.privilege-escalation',
  severity: 'blocker',
  title: 'A privileged container does not forbid privilege escalation',
  why: 'The API server refuses allowPrivilegeEscalation: false together with privileged: true.',
  sources: [sources.validation, sources.securityContexts],
  check({ cluster, report }) {
    for (const workload of cluster.workloads)
      for (const container of [...workload.pod.initContainers, ...workload.pod.containers]) {
        const { allowPrivilegeEscalation, privileged } = container.security;
        if (allowPrivilegeEscalation?.value !== false || !isTrue(privileged)) continue;
        report(allowPrivilegeEscalation, placeIn(workload, container, 'securityContext/allowPrivilegeEscalation'), {
          message: `${nameOf({ workload, container })} is privileged and has allowPrivilegeEscalation: false`,
          hint: 'Take allowPrivilegeEscalation out',
          related: alsoAt(privileged, 'it is privileged here'),
        });
      }
  },
};
