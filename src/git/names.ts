/** From the names of branches to their commits. */
import { realpath } from 'node:fs/promises';
import { branchFault } from '../base/branch-name.ts';
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { shellText } from '../base/shell-word.ts';
import { didYouMean } from '../base/suggest.ts';
import { git, parts } from './git.ts';
import type { Repository, Store } from './repository.ts';

export interface NamedCommit {
  /** As a person gave it. */
  readonly name: string;
  readonly commit: string;
  /** Another working tree than the one that was named has it checked out. */
  readonly worktree?: string;
}

/** What is wrong with a branch that somebody named; of whom, `branch` says. */
export class BranchError extends InputError {
  readonly branch: string;
  constructor(branch: string, message: string) {
    super(message);
    this.branch = branch;
  }
}

/** Where a name is looked for, in this order. A branch comes before a tag of the same name. */
const folders = ['refs/heads/', 'refs/remotes/', 'refs/tags/', ''];

/** Throws BranchError for a name that is none, and one that is not there, with the nearest that is. */
export async function commitsOf(
  repository: Repository,
  store: Store,
  names: readonly string[],
): Promise<readonly NamedCommit[]> {
  for (const name of names) {
    const fault = branchFault(name);
    if (fault !== undefined) throw new BranchError(name, `"${excerpt(name, 80)}" ${fault}`);
  }
  const refs = await refsOf(
    repository,
    names.flatMap((name) => folders.map((folder) => folder + name)),
  );
  const found: NamedCommit[] = [];
  for (const name of names) {
    const ref = folders.map((folder) => refs.get(folder + name)).find((one) => one !== undefined);
    const id = ref?.id ?? (await otherId(repository, name));
    if (id === undefined) throw new BranchError(name, await missing(repository, name));
    const commit = await peeled(store, id);
    if (commit === undefined)
      throw new BranchError(
        name,
        `"${excerpt(name, 80)}" is no commit, or its commit is not in this clone. Name a branch, or fetch it: git fetch.`,
      );
    const isElsewhere = ref !== undefined && ref.worktree !== '' && !(await isWithin(repository.folder, ref.worktree));
    found.push({ name, commit, ...(isElsewhere ? { worktree: ref.worktree } : {}) });
  }
  return found;
}

async function isWithin(folder: string, worktree: string): Promise<boolean> {
  const [real, root] = await Promise.all([folder, worktree].map((path) => realpath(path).catch(() => path)));
  return `${real}/`.startsWith(`${root}/`);
}

interface Ref {
  readonly id: string;
  readonly worktree: string;
}

const refFormat = '--format=%(refname)%00%(objectname)%00%(worktreepath)%00';

async function refsOf({ place }: Repository, patterns: readonly string[]): Promise<ReadonlyMap<string, Ref>> {
  const { bytes } = await git(place, ['for-each-ref', refFormat, '--', ...patterns]);
  const fields = parts(bytes);
  const refs = new Map<string, Ref>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const name = (fields[at] ?? '').replace(/^\n/, '');
    refs.set(name, { id: fields[at + 1] ?? '', worktree: fields[at + 2] ?? '' });
  }
  return refs;
}

/** HEAD, also a detached one, and a commit's full or short id. */
async function otherId({ place }: Repository, name: string): Promise<string | undefined> {
  if (name !== 'HEAD' && !/^[0-9a-f]{7,64}$/.test(name)) return undefined;
  const words = ['--verify', '--quiet', '--end-of-options', name] as const;
  const { code, bytes } = await git(place, ['rev-parse', ...words], { codes: [0, 1, 128] });
  return code === 0 ? bytes.toString('utf8').trim() : undefined;
}

async function peeled({ place }: Store, id: string): Promise<string | undefined> {
  const { bytes } = await git(place, ['cat-file', '--batch-check=%(objectname)'], { input: `${id}^{commit}\n` });
  const text = bytes.toString('utf8').trim();
  return /^[0-9a-f]{40,64}$/.test(text) ? text : undefined;
}

/** Names that are looked through for a similar one. */
const candidateLimit = 2000;

async function missing(repository: Repository, name: string): Promise<string> {
  const words = [
    `--count=${candidateLimit}`,
    '--format=%(refname:lstrip=2)',
    '--',
    'refs/heads',
    'refs/remotes',
  ] as const;
  const { bytes } = await git(repository.place, ['for-each-ref', ...words]);
  const known = bytes.toString('utf8').split('\n').filter(Boolean);
  if (known.length === 0) return 'this clone has no branch yet. Commit something first.';
  const remote = known.find((one) => one.endsWith(`/${name}`));
  const near = remote === undefined ? didYouMean(name, known) : ` There is ${excerpt(remote, 80)}: name that.`;
  const hint = near || ` Name one that there is, or fetch it: ${fetchCommand(name)}.`;
  return `this clone has no branch "${excerpt(name, 80)}".${hint}`;
}

/** What fetches a branch; the remote has it without the `origin/` by which it is known here. */
export function fetchCommand(name: string): string {
  return `git fetch origin ${shellText(excerpt(name.replace(/^origin\//, ''), 80))}`;
}
