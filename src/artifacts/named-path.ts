/** Reads what one file names in another: below its own folder, or a folder elsewhere in the same repository. */
import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { filesBeside } from './folder.ts';
import { obstacleAt, unreadObstacle } from './obstacle.ts';
import { readText } from './read-text.ts';

/** `path` is how it is shown to a person, `real` the same without links. */
export type NamedPath =
  | { readonly kind: 'file'; readonly path: string; readonly real: string; readonly text: string }
  | { readonly kind: 'folder'; readonly path: string; readonly real: string; readonly files: readonly string[] }
  | { readonly kind: 'missing' }
  | Outside
  | { readonly kind: 'unreadable'; readonly path: string; readonly obstacle: Diagnostic };

/** A file that does not lie below the folder, or anything outside of the repository, which is not even looked at. */
interface Outside {
  readonly kind: 'outside';
  readonly isLink: boolean;
  readonly what: 'file' | 'folder' | 'unknown';
}

/**
 * What `path` names for a file in `folder`. Nothing outside of the repository (the nearest folder above with a `.git`,
 * else `folder` itself and `root`) is read. `keep` gets every text that was read, for findings in it. Never throws.
 */
export async function readNamed(
  { folder, path, root }: { readonly folder: string; readonly path: string; readonly root: string },
  keep: (path: string, text: string) => void,
): Promise<NamedPath> {
  const shown = isAbsolute(path) ? normalize(path) : join(folder, path);
  try {
    const own = await realpath(folder);
    const border = await borderOf(own, await realpath(root));
    // What a path with `..` leads to is refused before anything is asked of the disk.
    const wanted = isAbsolute(path) ? normalize(path) : join(own, path);
    if (!isBelow(border, wanted) && !isBelow(own, wanted)) {
      return { kind: 'outside', isLink: false, what: 'unknown' };
    }
    const real = await realpath(shown);
    const found = await stat(real);
    if (found.isDirectory()) {
      if (!isBelow(border, real)) return { kind: 'outside', isLink: true, what: 'folder' };
      return { kind: 'folder', path: shown, real, files: await filesBeside(real) };
    }
    if (!isBelow(own, real)) return { kind: 'outside', isLink: isBelow(own, wanted), what: 'file' };
    return await fileAt(shown, real, found, keep);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    const obstacle = unreadObstacle(shown, { rule: 'file.unreadable', reason: `the file cannot be read (${code})` });
    return { kind: 'unreadable', path: shown, obstacle };
  }
}

async function fileAt(
  path: string,
  real: string,
  found: Stats,
  keep: (path: string, text: string) => void,
): Promise<NamedPath> {
  if (!found.isFile()) {
    const obstacle = obstacleAt(path, 'file.unreadable', 'it is no regular file', 'Name a file that holds text');
    return { kind: 'unreadable', path, obstacle };
  }
  const read = await readText(real);
  if (!('text' in read)) return { kind: 'unreadable', path, obstacle: unreadObstacle(path, read) };
  keep(path, read.text);
  return { kind: 'file', path, real, text: read.text };
}

/** Folders up to the root of the disk. */
const deepest = 64;

async function borderOf(folder: string, root: string): Promise<string> {
  let at = folder;
  for (let depth = 0; depth < deepest; depth++, at = dirname(at)) {
    const isRepository = await stat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (isRepository) return at;
    if (at === dirname(at)) break;
  }
  return isBelow(root, folder) ? root : folder;
}

function isBelow(border: string, path: string): boolean {
  const way = relative(border, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
