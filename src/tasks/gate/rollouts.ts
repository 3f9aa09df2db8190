/**
 * The rollouts: the rebase of their branches is rehearsed, and their files are judged as they would be after it; without a
 * branch, or where the rebase is left out, as they are in the working tree.
 */
import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathsBelow } from '../../artifacts/find.ts';
import { readText } from '../../artifacts/read-text.ts';
import { InputError } from '../../base/errors.ts';
import type { FactsDocument } from '../../base/facts.ts';
import { NotRehearsed, type Rehearsal, withRehearsal } from '../../git/rehearse.ts';
import { readBlobs } from '../../git/tree.ts';
import { globOf, isGlob } from '../../project/glob.ts';
import type { Project, ProjectRollout } from '../../project/project.ts';
import { notRehearsed } from '../rehearse/findings.ts';
import { inFolder, namedAsIn, noInput, withoutFolder } from '../rehearse/named.ts';
import { hasTree, judgeBranch } from '../rehearse.ts';
import { type FilesRequest, type JudgedFiles, judgeFiles } from '../validate.ts';
import { filesOf } from './files.ts';
import { settled, unjudged, whyNot } from './not-judged.ts';
import { type GateWatcher, type Part, type RowWatcher, secondsSince, together } from './part.ts';
import { insideOf } from './paths.ts';
import { versionsOf } from './versions.ts';

export interface RolloutsRequest {
  readonly project: Project;
  /** Whether the rebase is rehearsed, and whether the files are judged. */
  readonly rebase: boolean;
  readonly artifacts: boolean;
  /** Of the host that the rollouts go to. */
  readonly facts: Promise<FactsDocument | undefined>;
  readonly nixInstantiate: string | undefined;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}

/** Rollouts that come with one branch: it is rehearsed once. */
interface Branch {
  readonly name: string;
  readonly onto: string;
  readonly rollouts: readonly ProjectRollout[];
}

export interface JudgedRollouts {
  readonly rebase: Part;
  readonly artifacts: Part;
}

export async function judgeRollouts(request: RolloutsRequest): Promise<JudgedRollouts> {
  const { rollouts } = request.project;
  const here = request.artifacts ? rollouts.filter(({ branch }) => !branch || !request.rebase) : [];
  const [branches, files] = await Promise.all([
    Promise.all(request.rebase ? branchesOf(rollouts).map((branch) => judgeOne(request, branch)) : []),
    Promise.all(here.map((rollout) => inWorkingTree(request, rollout))),
  ]);
  return {
    rebase: together(branches.map(({ rebase }) => rebase)),
    artifacts: together([...branches.map(({ artifacts }) => artifacts), ...files]),
  };
}

const usualBase = 'main';

function branchesOf(rollouts: readonly ProjectRollout[]): readonly Branch[] {
  const branches = new Map<string, Branch>();
  for (const rollout of rollouts) {
    if (!rollout.branch) continue;
    const [name, onto] = [rollout.branch.value, rollout.onto?.value ?? usualBase];
    const known = branches.get(`${name} ${onto}`)?.rollouts ?? [];
    branches.set(`${name} ${onto}`, { name, onto, rollouts: [...known, rollout] });
  }
  return [...branches.values()];
}

async function judgeOne(request: RolloutsRequest, branch: Branch): Promise<JudgedRollouts> {
  const { project, signal, watch } = request;
  const { name, onto, rollouts } = branch;
  const row = watch('rebase', `${name} onto ${onto}`);
  const rows = request.artifacts ? rollouts.map((rollout) => ({ rollout, row: rowOf(request, rollout) })) : [];
  const begun = Date.now();
  row.phase('replaying');
  let rebase: Part | undefined;
  const without = (reason: string) => {
    for (const one of rows) one.row.fail(reason);
    return together(rows.map(({ rollout }) => unjudged(targetOf(rollout), reason)));
  };
  try {
    const asked = { repository: project.home.root, branch: name, onto, signal };
    return await withRehearsal(asked, async (rehearsal) => {
      const { target, findings, texts } = await judgeBranch(rehearsal);
      rebase = { targets: [target], findings, texts };
      const isClean = hasTree(rehearsal);
      if (isClean) row.done(`replayed in ${secondsSince(begun)}`);
      else row.fail('in conflict');
      const artifacts = isClean
        ? together(await inTurn(rows, (one) => inRehearsed(request, rehearsal, one.rollout, one.row)))
        : without('what would exist after the rebase hangs on how the conflicts are settled');
      return { rebase, artifacts };
    });
  } catch (error) {
    if (rebase) throw error;
    const { part, reason } = notRehearsedPart(branch, error, signal);
    row.fail(reason);
    return { rebase: part, artifacts: without(`the rebase could not be rehearsed: ${reason}`) };
  }
}

/** The branch without its rehearsal, and why. */
function notRehearsedPart(
  { name }: Branch,
  error: unknown,
  signal: AbortSignal,
): { readonly part: Part; readonly reason: string } {
  const target = { kind: 'branch', name } as const;
  if (error instanceof NotRehearsed && !signal.aborted)
    return { part: { targets: [target], findings: [notRehearsed(name, error)] }, reason: error.message };
  const { reason, trouble } = whyNot(error, signal);
  return { part: { ...unjudged(target, reason), ...(trouble ? { troubles: [trouble] } : {}) }, reason };
}

/** One after another: they share the processor and what they have read. */
async function inTurn<T, R>(all: readonly T[], judge: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const one of all) done.push(await judge(one));
  return done;
}

function rowOf({ watch }: RolloutsRequest, { name }: ProjectRollout): RowWatcher {
  const row = watch('artifacts', name);
  row.phase('waiting');
  return row;
}

function targetOf({ name }: ProjectRollout) {
  return { kind: 'file', name } as const;
}

const textLimit = 8 << 20;

function inRehearsed(
  request: RolloutsRequest,
  rehearsal: Rehearsal,
  rollout: ProjectRollout,
  row: RowWatcher,
): Promise<Part> {
  const { project, signal } = request;
  const begun = Date.now();
  return settled(targetOf(rollout), row, signal, async () => {
    const { judgeRehearsed } = await import('../rehearse/validated.ts');
    row.phase('reading what would exist after the rebase');
    const judged = await judgeRehearsed(
      rehearsal,
      async (entries) => {
        const place = {
          name: `what the rebase of ${rehearsal.branch.name} would give`,
          paths: entries.flatMap(({ kind, path }) => (kind === 'submodule' ? [] : [path])),
        };
        const read = async (path: string) => {
          const entry = entries.find((one) => one.path === path && one.kind === 'file');
          const blobs = entry
            ? await readBlobs(rehearsal.store, [entry], { each: textLimit, total: textLimit })
            : undefined;
          return entry && blobs?.get(entry.id)?.toString('utf8');
        };
        return { ...filesOf(project, rollout, place), ...(await versionsOf(project, rollout, read)) };
      },
      howToJudge(request, row),
    );
    row.done(`${filesText(judged.targets.length)} judged in ${secondsSince(begun)}`);
    return partOf(judged, request, judged.notes);
  });
}

/** The facts are waited for in between: only then does the display say so. */
function howToJudge({ facts, nixInstantiate, signal }: RolloutsRequest, row: RowWatcher) {
  return {
    facts: facts.finally(() => row.phase('judging')),
    ...(nixInstantiate === undefined ? {} : { nixInstantiate }),
    signal,
  };
}

function filesText(targets: number): string {
  return targets === 1 ? '1 target' : `${targets} targets`;
}

/** What was judged, as of preflight.yaml: a version that it says is not an option's. Notes of all files stand with the first one. */
function partOf(judged: JudgedFiles, { project }: RolloutsRequest, notes: readonly string[] = []): Part {
  const targets = judged.targets.map((target, index) => {
    const { judgedFor } = target;
    const told = index === 0 ? [...(target.notes ?? []), ...notes] : (target.notes ?? []);
    return {
      ...target,
      ...(told.length > 0 ? { notes: told } : {}),
      ...(judgedFor?.from.startsWith('--') ? { judgedFor: { ...judgedFor, from: project.source.path } } : {}),
    };
  });
  return { ...judged, targets };
}

async function inWorkingTree(request: RolloutsRequest, rollout: ProjectRollout): Promise<Part> {
  const { project, signal } = request;
  const { root } = project.home;
  const row = rowOf(request, rollout);
  const begun = Date.now();
  return settled(targetOf(rollout), row, signal, async () => {
    row.phase('reading');
    const place = { name: 'the working tree', paths: await pathsIn(request, rollout) };
    const read = async (path: string) => {
      const found = await readText(join(root, path));
      return 'text' in found ? found.text : undefined;
    };
    // From the top of the repository, the paths are what they are called.
    const base = process.cwd() === root ? '' : root;
    const asked: FilesRequest = {
      ...inFolder(base, filesOf(project, rollout, place)),
      ...(await versionsOf(project, rollout, read)),
      ...howToJudge(request, row),
      stdin: noInput,
      upgradeTo: [],
      placeholders: false,
      community: false,
    };
    const judged = await judgeFiles(asked).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(withoutFolder(error.message, base), { cause: error });
    });
    row.done(`${filesText(judged.targets.length)} judged in ${secondsSince(begun)}`);
    return partOf(namedAsIn(judged, base), request);
  });
}

/** The files that the entries may be about; no link leads out of the repository. Throws InputError. */
async function pathsIn({ project }: RolloutsRequest, { files }: ProjectRollout): Promise<readonly string[]> {
  const { root } = project.home;
  const found = new Set<string>();
  for (const path of files.flatMap((entry) => entry.paths)) {
    const start = isGlob(path.value) ? { ...path, value: globOf(path.value).folder || '.' } : path;
    const there = join(root, start.value);
    if (!(await stat(there).catch(() => undefined))) continue;
    await insideOf(project, start);
    if (!(await stat(there)).isDirectory()) found.add(start.value);
    else for (const file of await pathsBelow(there)) found.add(relative(root, file).split(sep).join('/'));
  }
  return [...found];
}
