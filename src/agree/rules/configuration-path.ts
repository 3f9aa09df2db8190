import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import type { Workload } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { Run } from '../link.ts';
import { configMapOf, type Lookup, lookUp } from '../mounted.ts';
import type { AgreementRule, Disagreement, Scene } from '../rule.ts';

export const configurationPath: AgreementRule = {
  id: 'agree.configuration-path',
  severity: 'blocker',
  title: 'The configuration that a container is told to read is mounted where it looks for it',
  why: 'The program ends at once because the file is missing, or runs with the configuration of its image.',
  sources: [
    commonSources.alloyImage,
    commonSources.pyroscopeImage,
    commonSources.kubernetesVolumes,
    'grafana/dskit, runtimeconfig/manager.go',
  ],
  check({ rollout, runs }, report) {
    for (const run of runs.alloy) reportAll(run, rollout.alloy, 'Alloy', rollout, report);
    for (const run of runs.pyroscope) {
      reportAll(run, rollout.pyroscope, 'Pyroscope', rollout, report);
      // A server whose overrides are missing does not start either. Source: grafana/dskit, runtimeconfig/manager.go.
      for (const path of run.configured?.summary.runtimeFiles ?? [])
        reportMissing(path, lookUp(rollout.cluster, run.workload, run.container, path.value), 'Pyroscope', report);
    }
  },
};

function reportAll<S>(
  run: Run<Configured<S>>,
  known: readonly Configured<S>[],
  program: string,
  { cluster }: Scene['rollout'],
  report: (finding: Disagreement) => void,
): void {
  const { lookup, path } = run;
  const shown = excerpt(path.value, 120);
  reportMissing(path, lookup, program, report);
  if (lookup.kind !== 'no-mount') return;
  const other = mountedElsewhere(run, known, cluster);
  if (!other) return;
  report({
    at: other,
    message: `${program} reads ${shown}, and its configuration is mounted at ${excerpt(other.value, 120)}`,
    related: [{ ...path, message: 'the path that is read' }],
  });
}

function reportMissing(
  path: Located<string>,
  lookup: Lookup,
  program: string,
  report: (finding: Disagreement) => void,
): void {
  if (lookup.kind !== 'no-key') return;
  const { configMap, mount, volume } = lookup;
  const keys = configMap.entries.map(({ key }) => excerpt(key, 60));
  const at = volume.source.kind === 'configMap' && volume.source.items ? volume : path;
  report({
    at,
    message: `${program} reads ${excerpt(path.value, 120)}, and the ConfigMap "${excerpt(configMap.name, 60)}" that is mounted there puts no such file`,
    hint: `It has ${keys.slice(0, 5).join(', ') || 'nothing'}`,
    related: [
      { ...(at === path ? mount : path), message: at === path ? 'the mount' : 'the path that is read' },
      { ...configMap.at, message: 'the ConfigMap' },
    ],
  });
}

/** Where else in the container a configuration of its kind lies. */
function mountedElsewhere<S>(
  { workload, container }: Run<Configured<S>>,
  known: readonly Configured<S>[],
  cluster: Scene['rollout']['cluster'],
): Located<string> | undefined {
  for (const mount of container.mounts) {
    const configMap = configMapBehind(workload, mount.volume, cluster);
    if (configMap && known.some(({ from }) => from?.configMap === configMap))
      return { file: mount.file, span: mount.span, value: mount.path };
  }
  return undefined;
}

function configMapBehind(workload: Workload, volume: string, cluster: Scene['rollout']['cluster']) {
  const source = workload.pod.volumes.find(({ name }) => name === volume)?.source;
  return source?.kind === 'configMap' ? configMapOf(cluster, workload, source.name) : undefined;
}
