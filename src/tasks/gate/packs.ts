/** The packs of preflight.yaml: loaded once each, before any host is asked. */

import { join } from 'node:path';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { didYouMean } from '../../base/suggest.ts';
import { partOf, serviceLacking } from '../../checks/asked-services.ts';
import { type LoadedPacks, loadPacks } from '../../checks/load.ts';
import type { PackName, Parameters, Project, ProjectHost } from '../../project/project.ts';
import { insideOf, saidAt } from './paths.ts';

export interface ProjectPacks {
  /** Those of a host; without one, those of the project. */
  readonly of: (host: ProjectHost | undefined) => Promise<LoadedPacks>;
  /** Loads those of all hosts. Returns those of the project. */
  readonly all: () => Promise<LoadedPacks>;
  /** What is asked of services alone; where preflight.yaml names no packs, by the one that is shipped for them. */
  readonly services: () => Promise<LoadedPacks>;
}

const usual = 'profiling';
const usualForServices = 'stack';

/** What they give throws InputError for whatever is wrong with a pack or a parameter. `given` are parameters of the command line. */
export function projectPacks(project: Project, given: Readonly<Record<string, string>>): ProjectPacks {
  const known = new Map<string, Promise<LoadedPacks>>();
  // Hosts may be judged by packs of their own, which need not have every parameter that is set for all.
  const shared = { ...valuesOf(project.parameters), ...given };
  const load = async (host: ProjectHost | undefined, more: readonly string[] = []) => {
    const packs = host?.packs ?? project.packs ?? [];
    const named = await Promise.all(
      packs.map(async (pack) => [await reference(project, pack), saidAt(project, pack.at)] as const),
    );
    const references = [...(named.length > 0 ? named.map(([name]) => name) : [usual]), ...more];
    const own = host?.parameters ?? new Map();
    const sets = { ...valuesOf(own), ...Object.fromEntries(Object.entries(given).filter(([name]) => own.has(name))) };
    const key = JSON.stringify([references, sets]);
    const places = placesOf(project, [project.parameters, own], given);
    const loading = known.get(key) ?? loadPacks(references, { sets, shared, places, packPlaces: new Map(named) });
    known.set(key, loading);
    return loading;
  };
  const ofServices = async () => {
    const asking = await servicePacks(project, load);
    if (asking.checks.length > 0 || project.packs) return asking;
    return partOf(await load(undefined, [usualForServices]), 'services');
  };
  return {
    of: (host) => load(host),
    services: ofServices,
    async all() {
      const loaded = await load(undefined);
      for (const host of project.hosts) await load(host);
      if (project.services.length > 0) await ofServices();
      const kinds = project.services.map(({ kind }) => kind);
      const lacking = serviceLacking(await servicePacks(project, load), kinds);
      if (lacking !== undefined) throw new InputError(`${project.source.path}: ${lacking}`);
      refuseUnknown(
        Object.keys(shared),
        await Promise.all(known.values()),
        placesOf(project, [project.parameters], given),
      );
      return loaded;
    },
  };
}

/** A parameter that is set for all must be one of some pack. */
function refuseUnknown(
  names: readonly string[],
  loaded: readonly LoadedPacks[],
  places: ReadonlyMap<string, string>,
): void {
  const known = new Set(loaded.flatMap(({ parameters }) => Object.keys(parameters)));
  for (const name of names) {
    if (known.has(name)) continue;
    const all = known.size === 0 ? ' The packs have no parameters.' : ` Parameters: ${[...known].join(', ')}.`;
    throw new InputError(
      `${places.get(name) ?? '--set'}: no pack has a parameter "${excerpt(name, 80)}".${didYouMean(name, known)}${all}`,
    );
  }
}

/** Where preflight.yaml sets what the command line does not. */
function placesOf(
  project: Project,
  all: readonly Parameters[],
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  return new Map(
    all.flatMap((parameters) =>
      [...parameters].flatMap(([name, value]) =>
        Object.hasOwn(given, name) ? [] : [[name, saidAt(project, value)] as const],
      ),
    ),
  );
}

async function reference(project: Project, name: PackName): Promise<string> {
  if (name.kind === 'shipped') return name.name;
  await insideOf(project, name.path);
  // Shown as it is named from the top of the repository, where that is where preflight runs.
  const { root } = project.home;
  return process.cwd() === root ? `./${name.path.value}` : join(root, name.path.value);
}

/** By name, as --set takes them. */
export function valuesOf(parameters: Parameters | undefined): Record<string, string> {
  return Object.fromEntries([...(parameters ?? [])].map(([name, { value }]) => [name, value]));
}

/** The checks over services of the project's packs, and of those of its hosts, each once. */
async function servicePacks(project: Project, of: ProjectPacks['of']): Promise<LoadedPacks> {
  const own = await of(undefined);
  const loaded = [own, ...(await Promise.all(project.hosts.map((host) => of(host))))].map((packs) =>
    partOf(packs, 'services'),
  );
  const checks = new Map(loaded.flatMap((packs) => packs.checks).map((check) => [check.id, check]));
  for (const check of partOf(own, 'services').checks) checks.set(check.id, check);
  const packs = new Map(loaded.flatMap((one) => one.packs).map((pack) => [`${pack.name} ${pack.sha256}`, pack]));
  return {
    checks: [...checks.values()],
    parameters: Object.assign({}, ...loaded.map(({ parameters }) => parameters), own.parameters),
    packs: [...packs.values()],
    descriptions: new Map(loaded.flatMap(({ descriptions }) => [...descriptions])),
    patterns: new Map(loaded.flatMap(({ patterns }) => [...patterns])),
  };
}
