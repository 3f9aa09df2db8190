/** Branches that bring something which the one that they are put onto has not. */

import { mergeBases, treesOf } from './commits.ts';
import { git, parts } from './git.ts';
import { commitsOf } from './names.ts';
import type { Repository, Store } from './repository.ts';
import { changesBetween } from './tree.ts';

export interface OpenBranch {
  /** As git rebase takes it: of the remote's alone with the remote before it. */
  readonly name: string;
  /** Files that it adds or changes, with the ids of what they hold. */
  readonly changed: readonly { readonly path: string; readonly id: string }[];
}

const format = '--format=%(refname)%00';

/** The name of the branch that others are put onto: main or master, here or on the remote; undefined: there is neither. */
export async function trunkOf({ place }: Repository): Promise<string | undefined> {
  const folders = ['refs/heads/', 'refs/remotes/origin/'];
  const wanted = ['main', 'master'].flatMap((name) => folders.map((folder) => folder + name));
  const { bytes } = await git(place, ['for-each-ref', format, '--', ...wanted]);
  const refs = namesIn(bytes);
  return wanted.find((ref) => refs.includes(ref))?.replace(/^refs\/(?:heads|remotes)\//, '');
}

/** Branches below a folder such as `preserve`, here and on remotes, with commits beyond the trunk; the newest first. */
export async function openBranches(
  repository: Repository,
  store: Store,
  { folder, trunk, limit }: { readonly folder: string; readonly trunk: string; readonly limit: number },
): Promise<readonly OpenBranch[]> {
  const [onto] = await commitsOf(repository, store, [trunk]);
  if (!onto) return [];
  const words = ['--sort=-committerdate', `--no-merged=${onto.commit}`, format] as const;
  const { bytes } = await git(repository.place, [
    'for-each-ref',
    ...words,
    '--',
    `refs/heads/${folder}/**`,
    `refs/remotes/*/${folder}/**`,
  ]);
  const names = new Map<string, string>();
  for (const ref of namesIn(bytes)) {
    const name = ref.replace(/^refs\/(?:heads|remotes)\//, '');
    const own = ref.startsWith('refs/heads/') ? name : name.replace(/^[^/]*\//, '');
    if (!names.has(own) || ref.startsWith('refs/heads/')) names.set(own, name);
  }
  const branches: OpenBranch[] = [];
  for (const name of [...names.values()].slice(0, limit)) {
    const [branch] = await commitsOf(repository, store, [name]);
    const [base] = branch ? await mergeBases(store, onto.commit, branch.commit) : [];
    if (!branch || base === undefined) continue;
    const [before = '', after = ''] = await treesOf(store, [base, branch.commit]);
    const changes = await changesBetween(store, before, after);
    branches.push({
      name,
      changed: changes.flatMap(({ path, after: id }) => (id === undefined ? [] : [{ path, id }])),
    });
  }
  return branches;
}

function namesIn(bytes: Buffer): readonly string[] {
  return parts(bytes)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
