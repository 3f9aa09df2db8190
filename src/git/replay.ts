/** Replays the commits of a branch one after another, as git rebase would, on trees alone. */
import { type Commit, treesOf } from './commits.ts';
import { type ConflictTexts, rangesOf } from './conflict-ranges.ts';
import { type MergeConflict, mergeOnto, mergeTree, settledAsCommit } from './merge.ts';
import type { Store } from './repository.ts';

export interface Conflict extends MergeConflict {
  /** Where lines of text are in conflict. */
  readonly texts?: ConflictTexts;
}

export interface ReplayedCommit extends Commit {
  /**
   * `merge`: git rebase leaves merge commits out. `not-tried`: an earlier conflict leaves no tree to go on with.
   */
  readonly state: 'replayed' | 'already-upstream' | 'becomes-empty' | 'conflict' | 'merge' | 'not-tried';
  /** An earlier commit is in conflict: this is what comes of it if each conflict is settled as the branch has it. */
  readonly isAssumed: boolean;
  readonly conflicts: readonly Conflict[];
  /** Of a merge commit: it holds more than git makes of its parents by itself, and that is lost. */
  readonly isLost?: boolean;
}

export interface Replay {
  readonly commits: readonly ReplayedCommit[];
  /** After the last commit; with conflicts settled as the branch has them where there are some. */
  readonly tree: string;
}

/** `commits` in their order, `onto` the tree that the first is put on. */
export async function replay(store: Store, commits: readonly Commit[], onto: string): Promise<Replay> {
  const trees = await knownTrees(store, commits);
  const done: ReplayedCommit[] = [];
  let tree: string | undefined = onto;
  let last = onto;
  let isAssumed = false;
  for (const commit of commits) {
    const add = (state: ReplayedCommit['state'], conflicts: readonly Conflict[] = []) =>
      done.push({ ...commit, state, isAssumed, conflicts });
    if (commit.parents.length > 1) {
      done.push({ ...commit, state: 'merge', isAssumed, conflicts: [], isLost: await isLost(store, commit) });
    } else if (commit.isUpstream) add('already-upstream');
    else if (tree === undefined) add('not-tried');
    else {
      const step = await stepOf(store, commit, tree, trees.get(commit.parents[0] ?? ''));
      add(step.state, step.conflicts);
      tree = step.tree;
      last = step.tree ?? last;
      if (step.conflicts.length > 0) isAssumed = true;
    }
  }
  return { commits: done, tree: last };
}

async function knownTrees(store: Store, commits: readonly Commit[]): Promise<ReadonlyMap<string, string>> {
  const known = new Map(commits.map(({ id, tree }) => [id, tree]));
  const parents = commits.flatMap((commit) => (commit.parents.length === 1 ? commit.parents : []));
  const others = [...new Set(parents.filter((id) => !known.has(id)))];
  const trees = await treesOf(store, others);
  for (const [index, id] of others.entries()) known.set(id, trees[index] ?? '');
  return known;
}

interface Step {
  readonly state: 'replayed' | 'becomes-empty' | 'conflict';
  readonly conflicts: readonly Conflict[];
  readonly tree: string | undefined;
}

async function stepOf(store: Store, commit: Commit, tree: string, before: string | undefined): Promise<Step> {
  // A commit that was empty from the start is kept.
  if (commit.tree === before) return { state: 'replayed', conflicts: [], tree };
  if (tree === before) return { state: 'replayed', conflicts: [], tree: commit.tree };
  const merged = await mergeOnto(store, tree, commit);
  if (merged.conflicts.length === 0) {
    return { state: merged.tree === tree ? 'becomes-empty' : 'replayed', conflicts: [], tree: merged.tree };
  }
  const texts = await rangesOf(store, merged);
  const sides = [merged.ours, commit.id];
  const named = (message: string) =>
    message.replaceAll(merged.ours, 'the new base').replaceAll(commit.id, 'the commit');
  const conflicts = merged.conflicts.map((conflict): Conflict => {
    const own = texts.get(conflict.path);
    // Of a file that is a folder on the other side, git makes a path of the name and the side.
    const side = sides.find((id) => conflict.path.endsWith(`~${id}`));
    const path = side === undefined ? conflict.path : conflict.path.slice(0, -side.length - 1);
    return { ...conflict, path, messages: conflict.messages.map(named), ...(own ? { texts: own } : {}) };
  });
  return { state: 'conflict', conflicts, tree: await settledAsCommit(store, merged, texts) };
}

/** A merge of more than two is not made again: what it holds is taken to be lost. */
async function isLost(store: Store, { parents, tree }: Commit): Promise<boolean> {
  const [first, second, ...others] = parents;
  if (first === undefined || second === undefined || others.length > 0) return true;
  return (await mergeTree(store, first, second)).tree !== tree;
}
