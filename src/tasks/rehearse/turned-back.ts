/** Versions that would be older after the rebase than they are without it. */
import type { Span } from '../../base/text.ts';
import type { Rehearsal } from '../../git/rehearse.ts';
import { type Change, changesBetween, readBlobs } from '../../git/tree.ts';
import type { FoundVersion, VersionFile } from './versions.ts';

export interface TurnedBack {
  readonly path: string;
  /** The whole file after the rebase. */
  readonly text: string;
  readonly span: Span;
  readonly what: string;
  /** For a person. */
  readonly before: string;
  readonly after: string;
  /** The other side raised it since: the branch would undo that. Else the branch itself lowers it. */
  readonly isUndone: boolean;
}

export interface ComparedVersions {
  readonly older: readonly TurnedBack[];
  /** Paths of files that may name versions and could not be read: they are not in the clone, or too large. */
  readonly unread: readonly string[];
}

/** What reads versions is slow to load, and most changes touch none of these files. */
const mayNameVersions = /(?:\.ya?ml|^kustomization|\/kustomization|flake\.lock)$/i;
const blobLimits = { each: 2 << 20, total: 64 << 20 };

/** Files are compared by their paths; an image that moved to a file of its own, with those of the files that went. */
export async function turnedBack({ store, trees }: Rehearsal): Promise<ComparedVersions> {
  const changes = (await changesBetween(store, trees.onto, trees.rehearsed)).filter(({ path }) =>
    mayNameVersions.test(path),
  );
  if (changes.length === 0) return { older: [], unread: [] };
  const { versionFileOf } = await import('./versions.ts');
  const versionsIn = async (path: string, text: string) =>
    text === '' ? [] : ((await versionFileOf(path)?.read(path, text)) ?? []);
  const since = new Map((await changesBetween(store, trees.base, trees.onto)).map((change) => [change.path, change]));
  const baseOf = ({ path, before }: Change) => (since.has(path) ? since.get(path)?.before : before);
  const ids = changes.flatMap((change) => [change.before, change.after, baseOf(change)]);
  const blobs = await readBlobs(
    store,
    ids.flatMap((id) => (id === undefined ? [] : [{ id }])),
    blobLimits,
  );
  const textOf = (id: string | undefined) => (id === undefined ? '' : (blobs.get(id)?.toString('utf8') ?? ''));
  const found: TurnedBack[] = [];
  const gone: { readonly before: FoundVersion[]; readonly base: FoundVersion[] } = { before: [], base: [] };
  for (const change of changes) {
    if (change.after !== undefined) continue;
    gone.before.push(...(await versionsIn(change.path, textOf(change.before))));
    gone.base.push(...(await versionsIn(change.path, textOf(baseOf(change)))));
  }
  for (const change of changes) {
    const file = versionFileOf(change.path);
    if (!file || change.after === undefined) continue;
    const text = textOf(change.after);
    const after = await file.read(change.path, text);
    const { before, base } =
      change.before === undefined
        ? gone
        : {
            before: await file.read(change.path, textOf(change.before)),
            base: await versionsIn(change.path, textOf(baseOf(change))),
          };
    found.push(...olderIn(file, { before, after, base }).map((one) => ({ ...one, path: change.path, text })));
  }
  const isUnread = (id: string | undefined) => id !== undefined && !blobs.has(id);
  const unread = changes.filter((one) => versionFileOf(one.path) && (isUnread(one.before) || isUnread(one.after)));
  return { older: found, unread: unread.map(({ path }) => path) };
}

interface Sides {
  readonly before: readonly FoundVersion[];
  readonly after: readonly FoundVersion[];
  readonly base: readonly FoundVersion[];
}

/** Of a thing that is named several times each with its like, or where the numbers differ, with the oldest. */
function olderIn({ compare, show }: VersionFile, { before, after, base }: Sides): Omit<TurnedBack, 'path' | 'text'>[] {
  const [was, start] = [byThing(before), byThing(base)];
  const oldest = (all: readonly FoundVersion[]) =>
    all.reduce<FoundVersion | undefined>(
      (least, one) => (least && !((compare(one.version, least.version) ?? 0) < 0) ? least : one),
      undefined,
    );
  return [...byThing(after)].flatMap(([what, now]) => {
    const earlier = was.get(what) ?? [];
    const begun = start.get(what) ?? [];
    return now.flatMap((one, index) => {
      const [then, first] = [earlier, begun].map((all) => (all.length === now.length ? all[index] : oldest(all)));
      if (!then || !((compare(one.version, then.version) ?? 0) < 0)) return [];
      const isUndone = !first || compare(first.version, then.version) !== 0;
      return [{ what, span: one.span, before: show(then.version), after: show(one.version), isUndone }];
    });
  });
}

function byThing(all: readonly FoundVersion[]): ReadonlyMap<string, readonly FoundVersion[]> {
  const things = new Map<string, FoundVersion[]>();
  for (const one of all) things.set(one.what, [...(things.get(one.what) ?? []), one]);
  return things;
}
