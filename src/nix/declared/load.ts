/** A configuration as files: the one that is named, and what it imports by literal path. */
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { type ModuleText, readModule } from './module.ts';

export interface Configuration {
  /** The top of the repository, or the folder of the file where there is none. No link leads there. */
  readonly root: string;
  /** The named file first. The path of each is relative to the root. */
  readonly modules: readonly ModuleText[];
  /** Imports that were not followed, with the reason. */
  readonly notFollowed: readonly string[];
}

/** Reads a file whole, or says why not. */
export type ReadFile = (path: string) => Promise<{ readonly text: string } | { readonly reason: string }>;

/** Files of one configuration. */
const limit = 500;

/**
 * Reads the file and those that it imports. Stays inside of the repository, also where links lead out of it. `read` is
 * asked for absolute paths. Undefined where the file itself cannot be read, is a link, or lies outside of the repository that it is in.
 */
export async function loadConfiguration(
  file: string,
  read: ReadFile,
): Promise<Configuration | { readonly reason: string }> {
  const wrong = await unfit(file);
  if (wrong !== undefined) return { reason: wrong };
  const entry = await realpath(file);
  const root = await topOf(dirname(entry));
  const modules: ModuleText[] = [];
  const notFollowed: string[] = [];
  const seen = new Set([entry]);
  const open: string[] = [entry];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    const name = path
      .slice(root.length + 1)
      .split(sep)
      .join('/');
    const got = await read(path);
    if ('reason' in got) {
      if (path === entry) return got;
      notFollowed.push(`${name}: ${got.reason}`);
      continue;
    }
    const module = await readModule({ path: name, text: got.text });
    modules.push(module);
    if (module.unclearImports.length > 0) notFollowed.push(`${name}: imports that only evaluating tells`);
    for (const imported of module.imports) {
      const target = await importedFile(path, imported.path);
      if (target === undefined) notFollowed.push(`${name}: ${imported.path} is not there`);
      else if (!isWithin(root, target)) notFollowed.push(`${name}: ${imported.path} is outside of the repository`);
      else if (!seen.has(target)) {
        seen.add(target);
        if (seen.size > limit) return { reason: `it imports more than ${limit} files` };
        open.push(target);
      }
    }
  }
  return { root, modules, notFollowed };
}

/** Why a file is none that can be changed. */
async function unfit(file: string): Promise<string | undefined> {
  const there = await lstat(file).catch(() => undefined);
  if (!there) return 'it is not there';
  if (there.isSymbolicLink()) return 'it is a symbolic link: name the file that it leads to';
  return there.isFile() ? undefined : 'it is no file';
}

/** The top of the repository that a folder is in; the folder itself where it is in none. */
async function topOf(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat(join(at, '.git')).catch(() => undefined)) return at;
    if (at === dirname(at)) return folder;
  }
}

/** What an import leads to: of a folder its default.nix. No link leads there. */
export async function importedFile(from: string, path: string): Promise<string | undefined> {
  const target = resolve(dirname(from), path);
  const there = await stat(target).catch(() => undefined);
  const file = there?.isDirectory() ? join(target, 'default.nix') : target;
  return realpath(file).catch(() => undefined);
}

export function isWithin(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
