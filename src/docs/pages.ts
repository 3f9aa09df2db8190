/** The files that links can lead to, found by their paths and by their names. */
import { baseName, folderOf, isBelow, resolvePath } from './paths.ts';

export interface Pages {
  readonly hasFile: (path: string) => boolean;
  readonly hasFolder: (path: string) => boolean;
  /** The same path but for capital letters. */
  readonly ofOtherCase: (path: string) => string | undefined;
  /** Files of the docs folder that a wiki link means: by name or path, with or without `.md`, capital letters being small ones. */
  readonly named: (target: string) => readonly string[];
  /** Names that wiki links can use, for suggestions. */
  readonly names: readonly string[];
}

/** `files` are paths; those below `root` are what wiki links mean. */
export function pagesOf(files: Iterable<string>, root: string): Pages {
  const known = new Set<string>();
  const folders = new Set<string>(['']);
  const bySmall = new Map<string, string>();
  const byName = new Map<string, string[]>();
  const names: string[] = [];
  for (const given of files) {
    const file = resolvePath('', given);
    if (known.has(file)) continue;
    known.add(file);
    bySmall.set(file.toLowerCase(), file);
    for (let folder = folderOf(file); folder !== '' && !folders.has(folder); folder = folderOf(folder)) {
      folders.add(folder);
      if (folder === '/') break;
    }
    if (!isBelow(file, root)) continue;
    const name = baseName(file).toLowerCase();
    const bare = name.replace(/\.(?:md|markdown)$/, '');
    for (const key of new Set([name, bare])) {
      const same = byName.get(key);
      if (same) same.push(file);
      else byName.set(key, [file]);
    }
    names.push(baseName(file).replace(/\.(?:md|markdown)$/i, ''));
  }
  return {
    hasFile: (path) => known.has(path),
    hasFolder: (path) => folders.has(path),
    ofOtherCase: (path) => bySmall.get(path.toLowerCase()),
    named: (target) => wikiTargets(target.toLowerCase(), byName, root),
    names,
  };
}

function wikiTargets(target: string, byName: ReadonlyMap<string, readonly string[]>, root: string): readonly string[] {
  const wanted = resolvePath('', target);
  const bare = (path: string): string => path.toLowerCase().replace(/\.(?:md|markdown)$/, '');
  const all = byName.get(baseName(wanted)) ?? [];
  const exact = bare(root === '' || root === '.' ? wanted : `${root}/${wanted}`);
  const within = all.filter((path) => bare(path) === exact);
  // What the path from the docs folder names is meant, whatever else has that name.
  if (within.length > 0) return within;
  if (!wanted.includes('/')) return all;
  return all.filter((path) => bare(path).endsWith(`/${bare(wanted)}`));
}
