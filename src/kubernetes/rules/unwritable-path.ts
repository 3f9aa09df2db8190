import { excerpt } from '../../base/display.ts';
import type { Place } from '../../base/located.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { flagOf, isShell } from '../arguments.ts';
import { folderOf, mountAt } from '../mounts.ts';
import { isTrue } from '../privileges.ts';
import { isVersion, nameOf, type Program } from '../programs.ts';
import { foldersOf, shownPath } from '../storage.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

interface Written {
  readonly path: string;
  readonly what: string;
}

export const unwritablePath: KubernetesRule = {
  id: 'kubernetes.unwritable-path',
  severity: 'blocker',
  title: 'Folders that a program writes to can be written to',
  why: 'With readOnlyRootFilesystem only mounts can be written to, and a read-only mount cannot either. Pyroscope writes to /data and /tmp and stops without them; Alloy to --storage.path, and from 1.11 pyroscope.ebpf to /tmp/symb-cache, without which the component is not built.',
  sources: [
    commonSources.pyroscopeImage,
    commonSources.alloyRun,
    'grafana/alloy, internal/component/pyroscope/ebpf/symb/irsymcache/cache.go',
  ],
  check(context) {
    for (const server of context.servers) {
      const folders = foldersOf(server).map(({ key, paths, mustSurvive }) => {
        const path = paths[0] ?? '/';
        return { path, what: key, isLost: mustSurvive && !mountAt(server.workload, server.container, path) };
      });
      // Of a folder without a volume whose content must stay it is said already, and of what lies beside it.
      const lost = new Set(folders.flatMap(({ path, isLost }) => (isLost ? [topOf(path)] : [])));
      const others = folders.filter(
        ({ path }) => !lost.has(topOf(path)) || mountAt(server.workload, server.container, path),
      );
      check(context, server, [...others, { path: '/tmp', what: 'temporary files' }]);
    }
    const profiling = new Set(context.profilers.map(({ container }) => container));
    for (const agent of context.agents) {
      check(context, agent, [...storageOf(agent), ...pathsOf(agent, profiling.has(agent.container))]);
    }
  },
};

/** `/data` of `/data/v2/shared`. */
function topOf(path: string): string {
  return path.split('/', 2).join('/');
}

/** Alloy's own folder: the image's arguments name it, and its default is relative. */
function storageOf({ container }: Program): Written[] {
  if (isShell(container)) return [];
  const path = flagOf(container, 'storage.path')?.value ?? (container.args ? 'data-alloy' : '/var/lib/alloy/data');
  const isAbsolute = path.startsWith('/');
  return [{ path: isAbsolute ? path : `${container.workingDir?.value ?? ''}/${path}`, what: '--storage.path' }];
}

function pathsOf(agent: Program, profiles: boolean): Written[] {
  const { alloy } = agent.uses;
  const named = (alloy?.paths ?? [])
    .filter(({ access, value }) => access === 'write' && value.startsWith('/'))
    .map(({ value, component }) => ({ path: value, what: component }));
  const isCached =
    profiles && isVersion(agent, '>=1.11') && !named.some(({ what }) => what.startsWith('pyroscope.ebpf'));
  return isCached ? [...named, { path: '/tmp/symb-cache', what: 'pyroscope.ebpf' }] : named;
}

function check({ report }: RuleContext, program: Program, written: readonly Written[]): void {
  const { workload, container } = program;
  const root = container.security.readOnlyRootFilesystem;
  const faults = new Map<string, { readonly at: Place; readonly isMount: boolean; readonly all: Written[] }>();
  for (const one of written) {
    const mounted = mountAt(workload, container, one.path);
    const isFixed = mounted && (mounted.mount.isReadOnly || isFixedVolume(mounted.volume?.source.kind));
    const at = mounted ? (isFixed ? mounted.mount : undefined) : isTrue(root) ? root : undefined;
    if (!at) continue;
    const key = `${at.file} ${at.span.start}`;
    const known = faults.get(key) ?? { at, isMount: mounted !== undefined, all: [] };
    known.all.push(one);
    faults.set(key, known);
  }
  for (const { at, isMount, all } of faults.values()) {
    const paths = [...new Set(all.map(({ path, what }) => `${shownPath(folderOf(path))} (${what})`))].join(', ');
    report(at, placeIn(workload, container, isMount ? 'volumeMounts' : 'securityContext/readOnlyRootFilesystem'), {
      message: `${nameOf(program)} writes to ${excerpt(paths, 300)}, ${isMount ? 'and this mount is read-only' : 'and its file system is read-only'}`,
      hint: isMount
        ? 'Mount a volume that can be written to'
        : 'Mount an emptyDir there, and what must stay on a PersistentVolumeClaim',
      ...(isMount && isTrue(root) ? { related: alsoAt(root, 'everything else is read-only') } : {}),
    });
  }
}

function isFixedVolume(kind: string | undefined): boolean {
  return kind === 'configMap';
}
