/** Rehearses `git rebase ONTO BRANCH`: what would come of it, with nothing in the repository touched. */
import { useAttributes } from './attributes.ts';
import { commitsBetween, distance, hasRoot, mergeBases, treesOf } from './commits.ts';
import { GitError } from './git.ts';
import { BranchError, commitsOf, type NamedCommit } from './names.ts';
import { type ReplayedCommit, replay } from './replay.ts';
import { openRepository, openStore, type Repository, type Store } from './repository.ts';
import { changesBetween } from './tree.ts';

export interface RehearseRequest {
  /** The folder of the repository, or one in it. */
  readonly repository: string;
  readonly branch: string;
  readonly onto: string;
  readonly signal?: AbortSignal;
}

export interface Rehearsal {
  readonly branch: NamedCommit;
  readonly onto: NamedCommit;
  /** What both have in common; of a criss-cross there are several. */
  readonly bases: readonly [string, ...string[]];
  /** Commits that the branch has and the other has not, and the other way round. */
  readonly ahead: number;
  readonly behind: number;
  readonly commits: readonly ReplayedCommit[];
  readonly trees: {
    readonly base: string;
    readonly onto: string;
    /** What would exist after the rebase; where there are conflicts, if each is settled as the branch has it. */
    readonly rehearsed: string;
  };
  /** Files that both sides changed since, each in its way. */
  readonly bothChanged: readonly string[];
  /** Programs that .gitattributes name for merging, which are not run. */
  readonly drivers: readonly string[];
  /** For reading what the trees hold. */
  readonly store: Store;
}

/** Why there is no rehearsal; the message is one sentence without a full stop, the hint the way out. */
export class NotRehearsed extends Error {
  override name = 'NotRehearsed';
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** More is no branch that a person is about to rebase. */
const commitLimit = 1000;

/**
 * Hands the rehearsal to `use`, after which what it was made with is gone. Throws InputError for a repository or a branch
 * that is not there and for histories that have nothing in common, NotRehearsed where git cannot say what would come of it.
 */
export async function withRehearsal<T>(
  request: RehearseRequest,
  use: (rehearsal: Rehearsal) => Promise<T>,
): Promise<T> {
  let store: Store | undefined;
  try {
    const repository = await openRepository(request.repository, request.signal);
    store = await openStore(repository);
    return await use(await rehearsalOf(request, repository, store));
  } catch (error) {
    throw error instanceof GitError ? new NotRehearsed(error.message, hints[error.kind], error) : error;
  } finally {
    await store?.close();
  }
}

const hints: Readonly<Record<GitError['kind'], string>> = {
  missing: 'Install git 2.38 or later',
  old: 'Install git 2.38 or later',
  deadline: 'Run it where the machine has less to do, or on a clone with less history',
  output: 'Rehearse it on a smaller clone',
  aborted: 'Run it again',
  failed: 'Look at the repository with git fsck; a partial clone lacks objects that only git fetch --refetch brings',
};

async function rehearsalOf(request: RehearseRequest, repository: Repository, store: Store): Promise<Rehearsal> {
  const [branch, onto] = await commitsOf(repository, store, [request.branch, request.onto]);
  if (!branch || !onto) throw new Error('two names have two commits');
  const sides = [onto.commit, branch.commit] as const;
  const [[base, ...otherBases], { ahead, behind }] = await Promise.all([
    mergeBases(store, ...sides),
    distance(store, ...sides),
  ]);
  const isShallow = repository.shallow !== undefined;
  if (isShallow && (base === undefined || (await hasRoot(store, ...sides))))
    throw new NotRehearsed(
      'the clone is shallow, and what the branches have in common lies before its end',
      'Fetch what is missing: git fetch --unshallow',
    );
  if (base === undefined)
    throw new BranchError(
      onto.name,
      `${branch.name} and ${onto.name} have no commit in common: a rebase would replay a history of its own. Name the branch that it began from: --onto BRANCH.`,
    );
  if (ahead > commitLimit)
    throw new NotRehearsed(
      `${branch.name} has ${ahead} commits that ${onto.name} has not, and no more than ${commitLimit} are replayed`,
      'Name the branch that it began from: --onto BRANCH',
    );
  const [commits, [ontoTree = '', baseTree = '', branchTree = '']] = await Promise.all([
    commitsBetween(store, ...sides),
    treesOf(store, [onto.commit, base, branch.commit]),
  ]);
  const drivers = commits.length === 0 ? [] : await useAttributes(store, ontoTree);
  const { commits: replayed, tree } = await replay(store, commits, ontoTree);
  const [ontoChanges, branchChanges] = await Promise.all([
    changesBetween(store, baseTree, ontoTree),
    changesBetween(store, baseTree, branchTree),
  ]);
  const changed = new Map(ontoChanges.map((change) => [change.path, change]));
  return {
    branch,
    onto,
    bases: [base, ...otherBases],
    ahead,
    behind,
    commits: replayed,
    trees: { base: baseTree, onto: ontoTree, rehearsed: tree },
    bothChanged: branchChanges.flatMap(({ path, after }) => {
      const other = changed.get(path);
      return other && other.after !== after ? [path] : [];
    }),
    drivers,
    store,
  };
}
