/** Which container runs which configuration. */
import type { Located, Place } from '../base/located.ts';
import type { AlloySummary, PyroscopeSummary } from '../base/rollout/configurations.ts';
import type { ConfigMap } from '../base/rollout/manifests.ts';
import type { Configured, Rollout } from '../base/rollout/rollout.ts';
import type { Cluster, Container, Workload } from '../base/rollout/workload.ts';
import { type Lookup, lookUp } from './mounted.ts';
import { alloyPath, pyroscopePath } from './words.ts';

/** What may be run: a configuration and the ConfigMap that brings it into a cluster. */
type Mountable = Pick<Configured<unknown>, 'from'>;

/** A container that runs one of the two programs. */
export interface Run<C> {
  readonly workload: Workload;
  readonly container: Container;
  /** The path that the configuration is read from; `at` is where it is said. */
  readonly path: Located<string>;
  readonly lookup: Lookup;
  /** Undefined: its configuration is not among the files, or nothing says which one it is. */
  readonly configured: C | undefined;
}

export interface Runs {
  readonly alloy: readonly Run<Configured<AlloySummary>>[];
  readonly pyroscope: readonly Run<Configured<PyroscopeSummary>>[];
}

interface Program {
  /** The last part of the image's name. */
  readonly image: string;
  readonly pathOf: (container: Container) => Located<string> | undefined;
  readonly defaultPath: string;
}

/** The default paths are those of the images. Sources: grafana/alloy, Dockerfile; grafana/pyroscope, cmd/pyroscope/Dockerfile. */
const programs = {
  alloy: { image: 'alloy', pathOf: alloyPath, defaultPath: '/etc/alloy/config.alloy' },
  pyroscope: { image: 'pyroscope', pathOf: pyroscopePath, defaultPath: '/etc/pyroscope/config.yaml' },
} satisfies Record<string, Program>;

/** Finds the containers of Alloy and of Pyroscope with their configurations. */
export function linkRuns({ cluster, alloy, pyroscope }: Rollout): Runs {
  return { alloy: runsOf(cluster, 'alloy', alloy), pyroscope: runsOf(cluster, 'pyroscope', pyroscope) };
}

/** What is known of the configuration that a container runs: rules over manifests ask for it. */
export function summariesOf(rollout: Rollout): (container: Container) => {
  readonly alloy?: AlloySummary | undefined;
  readonly pyroscope?: PyroscopeSummary | undefined;
} {
  const { alloy: agents, pyroscope: servers } = linkRuns(rollout);
  const known = new Map(
    [...agents, ...servers].map(({ container }) => [
      container,
      {
        alloy: agents.find((run) => run.container === container)?.configured?.summary,
        pyroscope: servers.find((run) => run.container === container)?.configured?.summary,
      },
    ]),
  );
  return (container) => known.get(container) ?? {};
}

/**
 * The containers of a program, each with the one of `known` that it runs. These need not be judged yet: how a
 * configuration is judged depends on the arguments of its container.
 */
export function runsOf<C extends Mountable>(
  cluster: Cluster,
  name: keyof typeof programs,
  known: readonly C[],
): Run<C>[] {
  const program = programs[name];
  const runs: Run<C>[] = [];
  for (const workload of cluster.workloads) {
    for (const container of workload.pod.containers) {
      const path = program.pathOf(container) ?? { ...placeOf(container), value: program.defaultPath };
      const lookup = lookUp(cluster, workload, container, path.value);
      const mounted = mountedOf(lookup, known);
      if (mounted === undefined && baseName(container) !== program.image) continue;
      runs.push({ workload, container, path, lookup, configured: mounted });
    }
  }
  return runs.map((run) => (run.configured ? run : { ...run, configured: onlyOne(run, runs, known) }));
}

/** The name of the image without registry and folders. */
export function baseName({ image }: Container): string | undefined {
  return image?.name.slice(image.name.lastIndexOf('/') + 1);
}

function placeOf({ at, image }: Container): Place {
  const { file, span } = image ?? at;
  return { file, span };
}

function mountedOf<C extends Mountable>(lookup: Lookup, known: readonly C[]): C | undefined {
  if (lookup.kind !== 'file' && lookup.kind !== 'folder') return undefined;
  const { configMap } = lookup;
  return known.find(
    ({ from }) =>
      from && isSame(from.configMap, configMap) && (lookup.kind === 'folder' || from.keys.includes(lookup.key)),
  );
}

function isSame(left: ConfigMap, right: ConfigMap): boolean {
  return (
    left === right ||
    (left.name === right.name && left.at.file === right.at.file && left.at.span.start === right.at.span.start)
  );
}

/** Where nothing is mounted at the path: the only one of the set that no other container runs. */
function onlyOne<C extends Mountable>(run: Run<C>, runs: readonly Run<C>[], known: readonly C[]): C | undefined {
  if (run.lookup.kind !== 'no-mount' && run.lookup.kind !== 'no-key') return undefined;
  const free = known.filter((one) => !runs.some(({ configured }) => configured === one));
  const inSet = free.filter(({ from }) =>
    run.workload.set.configMaps.some((map) => from && isSame(from.configMap, map)),
  );
  const [only, ...others] = inSet.length > 0 ? inSet : free.filter(({ from }) => from === undefined);
  const rivals = runs.filter((other) => other !== run && other.configured === undefined);
  return others.length === 0 && rivals.length === 0 ? only : undefined;
}
