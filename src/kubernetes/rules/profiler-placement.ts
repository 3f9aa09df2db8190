import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { nameOf, workloadName } from '../programs.ts';
import { objectPath } from '../read/object.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

export const profilerKind: KubernetesRule = {
  id: 'kubernetes.profiler-kind',
  severity: 'warning',
  title: 'The profiler is a DaemonSet',
  why: 'pyroscope.ebpf profiles the node that it runs on and no other. What is not a DaemonSet leaves nodes out, or runs twice on one.',
  sources: [commonSources.alloyEbpf, sources.daemonSets],
  check({ profilers, report }) {
    for (const { workload, container } of profilers)
      if (workload.kind !== 'DaemonSet')
        report(workload.at, placeIn(workload), {
          message: `${nameOf({ workload, container })} profiles only the nodes that its pods happen to run on`,
          hint: 'Make it a DaemonSet, unless the cluster has one node',
        });
  },
};

export const profilerTolerations: KubernetesRule = {
  id: 'kubernetes.profiler-tolerations',
  severity: 'warning',
  title: 'The profiler tolerates the taints of nodes',
  why: 'A DaemonSet without tolerations does not run on tainted nodes, such as those of the control plane, and nothing says that they are not profiled. Alloy’s chart has none by default.',
  sources: [sources.daemonSets, sources.alloyChart],
  check({ profilers, report }) {
    for (const { workload } of profilers) {
      const { tolerations, at } = workload.pod;
      if (workload.kind !== 'DaemonSet' || (tolerations && tolerations.length > 0)) continue;
      report(at, placeIn(workload, undefined, 'tolerations'), {
        message: `${workloadName(workload)} has no tolerations: tainted nodes are not profiled`,
        hint: 'Write tolerations: [{ operator: Exists }]',
      });
    }
  },
};

export const podSecurity: KubernetesRule = {
  id: 'kubernetes.pod-security',
  severity: 'blocker',
  title: 'The namespace of the profiler admits it',
  why: 'hostPID, hostPath, privileged and the capabilities are all outside of the Pod Security levels baseline and restricted. A namespace that enforces one refuses the pods; the DaemonSet itself is accepted, and stays empty.',
  sources: [
    'kubernetes docs, concepts/security/pod-security-standards',
    'kubernetes docs, concepts/security/pod-security-admission',
  ],
  check({ cluster, profilers, report }) {
    const byName = new Map(cluster.namespaces.map((namespace) => [namespace.name, namespace]));
    for (const { workload, container } of profilers) {
      const namespace = byName.get(workload.namespace ?? '');
      const level = namespace?.labels.get('pod-security.kubernetes.io/enforce');
      if (!namespace || (level?.value !== 'baseline' && level?.value !== 'restricted')) continue;
      const { name, at } = namespace;
      report(level, `${objectPath('Namespace', name)}/labels`, {
        message: `namespace ${excerpt(name, 80)} enforces ${level.value}, which does not admit ${nameOf({ workload, container })}`,
        hint: 'Write pod-security.kubernetes.io/enforce: privileged, or give the profiler a namespace of its own',
        related: [...alsoAt(workload.at, 'the profiler'), ...alsoAt(at, 'the namespace')],
      });
    }
  },
};
