/** What preflight.yaml and its packs demand less than in the base branch. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { repositoryOf } from '../base/files.ts';
import type { LoadedPacks } from '../checks/check.ts';
import type { Finding } from '../generated/report-types.ts';
import { type Base, withBase } from '../git/base.ts';
import { GitError } from '../git/git.ts';
import { materialise } from '../git/materialise.ts';
import { fetchCommand } from '../git/names.ts';
import { listTree, readBlobs } from '../git/tree.ts';
import type { Environment } from '../project/environment.ts';
import { parseProject, textLimit } from '../project/parse.ts';
import { type Project, type ProjectHost, usualBase } from '../project/project.ts';
import type { Demands } from '../project/weakened/weakening.ts';
import { weakenedRule, weakenedSince } from '../project/weakened.ts';
import type { TargetInput } from '../report/build.ts';
import { findingsOf } from '../report/diagnostics/findings.ts';
import { placesIn } from '../report/diagnostics/locate.ts';
import { fault, targetOf } from './validate/target.ts';

export interface WeakenedRequest {
  readonly project: Project;
  /** `--base`; undefined: the base of a pull request as CI names it, else main, else what the rollouts are put onto. */
  readonly base: string | undefined;
  readonly environment: Environment;
  /** The packs of a project, whose files lie below its root. */
  readonly packsOf: (project: Project) => { readonly of: (host: ProjectHost | undefined) => Promise<LoadedPacks> };
  readonly signal?: AbortSignal;
}

export interface Weakened {
  /** preflight.yaml. */
  readonly target: TargetInput;
  /** Ids are not numbered yet. */
  readonly findings: readonly Finding[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Throws InputError for a `--base` that there is not; why nothing can be compared otherwise is said in the target. */
export async function weakened(request: WeakenedRequest): Promise<Weakened> {
  const { source } = request.project;
  const { diagnostics, notes } = await compared(request);
  const places = placesIn(source.text);
  return {
    target: targetOf({ language: 'preflight', name: source.path, files: [source.path], notes }),
    findings: findingsOf(diagnostics.map(fault), source.path, (_, span) => places(span)),
    texts: new Map([[source.path, source.text]]),
  };
}

interface Compared {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

async function compared(request: WeakenedRequest): Promise<Compared> {
  const { project, base, signal } = request;
  const names = namesOf(request);
  // Without a repository there are no branches.
  if (base === undefined && (await repositoryOf(project.home.root)) === undefined)
    return { diagnostics: [], notes: [] };
  try {
    return await withBase(
      { repository: project.home.root, names, ...(signal ? { signal } : {}) },
      async (found): Promise<Compared> => {
        if (found) return withTree(request, found);
        const [name = ''] = names;
        if (base !== undefined)
          throw new InputError(
            `--base ${excerpt(base, 80)}: there is no such branch, tag or commit in this clone. Name one that there is, or fetch it: git fetch.`,
          );
        return isPullRequest(request)
          ? unknown(project, `the base ${excerpt(name, 80)} is not in this clone`, `Fetch it: ${fetchCommand(name)}`)
          : note(`there is no ${excerpt(name, 80)} here to compare with`);
      },
    );
  } catch (error) {
    if (base !== undefined && error instanceof InputError) throw error;
    if (error instanceof InputError || error instanceof GitError) return note(error.message.replace(/\.$/, ''));
    throw error;
  }
}

function isPullRequest({ environment }: WeakenedRequest): boolean {
  return (environment.GITHUB_BASE_REF ?? '') !== '';
}

/** In a clone of CI the base is a branch of the remote alone, and a local one may be old. */
function namesOf({ project, base, environment }: WeakenedRequest): readonly string[] {
  if (base !== undefined) return [base];
  const asked = environment.GITHUB_BASE_REF ?? '';
  if (asked !== '') return [`origin/${asked}`, asked];
  const onto = project.rollouts.flatMap((rollout) => rollout.onto?.value ?? []);
  // The branch says itself what it is put onto: it must not choose what it is compared with where there is a usual base.
  return [...new Set([usualBase, ...onto])].flatMap((name) => [name, `origin/${name}`]);
}

function note(reason: string): Compared {
  return { diagnostics: [], notes: [`Not compared with its base: ${reason}.`] };
}

/** Where there should be a base, nobody knows whether the branch weakens it. */
function unknown({ source }: Project, reason: string, hint: string): Compared {
  const { id: rule, severity } = weakenedRule;
  const message = `whether the branch demands less cannot be said: ${reason}`;
  const span = { start: 0, end: 0 };
  return { diagnostics: [{ rule, severity, status: 'unknown', file: source.path, span, message, hint }], notes: [] };
}

async function withTree(request: WeakenedRequest, base: Base): Promise<Compared> {
  const { project, environment, packsOf } = request;
  const path = posix.join(project.home.folder, basename(project.source.path));
  const [entry] = (await listTree(base.store, base.tree, [path])).filter(({ kind }) => kind === 'file');
  const limits = { each: textLimit * 4, total: textLimit * 4 };
  const text = entry && (await readBlobs(base.store, [entry], limits)).get(entry.id)?.toString('utf8');
  if (entry && text === undefined)
    return unknown(
      project,
      `${excerpt(path, 80)} of ${excerpt(base.name, 80)} is not in this clone, or too large`,
      'Fetch all of it: git fetch --refetch --no-filter',
    );
  if (text === undefined) return withoutFile(request, base, path);
  // The same text and packs that preflight ships demand the same.
  if (text === project.source.text && !namesPackFiles(project)) return { diagnostics: [], notes: [] };
  const now = await demandsOf(project, packsOf(project));
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'preflight-base-')));
  try {
    const home = { ...project.home, root: folder };
    const before = await parseProject({ path: project.source.path, text }, home, environment);
    await writePacks(base, folder);
    const old = await demandsOf(before, packsOf(before));
    return { diagnostics: weakenedSince(old, now, base.name), notes: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const reason = error.message.replaceAll(`${folder}/`, '');
    return unknown(project, `in ${excerpt(base.name, 80)}, ${excerpt(reason, 300)}`, 'Mend it there first');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is new here may take the place of what judges this folder in the base: the nearest one above counts. */
async function withoutFile({ project }: WeakenedRequest, base: Base, path: string): Promise<Compared> {
  const [name, folder] = [excerpt(base.name, 80), posix.dirname(path)];
  const above = foldersAbove(folder).map((one) => posix.join(one, 'preflight.yaml'));
  const there = new Set((await listTree(base.store, base.tree, above)).map((entry) => entry.path));
  const other = above.find((one) => there.has(one));
  if (other === undefined) return note(`${name} has no ${excerpt(path, 80)}`);
  const { id: rule, severity } = weakenedRule;
  const message = `it stands before ${other}, by which ${name} judges what is here, and may demand less`;
  const span = { start: 0, end: 0 };
  const hint = `Look at it when you review the branch, or put what it says into ${other}`;
  return {
    diagnostics: [{ rule, severity, file: project.source.path, span, message, hint, place: 'file' }],
    notes: [],
  };
}

/** The nearest first; of the top there are none. */
function foldersAbove(folder: string): readonly string[] {
  const names = folder === '.' ? [] : folder.split('/');
  return names.map((_, at) => names.slice(0, names.length - 1 - at).join('/') || '.');
}

function namesPackFiles({ packs, hosts }: Project): boolean {
  return [packs, ...hosts.map((host) => host.packs)].some((all) => all?.some(({ kind }) => kind === 'file'));
}

const packLimits = { files: 2000, bytes: 1 << 20 };

/** Packs are files of YAML, and so are those that they extend. */
async function writePacks({ store, tree }: Base, folder: string): Promise<void> {
  const entries = (await listTree(store, tree)).filter(
    ({ path, size }) => /\.ya?ml$/.test(path) && size <= packLimits.bytes,
  );
  await materialise(store, entries.slice(0, packLimits.files), folder);
  // What a pack extends is read below the repository that it is in.
  await writeFile(join(folder, '.git'), '');
}

async function demandsOf(project: Project, packs: ReturnType<WeakenedRequest['packsOf']>): Promise<Demands> {
  const own = await packs.of(undefined);
  const ofHosts = new Map<ProjectHost, LoadedPacks>();
  for (const host of project.hosts) ofHosts.set(host, await packs.of(host));
  return { project, packsOf: (host) => (host && ofHosts.get(host)) ?? own };
}
