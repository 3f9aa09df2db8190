import type { Workload } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { nameOf } from '../programs.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

export const staleConfiguration: KubernetesRule = {
  id: 'kubernetes.stale-configuration',
  severity: 'warning',
  title: 'A changed configuration reaches the pods',
  why: 'A file that is mounted by subPath is never refreshed. Unless the name or an annotation of the pod changes with the content, as with kustomize’s hash suffix or a checksum, pods go on with the configuration that they started with.',
  sources: [commonSources.kubernetesConfigMaps, commonSources.kubernetesVolumes],
  check({ lookups, servers, agents, report }) {
    for (const program of [...servers, ...agents]) {
      const { workload, container } = program;
      if (hasRestart(workload)) continue;
      for (const mount of container.mounts) {
        const volume = workload.pod.volumes.find(({ name }) => name === mount.volume);
        if (!mount.subPath || volume?.source.kind !== 'configMap') continue;
        const { name } = volume.source;
        const configMap = lookups.configMap(name, workload);
        if (configMap?.hasHash) continue;
        report(mount.subPath, placeIn(workload, container, 'volumeMounts/subPath'), {
          message: `${nameOf(program)} mounts its configuration by subPath, and nothing restarts it when that changes`,
          hint: 'Generate the ConfigMap with kustomize, add a checksum annotation to the pod, or mount the whole folder',
          related: configMap ? alsoAt(configMap.at, 'the ConfigMap') : [],
        });
      }
    }
  },
};

function hasRestart({ annotations, pod }: Workload): boolean {
  return [...(annotations?.keys() ?? []), ...pod.annotations.keys()].some((name) =>
    /checksum|hash|sha256|reloader/i.test(name),
  );
}
