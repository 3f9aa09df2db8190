/** The commit that a branch began at, and its tree: what the branch is compared with. */
import { InputError } from '../base/errors.ts';
import { mergeBases, treesOf } from './commits.ts';
import { commitsOf } from './names.ts';
import { openRepository, openStore, type Repository, type Store } from './repository.ts';

export interface BaseRequest {
  /** The folder of the repository, or one in it. */
  readonly repository: string;
  /** Names of the base, the first of which there is counts. */
  readonly names: readonly string[];
  readonly signal?: AbortSignal;
}

export interface Base {
  readonly name: string;
  readonly commit: string;
  readonly tree: string;
  readonly store: Store;
}

/**
 * Hands to `use` what HEAD and the base have in common, so that what others have changed in the base since is not taken for the
 * branch's doing; where a shallow clone does not know that, the base itself; undefined where none of the names is there.
 * Throws InputError for a folder that is no repository or has no commit, GitError where git cannot be asked.
 */
export async function withBase<T>(
  { repository: folder, names, signal }: BaseRequest,
  use: (base: Base | undefined) => Promise<T>,
): Promise<T> {
  const repository = await openRepository(folder, signal);
  const store = await openStore(repository);
  try {
    return await use(await baseOf(repository, store, names));
  } finally {
    await store.close();
  }
}

async function baseOf(repository: Repository, store: Store, names: readonly string[]): Promise<Base | undefined> {
  const [head] = await commitsOf(repository, store, ['HEAD']);
  for (const name of names) {
    const [found] = await commitsOf(repository, store, [name]).catch((error: unknown) => {
      if (error instanceof InputError) return [];
      throw error;
    });
    if (!head || !found) continue;
    const [common] = await mergeBases(store, found.commit, head.commit);
    const commit = common ?? found.commit;
    const [tree] = await treesOf(store, [commit]);
    return tree === undefined ? undefined : { name, commit, tree, store };
  }
  return undefined;
}
