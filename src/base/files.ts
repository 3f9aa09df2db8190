/** Where a file lies, and why it cannot be read. */
import { lstat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { printable } from './display.ts';

/** Whether a path lies below a folder, by its words alone. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The nearest folder, this one or above, that holds .git; undefined: there is none. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await lstat(join(at, '.git')).catch(() => undefined);
    if (found) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** An error of the file system in words, without a full stop. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const known = new Map<unknown, string>([
    ['ENOENT', 'there is no such file'],
    ['EACCES', 'permission denied'],
    ['ELOOP', 'its symbolic links go round in a circle'],
    ['ENOTDIR', 'a part of the path is no folder'],
    ['ENAMETOOLONG', 'the name is too long'],
  ]);
  return known.get(code) ?? (error instanceof Error ? printable(error.message) : 'unknown error');
}
