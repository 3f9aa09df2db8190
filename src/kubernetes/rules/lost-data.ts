import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { mountAt } from '../mounts.ts';
import { nameOf, type Program } from '../programs.ts';
import { type Folder, foldersOf, shownPath } from '../storage.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

export const lostData: KubernetesRule = {
  id: 'kubernetes.lost-data',
  severity: 'blocker',
  title: 'What the server must find again after a restart lies on a volume that stays',
  why: 'On an emptyDir, or on no volume, the raft log and the index of the metastore go with the pod: blocks that are still in the bucket are no longer found. With filesystem storage the profiles go, too. The chart puts /data on an emptyDir by default.',
  sources: [commonSources.pyroscopeParameters, commonSources.pyroscopeChart, commonSources.kubernetesVolumes],
  check(context) {
    for (const server of context.servers) {
      if (!server.uses.pyroscope)
        context.notLookedInto.add(
          `the configuration of ${nameOf(server)}: its folders were taken to be the default ones`,
        );
      const lost = new Map<string, Folder[]>();
      for (const folder of foldersOf(server)) {
        if (!folder.mustSurvive) continue;
        const where = folder.paths.map((path) => whereIs(server, path));
        // A relative path is below one of two folders; where it is not known which, either will do.
        const [first] = where;
        if (first === undefined || where.includes(undefined)) continue;
        lost.set(first, [...(lost.get(first) ?? []), folder]);
      }
      for (const [where, folders] of lost) report(context, server, where, folders);
    }
  },
};

/** The name of the volume that does not stay, or nothing for no volume; undefined where it stays. */
function whereIs({ workload, container }: Program, path: string): string | undefined {
  const mounted = mountAt(workload, container, path);
  if (!mounted) return '';
  if (mounted.isClaimed || !mounted.volume) return undefined;
  const { source, name } = mounted.volume;
  return source.kind === 'emptyDir' || (source.kind === 'other' && source.type === 'ephemeral') ? name : undefined;
}

function report({ report }: RuleContext, server: Program, where: string, folders: readonly Folder[]): void {
  const { workload, container } = server;
  const mount = container.mounts.find(({ volume }) => volume === where);
  const volume = workload.pod.volumes.find(({ name }) => name === where);
  const named = folders.map(({ key, paths }) => `${key} (${shownPath(paths[0] ?? '/')})`).join(', ');
  const written = folders.flatMap(({ at }) => (at && at.span.end > at.span.start ? alsoAt(at, 'written here') : []));
  report(mount ?? container.at, placeIn(workload, container, 'volumeMounts'), {
    message:
      where === ''
        ? `${nameOf(server)} keeps ${excerpt(named, 300)} in the container itself: gone with the next restart`
        : `${nameOf(server)} keeps ${excerpt(named, 300)} on the volume "${excerpt(where, 80)}", which goes with the pod`,
    hint: 'Mount a PersistentVolumeClaim there, such as one of volumeClaimTemplates',
    related: [...(volume ? alsoAt(volume, 'the volume') : []), ...written],
  });
}
