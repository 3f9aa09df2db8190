/** One step of a rebase: what a commit changes, put onto a tree. */
import { writeCommit } from './commit-object.ts';
import type { Commit } from './commits.ts';
import { git } from './git.ts';
import type { Store } from './repository.ts';

/** What one side has of a file in conflict. */
interface Stage {
  readonly mode: string;
  readonly id: string;
}

export interface MergeConflict {
  readonly path: string;
  /** git's words: `contents`, `modify/delete`, `rename/rename`. */
  readonly kinds: readonly string[];
  /** git's sentences about it, in which commits are named by their ids. */
  readonly messages: readonly string[];
  /** What the tree had that the commit is put onto. */
  readonly ours?: Stage;
  /** What the commit has. */
  readonly theirs?: Stage;
}

export interface Merged {
  /** With conflict markers where there are conflicts. */
  readonly tree: string;
  /** Stands for the tree in conflict markers and messages. */
  readonly ours: string;
  readonly conflicts: readonly MergeConflict[];
}

/**
 * The commit is merged with a commit that has the same parent and the tree: what the two have in common is then that parent,
 * as git rebase wants it, and not what the histories have in common.
 */
export async function mergeOnto(store: Store, tree: string, { id, parents }: Commit): Promise<Merged> {
  const [parent] = parents;
  const ours = await writeCommit(store, tree, parent);
  return { ...(await mergeTree(store, ours, id)), ours };
}

/** Merges two commits by what they have in common, be it nothing. */
export async function mergeTree(
  { place }: Store,
  ours: string,
  theirs: string,
): Promise<Pick<Merged, 'tree' | 'conflicts'>> {
  const words = ['--write-tree', '-z', '--allow-unrelated-histories', ours, theirs] as const;
  const { bytes } = await git(place, ['merge-tree', ...words], { codes: [0, 1] });
  const [tree = '', ...fields] = bytes.toString('utf8').split('\0');
  return { tree: tree.trim(), conflicts: conflictsIn(fields) };
}

interface Draft {
  readonly kinds: Set<string>;
  readonly messages: Set<string>;
  ours?: Stage;
  theirs?: Stage;
}

/** First `MODE ID STAGE\tPATH` and an empty field at the end, then groups of: number of paths, the paths, kind, sentence. */
function conflictsIn(fields: readonly string[]): MergeConflict[] {
  const drafts = new Map<string, Draft>();
  const draftOf = (path: string) => {
    const draft = drafts.get(path) ?? { kinds: new Set<string>(), messages: new Set<string>() };
    drafts.set(path, draft);
    return draft;
  };
  let at = 0;
  for (; at < fields.length && fields[at] !== ''; at++) {
    const [, mode, id, stage, path] = /^(\d+) ([0-9a-f]+) (\d)\t([\s\S]+)$/.exec(fields[at] ?? '') ?? [];
    if (mode === undefined || id === undefined || path === undefined) continue;
    const draft = draftOf(path);
    if (stage === '2') draft.ours = { mode, id };
    if (stage === '3') draft.theirs = { mode, id };
  }
  for (at++; at < fields.length; ) {
    const count = Number(fields[at]);
    if (!Number.isInteger(count) || count < 1) break;
    const paths = fields.slice(at + 1, at + 1 + count);
    const [kind = '', message = ''] = fields.slice(at + 1 + count, at + 3 + count);
    at += 3 + count;
    const name = /^CONFLICT \((.+)\)$/.exec(kind)?.[1];
    if (name === undefined) continue;
    const known = paths.filter((path) => drafts.has(path));
    for (const path of known.length > 0 ? known : paths.slice(0, 1)) {
      const draft = draftOf(path);
      draft.kinds.add(name);
      draft.messages.add(message.trim());
    }
  }
  return [...drafts].map(([path, { kinds, messages, ...stages }]) => ({
    path,
    // Of a binary file git says both.
    kinds: [...kinds].filter((kind) => kind !== 'contents' || !kinds.has('binary')),
    messages: [...messages],
    ...stages,
  }));
}

/**
 * The tree with what the commit has in place of each conflict: of a text that `settled` has the lines in conflict, else the
 * whole file. Undefined where no tree can hold both sides.
 */
export async function settledAsCommit(
  { place }: Store,
  { tree, conflicts }: Merged,
  settled: ReadonlyMap<string, { readonly settled: Uint8Array }>,
): Promise<string | undefined> {
  const none = '0'.repeat(tree.length);
  const records: string[] = [];
  for (const { path, theirs } of conflicts) {
    records.push(`0 ${none}\t${path}\0`);
    if (!theirs) continue;
    const input = settled.get(path)?.settled;
    const id = input
      ? (await git(place, ['hash-object', '-w', '--stdin'], { input })).bytes.toString('utf8').trim()
      : theirs.id;
    records.push(`${theirs.mode} ${id}\t${path}\0`);
  }
  await git(place, ['read-tree', tree]);
  const codes = [0, 1, 128];
  const updated = await git(place, ['update-index', '-z', '--index-info'], { input: records.join(''), codes });
  if (updated.code !== 0) return undefined;
  const written = await git(place, ['write-tree'], { codes });
  return written.code === 0 ? written.bytes.toString('utf8').trim() : undefined;
}
