/** Reads a tree: what lies in it, what its files hold, in what two of them differ. */
import { type GitPlace, git, parts } from './git.ts';
import type { Store } from './repository.ts';

export interface TreeEntry {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  readonly id: string;
  /** Bytes; of a submodule, and of what a partial clone lacks, 0. */
  readonly size: number;
  /** It is not in this clone. */
  readonly isMissing?: true;
}

/** Every file below the paths, or of the whole tree. A path that is not there is left out. */
export async function listTree(
  { place }: Store,
  tree: string,
  paths: readonly string[] = [],
): Promise<readonly TreeEntry[]> {
  const words = ['-r', '-l', '-z', '--full-tree', tree, ...(paths.length === 0 ? [] : ['--', ...paths])];
  const { bytes } = await git(place, ['ls-tree', ...words]);
  return parts(bytes).flatMap((record) => {
    const [, mode, id, size, path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-|BAD)\t([\s\S]+)$/.exec(record) ?? [];
    if (mode === undefined || id === undefined || path === undefined) return [];
    return [{ path, kind: kindOf(mode), id, size: Number(size) || 0, ...(size === 'BAD' && { isMissing: true }) }];
  });
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '160000') return 'submodule';
  return mode === '120000' ? 'link' : 'file';
}

/** Bytes. */
export interface BlobLimits {
  readonly each: number;
  readonly total: number;
}

/** What blobs hold, by their ids; those that are not there, or beyond the limits, are left out. */
export async function readBlobs(
  { place }: Store,
  wanted: readonly { readonly id: string }[],
  { each, total }: BlobLimits,
): Promise<ReadonlyMap<string, Buffer>> {
  const ids = [...new Set(wanted.map(({ id }) => id))];
  if (ids.length === 0) return new Map();
  const small: string[] = [];
  let room = total;
  for (const [id, size] of await sizesOf(place, ids)) {
    if (size > each || size > room) continue;
    room -= size;
    small.push(id);
  }
  if (small.length === 0) return new Map();
  const limit = total + small.length * 128;
  return blobsIn((await git(place, ['cat-file', '--batch'], { input: lines(small), limit })).bytes);
}

async function sizesOf(place: GitPlace, ids: readonly string[]): Promise<[string, number][]> {
  const { bytes } = await git(place, ['cat-file', '--batch-check'], { input: lines(ids) });
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line): [string, number][] => {
      const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? [];
      return id === undefined ? [] : [[id, Number(size)]];
    });
}

/** `ID blob SIZE`, a line break, the bytes, a line break. */
function blobsIn(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(bytes.toString('latin1', at, end)) ?? [];
    if (end < 0 || id === undefined) break;
    const start = end + 1;
    blobs.set(id, bytes.subarray(start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return blobs;
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}

/** One path in which two trees differ; without an id where it is not in that tree, or is no file there. */
export interface Change {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** Renames are a path that went and one that came. */
export async function changesBetween({ place }: Store, before: string, after: string): Promise<readonly Change[]> {
  const { bytes } = await git(place, ['diff-tree', '-r', '-z', '--no-renames', '--raw', before, after]);
  const fields = parts(bytes);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [from = '', to = '', old = '', now = ''] = (fields[at] ?? '').replace(/^:/, '').split(' ');
    const isFile = (mode: string) => /^100/.test(mode);
    changes.push({
      path: fields[at + 1] ?? '',
      ...(isFile(from) ? { before: old } : {}),
      ...(isFile(to) ? { after: now } : {}),
    });
  }
  return changes;
}
