/** Which containers run a server or an agent, and what is known of them. */
import { excerpt } from '../base/display.ts';
import type { AlloySummary, PyroscopeSummary } from '../base/rollout/configurations.ts';
import type { Cluster, Container, Workload } from '../base/rollout/workload.ts';
import { versionRange } from '../base/version.ts';
import { addedBy } from './privileges.ts';

/** What is known of the configuration that a container runs; nothing where it is not among the files. */
export interface Uses {
  readonly alloy?: AlloySummary | undefined;
  readonly pyroscope?: PyroscopeSummary | undefined;
}

/** A container that runs Alloy or Pyroscope. */
export interface Program {
  readonly name: 'alloy' | 'pyroscope';
  readonly workload: Workload;
  readonly container: Container;
  /** The image is Grafana's own, if perhaps from another registry. */
  readonly isOfficial: boolean;
  readonly uses: Uses;
}

/** An Alloy that runs pyroscope.ebpf. */
export interface Profiler extends Program {
  /** In words, why it is taken for one although its configuration is not among the files. */
  readonly assumedFrom: string | undefined;
}

export function programsOf(cluster: Cluster, uses: (container: Container) => Uses): Program[] {
  return cluster.workloads.flatMap((workload) =>
    workload.pod.containers.flatMap((container) => {
      const name = programOf(container);
      if (!name) return [];
      const isOfficial = /(?:^|\/)grafana\/(?:alloy|pyroscope)$/.test(container.image?.name ?? '');
      return [{ name, workload, container, isOfficial, uses: uses(container) }];
    }),
  );
}

/** By the image's last path segment, else by the command. */
function programOf({ image, command }: Container): Program['name'] | undefined {
  for (const path of [image?.name, command?.[0]?.value]) {
    const name = path?.slice(path.lastIndexOf('/') + 1);
    if (name === 'alloy' || name === 'pyroscope') return name;
  }
  return undefined;
}

/** The programs that profile: their configuration says so, or where it is not known, the manifest does. */
export function profilersIn(programs: readonly Program[]): Profiler[] {
  return programs.flatMap((program): Profiler[] => {
    if (program.name !== 'alloy') return [];
    const { alloy } = program.uses;
    if (alloy) return alloy.profilers.length > 0 ? [{ ...program, assumedFrom: undefined }] : [];
    const assumedFrom = signOf(program);
    return assumedFrom === undefined ? [] : [{ ...program, assumedFrom }];
  });
}

function signOf({ workload, container }: Program): string | undefined {
  if (/profil|pyroscope|ebpf/i.test(workload.name)) return 'its name';
  if (workload.pod.hostPID?.value) return 'hostPID';
  if (container.security.privileged?.value) return 'privileged';
  return ['BPF', 'PERFMON', 'SYS_ADMIN'].some((capability) => addedBy(container.security).has(capability))
    ? 'its capabilities'
    : undefined;
}

/** The version that runs: of the configuration's summary, else of the image's tag. Undefined where neither says it. */
function versionOf({ uses, container }: Program): string | undefined {
  const tag = container.image?.tag;
  if (tag !== undefined && /^v?\d+\.\d+/.test(tag)) return tag;
  return uses.alloy?.version ?? uses.pyroscope?.version;
}

/** Whether the version is in the range; a version that is not known counts as the newest. */
export function isVersion(program: Program, range: string): boolean {
  return versionRange(range)(versionOf(program) ?? '999') ?? false;
}

/** `container "alloy" of DaemonSet alloy-profiling`. */
export function nameOf({ workload, container }: Pick<Program, 'workload' | 'container'>): string {
  return `container "${excerpt(container.name, 80)}" of ${workloadName(workload)}`;
}

export function workloadName({ kind, name }: Workload): string {
  return `${kind} ${excerpt(name, 80)}`;
}
