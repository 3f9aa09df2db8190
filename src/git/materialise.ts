/** Writes what a tree holds into a folder, for those who read files. The tree may be anybody's. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Store } from './repository.ts';
import { readBlobs, type TreeEntry } from './tree.ts';

/** Bytes. */
const limits = { each: 32 << 20, total: 128 << 20 };
/** As long as the paths that a system takes. */
const pathLimit = 1000;

/**
 * Files and links below an empty folder. A link is written only where it cannot lead out of it, a name only where it is one:
 * git refuses to make trees with others, and reads them all the same. Returns the paths that were left out.
 */
export async function materialise(store: Store, entries: readonly TreeEntry[], folder: string): Promise<string[]> {
  const wanted = entries.filter(({ kind, path }) => kind !== 'submodule' && isPath(path));
  const blobs = await readBlobs(store, wanted, limits);
  const written = new Set<string>();
  const made = new Set<string>();
  // Links come last, so that nothing is written through one.
  for (const { path, kind, id } of wanted.toSorted((left, right) => rank(left) - rank(right))) {
    const bytes = blobs.get(id);
    const target = kind === 'link' ? (bytes?.toString('utf8') ?? '') : undefined;
    if (!bytes || (target !== undefined && !staysWithin(path, target))) continue;
    const at = join(folder, path);
    try {
      if (!made.has(dirname(at))) await mkdir(dirname(at), { recursive: true });
      made.add(dirname(at));
      if (target === undefined) await writeFile(at, bytes, { flag: 'wx' });
      else await symlink(target, at);
      written.add(path);
    } catch (error) {
      // One name twice, or once as a file and once as a folder; a disk that cannot tell two names apart.
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ'].includes(code)) throw error;
    }
  }
  return entries.filter(({ path, kind }) => kind !== 'submodule' && !written.has(path)).map(({ path }) => path);
}

function rank({ kind }: TreeEntry): number {
  return kind === 'link' ? 1 : 0;
}

function isPath(path: string): boolean {
  const names = path.split('/');
  return path.length <= pathLimit && names.every((name) => name !== '' && !/^\.\.?$|^\.git$/i.test(name));
}

/**
 * The folders above a link are folders, so its leading `..` are what they seem. Behind a name, which may be a link itself,
 * `..` could lead anywhere.
 */
function staysWithin(path: string, target: string): boolean {
  if (target === '' || target.length > pathLimit || /^\/|\0/.test(target)) return false;
  const names = target.split('/').filter((name) => name !== '' && name !== '.');
  const ups = names.findIndex((name) => name !== '..');
  const leading = ups < 0 ? names.length : ups;
  return leading < path.split('/').length && !names.slice(leading).includes('..');
}
