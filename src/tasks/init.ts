/** Makes a preflight.yaml for a repository out of what lies in it. Nothing is run and nothing is asked but git. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, posix, relative, resolve, sep } from 'node:path';
import { InputError } from '../base/errors.ts';
import { isWithin, repositoryOf } from '../base/files.ts';
import { parseHost } from '../base/host-address.ts';
import { type Draft, type DraftHost, type DraftRollout, draftText } from '../project/draft.ts';
import { parseProject } from '../project/parse.ts';
import type { Home, Project } from '../project/project.ts';
import { branchRollouts } from './init/branches.ts';
import { covering } from './init/covering.ts';
import { lookAtFiles } from './init/files.ts';
import { servicesOf } from './init/services.ts';

export interface InitRequest {
  /** The working directory. */
  readonly folder: string;
  /** The file that will be written; undefined: preflight.yaml at the top of the repository. */
  readonly output: string | undefined;
  /** Where an editor finds the schema, from the file; undefined: no header. */
  readonly schema: string | undefined;
  /** Asks a person which of the hosts that were found are rolled out to, and gives their names; undefined: all are. */
  readonly chooseHosts: ((found: readonly string[]) => Promise<readonly string[]>) | undefined;
  readonly signal: AbortSignal;
}

export interface Initialised {
  /** Where it belongs. */
  readonly path: string;
  readonly text: string;
  readonly project: Project;
  /** What could not be looked at. */
  readonly notes: readonly string[];
}

/** Throws InputError for a file outside of the repository, and for a host that is none. */
export async function init(request: InitRequest): Promise<Initialised> {
  const home = await homeOf(request);
  const [files, branches] = await Promise.all([lookAtFiles(home.root), branchRollouts(home.root, request.signal)]);
  const fromHome = (path: string) => posix.relative(home.folder === '.' ? '' : home.folder, path) || '.';
  const paths = covering(files.rollout).map(fromHome);
  const found = files.flakes.flatMap(({ folder, hosts }) =>
    hosts.filter(isHost).map((name): DraftHost => ({ name, flake: `${dotted(fromHome(folder))}#${name}` })),
  );
  const draft: Draft = {
    schema: request.schema,
    hosts: await chosen(unique(found), request.chooseHosts),
    rollouts: draftRollouts(
      { name: nameOf(home.root), files: paths.slice(0, pathLimit), versions: relativeTo(files.versions, fromHome) },
      branches.rollouts.map((rollout) => ({ ...rollout, files: rollout.files.map(fromHome), versions: {} })),
    ),
    alloy: onlyVersion([...files.alloy, ...branches.alloy]),
    services: servicesOf(files.dataSources),
  };
  const text = draftText(draft);
  const name = basename(request.output ?? 'preflight.yaml');
  return {
    path: request.output ?? posix.join(relative(request.folder, home.root), name),
    text,
    // What is written is read once: a file that preflight itself would refuse must not be left behind.
    project: await parseProject({ path: name, text }, home, {}),
    notes: [
      ...(files.trouble === undefined ? [] : [files.trouble]),
      ...branches.notes,
      ...(paths.length > pathLimit ? [`${paths.length - pathLimit} more paths hold files of a rollout.`] : []),
    ],
  };
}

/** More is no list that a person reads. */
const pathLimit = 50;
const hostLimit = 200;

/**
 * What a branch changes is judged with what lies beside it, as it would run. The only branch brings the rollout of the
 * repository; of several each has a rollout of its own.
 */
function draftRollouts(own: DraftRollout, branches: readonly DraftRollout[]): readonly DraftRollout[] {
  const [only, ...others] = branches;
  if (only && others.length === 0)
    return [{ ...own, ...only, files: together(own.files, only.files), versions: own.versions }];
  const beside = branches.map((branch) => {
    const around = own.files.filter((path) => branch.files.some((file) => covers(path, file)));
    return { ...branch, files: together(around, branch.files) };
  });
  return [...(own.files.length === 0 ? [] : [own]), ...beside];
}

function together(paths: readonly string[], files: readonly string[]): string[] {
  return [...paths, ...files.filter((file) => !paths.some((path) => covers(path, file)))];
}

function covers(path: string, file: string): boolean {
  return path === '.' || file === path || file.startsWith(`${path}/`);
}

async function homeOf({ folder, output }: InitRequest): Promise<Home> {
  const start = await realpath(folder);
  const root = (await repositoryOf(start)) ?? start;
  if (output === undefined) return { root, folder: '.' };
  const target = await realpath(dirname(resolve(folder, output))).catch(() => undefined);
  if (target === undefined) throw new InputError(`${output}: its folder does not exist. Name another file.`);
  if (target !== root && !isWithin(root, target))
    throw new InputError(`${output}: lies outside of the repository that it would be for. Name a file in it.`);
  return { root, folder: relative(root, target).split(sep).join('/') || '.' };
}

async function chosen(hosts: readonly DraftHost[], ask: InitRequest['chooseHosts']): Promise<readonly DraftHost[]> {
  if (!ask) return hosts;
  const names = await ask(hosts.map(({ name }) => name));
  for (const name of names) parseHost(name);
  return unique(names.map((name) => hosts.find((host) => host.name === name) ?? { name }));
}

/** A host of two flakes is the first one's. */
function unique(hosts: readonly DraftHost[]): readonly DraftHost[] {
  return [...new Map(hosts.toReversed().map((host) => [host.name.toLowerCase(), host])).values()]
    .toReversed()
    .slice(0, hostLimit);
}

/** Names of images and installers are no hosts that anybody rolls out to, and cannot be told apart: they are written down. */
function isHost(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,90}$/.test(name);
}

/** Of several nobody can say which one a host runs. */
function onlyVersion(found: readonly string[]): string | undefined {
  const [version, ...others] = new Set(found.map((one) => /^v?(\d+\.\d+(?:\.\d+)?)/.exec(one)?.[1] ?? ''));
  return others.length === 0 && version !== '' ? version : undefined;
}

function dotted(folder: string): string {
  return folder === '.' ? '.' : folder.startsWith('../') ? folder : `./${folder}`;
}

function relativeTo(versions: Readonly<Partial<Record<string, string>>>, fromHome: (path: string) => string) {
  return Object.fromEntries(
    Object.entries(versions).map(([program, file]) => [program, file === undefined ? undefined : fromHome(file)]),
  );
}

/** A rollout is called like its repository. */
function nameOf(root: string): string {
  const name = basename(root)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60);
  return name === '' ? 'files' : name;
}
