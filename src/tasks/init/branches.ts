/** Rollouts that wait on branches: preserve/… with commits that the trunk has not. */
import { branchFault } from '../../base/branch-name.ts';
import { InputError } from '../../base/errors.ts';
import type { SourceText } from '../../base/text.ts';
import { openBranches, trunkOf } from '../../git/branches.ts';
import { GitError } from '../../git/git.ts';
import { openRepository, openStore, type Store } from '../../git/repository.ts';
import { readBlobs } from '../../git/tree.ts';
import type { DraftRollout } from '../../project/draft.ts';
import { isWanted, kindOf } from '../validate/kinds.ts';
import { covering, isOwn } from './covering.ts';
import { imageVersions } from './images.ts';

export interface BranchRollouts {
  readonly rollouts: readonly Omit<DraftRollout, 'versions'>[];
  /** Tags of Alloy's image in what they bring. */
  readonly alloy: readonly string[];
  readonly notes: readonly string[];
}

const folder = 'preserve';
const branchLimit = 5;
const blobLimits = { each: 4 << 20, total: 64 << 20 };

/** Of each branch the files that it adds or changes and that can be judged. Never throws for what the repository holds. */
export async function branchRollouts(root: string, signal: AbortSignal): Promise<BranchRollouts> {
  let store: Store | undefined;
  try {
    const repository = await openRepository(root, signal);
    store = await openStore(repository);
    const trunk = await trunkOf(repository);
    if (trunk === undefined) return { rollouts: [], alloy: [], notes: [] };
    const branches = await openBranches(repository, store, { folder, trunk, limit: branchLimit });
    const rollouts: Omit<DraftRollout, 'versions'>[] = [];
    const alloy: string[] = [];
    for (const { name, changed } of branches) {
      const own = await ofRollout(store, changed);
      for (const { path, text } of own) alloy.push(...(await imageVersions('alloy', path, text)));
      const files = covering(own.map(({ path }) => path));
      if (files.length > 0 && branchFault(name) === undefined)
        rollouts.push({ name: freshName(name, rollouts), branch: { name, onto: trunk }, files });
    }
    return { rollouts, alloy, notes: [] };
  } catch (error) {
    // Outside of a repository there are no branches, and nothing is amiss.
    if (error instanceof InputError) return { rollouts: [], alloy: [], notes: [] };
    if (error instanceof GitError)
      return { rollouts: [], alloy: [], notes: [`Branches were not looked at: ${error.message}.`] };
    throw error;
  } finally {
    await store?.close();
  }
}

async function ofRollout(
  store: Store,
  changed: readonly { readonly path: string; readonly id: string }[],
): Promise<readonly SourceText[]> {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const some = changed.filter(({ path }) => isOwn(path) && isWanted(nameOf(path)));
  const blobs = await readBlobs(store, some, blobLimits);
  const found: SourceText[] = [];
  for (const { path, id } of some) {
    const text = blobs.get(id)?.toString('utf8');
    if (text === undefined) continue;
    const kind = await kindOf({ path, name: nameOf(path), text, real: path, folder: '.', isNamed: false }, undefined);
    if (kind !== undefined && kind !== 'documentation') found.push({ path, text });
  }
  return found;
}

/** `preserve/pyroscope-profiling/pr-313` is the rollout `pyroscope-profiling`. */
function freshName(branch: string, others: readonly { readonly name: string }[]): string {
  const below = branch.slice(branch.indexOf(`${folder}/`) + folder.length + 1).split('/');
  const [first = '', ...rest] = below.map((part) =>
    part.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, ''),
  );
  const base = (first || 'branch').slice(0, 60);
  const isTaken = (name: string) => others.some((other) => other.name === name);
  if (!isTaken(base)) return base;
  const whole = [base, ...rest].filter(Boolean).join('-').slice(0, 90);
  let name = whole;
  for (let count = 2; isTaken(name); count++) name = `${whole}-${count}`;
  return name;
}
