/** The packs of preflight.yaml: loaded once each, before any host is asked. */
import { join } from 'node:path';
import { type LoadedPacks, loadPacks } from '../../checks/load.ts';
import type { PackName, Parameters, Project, ProjectHost } from '../../project/project.ts';
import { insideOf } from './paths.ts';

export interface ProjectPacks {
  /** Those of a host; without one, those of the project. */
  readonly of: (host: ProjectHost | undefined) => Promise<LoadedPacks>;
  /** Loads those of all hosts. Returns those of the project. */
  readonly all: () => Promise<LoadedPacks>;
}

const usual = 'profiling';

/** What they give throws InputError for whatever is wrong with a pack or a parameter. `given` are parameters of the command line. */
export function projectPacks(project: Project, given: Readonly<Record<string, string>>): ProjectPacks {
  const known = new Map<string, Promise<LoadedPacks>>();
  const of = async (host: ProjectHost | undefined) => {
    const names = await Promise.all((host?.packs ?? project.packs ?? []).map((name) => reference(project, name)));
    const references = names.length > 0 ? names : [usual];
    const sets = { ...valuesOf(project.parameters), ...valuesOf(host?.parameters), ...given };
    const key = JSON.stringify([references, sets]);
    const loading = known.get(key) ?? loadPacks(references, { sets });
    known.set(key, loading);
    return loading;
  };
  return {
    of,
    async all() {
      for (const host of project.hosts) await of(host);
      return of(undefined);
    },
  };
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
