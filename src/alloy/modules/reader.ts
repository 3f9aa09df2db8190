import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { SourceText } from '../../base/text.ts';

/** What stands at the path of an import. */
export type ModuleFiles =
  | { readonly kind: 'files'; readonly files: readonly SourceText[] }
  | { readonly kind: 'missing' }
  /** Behind the border: not even looked at. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Reads the files of an import; the path is relative to the folder of the importing file, and so is what it gives. */
export type ModuleReader = (importing: string, path: string) => Promise<ModuleFiles>;

/** No configuration that people write is larger. */
const largest = 16 * 1024 * 1024;
const mostFiles = 200;
const deepest = 64;

/**
 * A reader of files on disk. It reads regular files only, below the repository that the importing file is in (the nearest
 * folder above it that has a `.git`), or below the file's own folder when it is in none; symbolic links are followed
 * first. Never throws.
 */
export function diskReader(): ModuleReader {
  return async (importing, path) => {
    const folder = dirname(importing);
    try {
      const border = await borderOf(await realpath(folder));
      const shown = join(folder, path);
      // What a path with `..` leads to is refused before anything is asked of the disk.
      if (!isBelow(border, join(await realpath(folder), path))) return { kind: 'outside' };
      const found = await realpath(shown);
      if (!isBelow(border, found)) return { kind: 'outside' };
      return (await stat(found)).isDirectory() ? await readFolder(border, shown) : await readFiles(border, [shown]);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
      return { kind: 'unreadable', why: typeof code === 'string' ? code : 'it is no UTF-8 text' };
    }
  };
}

async function borderOf(folder: string): Promise<string> {
  let at = folder;
  for (let depth = 0; depth < deepest; depth++, at = dirname(at)) {
    const found = await stat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (found) return at;
    if (at === dirname(at)) break;
  }
  return folder;
}

function isBelow(border: string, path: string): boolean {
  const way = relative(border, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** As Alloy does it: the *.alloy files right in the folder. */
async function readFolder(border: string, folder: string): Promise<ModuleFiles> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.alloy')).sort();
  if (names.length > mostFiles) return { kind: 'unreadable', why: `it holds more than ${mostFiles} files` };
  return readFiles(
    border,
    names.map((name) => join(folder, name)),
  );
}

async function readFiles(border: string, paths: readonly string[]): Promise<ModuleFiles> {
  const files: SourceText[] = [];
  for (const path of paths) {
    const found = await realpath(path);
    if (!isBelow(border, found)) return { kind: 'outside' };
    const entry = await stat(found);
    if (!entry.isFile()) return { kind: 'unreadable', why: 'it is no regular file' };
    if (entry.size > largest) return { kind: 'unreadable', why: `it is larger than ${largest >> 20} MB` };
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(found));
    files.push({ path, text });
  }
  return { kind: 'files', files };
}
