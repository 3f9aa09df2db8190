/**
 * The rollouts: the rebase of their branches is rehearsed, and their files are judged as they would be after it; without a
 * branch, or where the rebase is left out, as they are in the working tree.
 */
import { InputError } from '../../base/errors.ts';
import { BranchError } from '../../git/names.ts';
import { NotRehearsed, type Rehearsal, withRehearsal } from '../../git/rehearse.ts';
import { NoRepositoryError } from '../../git/repository.ts';
import { readBlobs } from '../../git/tree.ts';
import { type Project, type ProjectPath, type ProjectRollout, usualBase } from '../../project/project.ts';
import { notRehearsed } from '../rehearse/findings.ts';
import { hasTree, judgeBranch } from '../rehearse.ts';
import { filesOf } from './files.ts';
import { merged } from './merge.ts';
import { settled, unjudged, whyNot } from './not-judged.ts';
import { type Part, type RowWatcher, secondsSince } from './part.ts';
import { inKeys, placed, saidAt } from './paths.ts';
import { filesText, howToJudge, partOf, type RolloutsRequest, rowOf, targetOf } from './rollout.ts';
import { versionsOf } from './versions.ts';
import { inWorkingTree } from './working-tree.ts';

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
    rebase: merged(branches.map(({ rebase }) => rebase)),
    artifacts: merged([...branches.map(({ artifacts }) => artifacts), ...files]),
  };
}

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
    return merged(rows.map(({ rollout }) => unjudged(targetOf(rollout), reason)));
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
        ? merged(await inTurn(rows, (one) => inRehearsed(request, rehearsal, one.rollout, one.row)))
        : without('what would exist after the rebase hangs on how the conflicts are settled');
      return { rebase, artifacts };
    });
  } catch (error) {
    if (rebase) throw error;
    const { part, reason } = notRehearsedPart(branch, inFile(project, branch, error), signal);
    row.fail(reason);
    return { rebase: part, artifacts: without(`the rebase could not be rehearsed: ${reason}`) };
  }
}

/** What is wrong with a branch, with its place in preflight.yaml and the key of the way out. */
function inFile(project: Project, { name, rollouts }: Branch, error: unknown): unknown {
  if (error instanceof NotRehearsed) return new NotRehearsed(error.message, inKeys(error.hint), error);
  const [{ branch, onto } = {}] = rollouts;
  if (error instanceof NoRepositoryError && branch) {
    const message =
      'a branch is named, and this is no git repository. Run preflight in a clone, or take the branch out.';
    return new InputError(`${saidAt(project, branch)}: ${message}`, { cause: error });
  }
  if (!(error instanceof BranchError)) return error;
  const place = error.branch === name ? branch : (onto ?? branch);
  const unsaid =
    error.branch === name || onto
      ? ''
      : ` Where nothing is said it is ${usualBase} that a branch is put onto; say another one: onto: BRANCH.`;
  const at = place ? `${saidAt(project, place)}: ` : '';
  return new InputError(`${at}${inKeys(error.message)}${unsaid}`, { cause: error });
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
        const read = async ({ value }: ProjectPath) => {
          const entry = entries.find((one) => one.path === value && one.kind === 'file');
          const blobs = entry
            ? await readBlobs(rehearsal.store, [entry], { each: textLimit, total: textLimit })
            : undefined;
          return entry && blobs?.get(entry.id)?.toString('utf8');
        };
        return { ...filesOf(project, rollout, place), ...(await versionsOf(project, rollout, read)) };
      },
      howToJudge(request, row),
    ).catch((error: unknown) => {
      throw placed(project, rollout.at, error);
    });
    row.done(`${filesText(judged.targets.length)} judged in ${secondsSince(begun)}`);
    return partOf(judged, rollout, request, await request.facts, judged.notes);
  });
}
