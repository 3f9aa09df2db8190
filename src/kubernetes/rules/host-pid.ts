import { commonSources } from '../../base/rule-sources.ts';
import { isTrue } from '../privileges.ts';
import { nameOf } from '../programs.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

export const hostPid: KubernetesRule = {
  id: 'kubernetes.host-pid',
  severity: 'blocker',
  title: 'The profiler sees the processes of the host',
  why: 'Without hostPID: true the pod has a process namespace of its own. The kernel’s programs report the host’s process ids, and Alloy finds none of them in its /proc: nothing is profiled.',
  sources: [commonSources.alloyEbpf],
  check({ profilers, report }) {
    for (const profiler of profilers) {
      const { workload } = profiler;
      const { hostPID, at } = workload.pod;
      if (isTrue(hostPID)) continue;
      report(hostPID ?? at, placeIn(workload, undefined, 'hostPID'), {
        message: `${nameOf(profiler)} profiles, and the pod ${hostPID ? 'has hostPID: false' : 'has no hostPID'}`,
        hint: 'Write hostPID: true beside containers',
      });
    }
  },
};

export const userNamespace: KubernetesRule = {
  id: 'kubernetes.user-namespace',
  severity: 'blocker',
  title: 'The profiler runs in the user namespace of the host',
  why: 'Capabilities of another user namespace do not count where the kernel asks for its own: /proc/kallsyms holds zeros, and pyroscope.ebpf stops (host-side cause of "unable to read kallsyms addresses").',
  sources: ['torvalds/linux, kallsyms_show_value()', 'kubernetes docs, concepts/workloads/pods/user-namespaces'],
  check({ profilers, report }) {
    for (const profiler of profilers) {
      const { workload } = profiler;
      const { hostUsers } = workload.pod;
      if (hostUsers?.value !== false) continue;
      report(hostUsers, placeIn(workload, undefined, 'hostUsers'), {
        message: `${nameOf(profiler)} profiles, and hostUsers: false puts the pod into a user namespace`,
        hint: 'Take hostUsers out, or write true',
      });
    }
  },
};
