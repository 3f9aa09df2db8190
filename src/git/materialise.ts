/** Writes what a tree holds into a folder, for those who read files. The tree may be anybody's. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Store } from './repository.ts';
import { readBlobs, type TreeEntry } from './tree.ts';

/** Bytes. */
const limits = { each: 32 << 20, total: 128 << 20 };
/** As long as the paths that a system takes. */
const pathLimit = 1000;
/** A link to it leads nowhere on any machine: below what is no folder there is nothing. */
const nowhere = '/dev/null/nowhere';

/**
 * Files and links below an empty folder. A link is written only where it cannot lead out of it, a name only where it is one:
 * git refuses to make trees with others, and reads them all the same. Returns why paths were left out; where they have a name,
 * a link that leads nowhere stands there, so that whoever reads the folder meets what cannot be read, and not nothing.
 */
export async function materialise(
  store: Store,
  entries: readonly TreeEntry[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const wanted = entries.filter(({ kind, path }) => kind !== 'submodule' && isPath(path));
  const blobs = await readBlobs(store, wanted, limits);
  const leftOut = new Map(
    entries.flatMap(({ kind, path }) => (isPath(path) ? [] : [[path, `no ${kind} can have this name`]])),
  );
  const made = new Set<string>();
  // Links come last, so that nothing is written through one.
  for (const entry of wanted.toSorted((left, right) => rank(left) - rank(right))) {
    const { path, kind } = entry;
    const bytes = blobs.get(entry.id);
    const reason = whyNot(entry, bytes);
    const target = kind === 'link' ? bytes?.toString('utf8') : undefined;
    if (reason !== undefined) leftOut.set(path, reason);
    const at = join(folder, path);
    try {
      if (!made.has(dirname(at))) await mkdir(dirname(at), { recursive: true });
      made.add(dirname(at));
      if (reason !== undefined || bytes === undefined) await symlink(nowhere, at);
      else if (target === undefined) await writeFile(at, bytes, { flag: 'wx' });
      else await symlink(target, at);
    } catch (error) {
      // One name twice, or once as a file and once as a folder; a disk that cannot tell two names apart.
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ'].includes(code)) throw error;
      leftOut.set(path, 'its name is taken, or none on this machine');
    }
  }
  return leftOut;
}

function whyNot({ path, kind, size, isMissing }: TreeEntry, bytes: Buffer | undefined): string | undefined {
  if (isMissing) return 'it is not in this clone';
  if (!bytes)
    return size > limits.each
      ? `it is larger than ${limits.each >> 20} MB`
      : `the files hold more than ${limits.total >> 20} MB together`;
  if (kind === 'link' && !staysWithin(path, bytes.toString('utf8')))
    return 'it is a link that leads out of the repository';
  return undefined;
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
