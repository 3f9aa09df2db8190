/** Walks a folder that may be anybody's: links that lead out of it, circles, a million files. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { isWithin } from '../base/files.ts';

export interface FoundFile {
  /** Below the folder as it was named. */
  readonly path: string;
  /** Without links. */
  readonly real: string;
  readonly name: string;
}

export interface FoundFolder {
  readonly path: string;
  /** By name. */
  readonly files: readonly FoundFile[];
  /** Links that lead out of the border, or nowhere. */
  readonly links: readonly FoundFile[];
}

const skipped = new Set(['.git', '.hg', '.svn', '.direnv', 'node_modules', 'result']);
/** Levels; a repository has about ten. */
const depthLimit = 32;
const entryLimit = 100_000;

/**
 * Every folder below and including this one, nearest first, each once. Links are followed up to the border, a folder above
 * without links; else within this one. Throws InputError when it is too large to be a folder of configurations, or when it
 * cannot be read.
 */
export async function walkFolder(root: string, border?: string): Promise<FoundFolder[]> {
  const realRoot = await realpath(root);
  const folders: FoundFolder[] = [];
  const seen = new Set<string>([realRoot]);
  let entries = 0;
  let level: { readonly path: string; readonly real: string }[] = [{ path: root, real: realRoot }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthLimit) throw new InputError(`${root}: is more than ${depthLimit} levels deep. ${nearer}`);
    const next: typeof level = [];
    for (const folder of level) {
      const names = await listing(folder.path);
      entries += names.length;
      if (entries > entryLimit) throw new InputError(`${root}: holds more than ${entryLimit} files. ${nearer}`);
      const files: FoundFile[] = [];
      const links: FoundFile[] = [];
      for (const entry of names) {
        if (skipped.has(entry.name)) continue;
        const found = await resolve(folder, entry, border ?? realRoot);
        if (found.kind === 'folder') {
          if (!seen.has(found.real)) next.push(found);
          seen.add(found.real);
        } else if (found.kind === 'file') files.push(found);
        else if (found.kind === 'link') links.push(found);
      }
      folders.push({ path: folder.path, files, links });
    }
    level = next;
  }
  return folders;
}

const nearer = 'Name a folder in it.';

/** Files of one folder, without those below. Links are followed. A folder that cannot be read has none. */
export async function filesBeside(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}

async function listing(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    throw new InputError(
      `${folder}: cannot be read (${(error as NodeJS.ErrnoException).code}). Run preflight as a user who may, or name another folder.`,
      { cause: error },
    );
  }
}

type Resolved = FoundFile & { readonly kind: 'folder' | 'file' | 'link' | 'other' };

async function resolve(
  folder: { readonly path: string; readonly real: string },
  entry: Dirent,
  border: string,
): Promise<Resolved> {
  const { name } = entry;
  const path = join(folder.path, name);
  const here = { path, name, real: join(folder.real, name) };
  if (!entry.isSymbolicLink()) {
    return { ...here, kind: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other' };
  }
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !isWithin(border, real)) return { ...here, kind: 'link' };
  const found = await stat(real).catch(() => undefined);
  return { path, name, real, kind: found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : 'other' };
}
