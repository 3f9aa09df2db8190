/** What .gitattributes say of merging, for a store that has no working tree to read them from. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Store } from './repository.ts';
import { listTree, readBlobs } from './tree.ts';

/** All of them together; a repository has a few lines. */
const sizeLimit = 1 << 20;
/** Of merge=NAME, git knows these itself; any other is a program that a configuration names. */
const builtIn = new Set(['text', 'binary', 'union']);

/**
 * Gives the store the attributes of a tree. Returns the merge drivers that they name and that are programs: those are not
 * run, and their files are merged as text.
 */
export async function useAttributes(store: Store, tree: string): Promise<readonly string[]> {
  const files = (await listTree(store, tree)).filter(
    ({ path, kind }) => kind === 'file' && /(?:^|\/)\.gitattributes$/.test(path),
  );
  if (files.length === 0) return [];
  // The nearest file to a path wins, and of one file the last line.
  const ordered = files.toSorted((left, right) => depthOf(left.path) - depthOf(right.path));
  const blobs = await readBlobs(store, ordered, { each: sizeLimit, total: sizeLimit });
  const lines = ordered.flatMap(({ path, id }) => {
    const text = blobs.get(id)?.toString('utf8') ?? '';
    const folder = dirname(path);
    return text.split(/\r?\n/).flatMap((line) => (folder === '.' ? [line] : below(folder, line)));
  });
  await writeFile(join(store.folder, 'git', 'info', 'attributes'), lines.map((line) => `${line}\n`).join(''));
  const drivers = lines.flatMap((line) => [...line.matchAll(/\smerge=(\S+)/g)].map((match) => match[1] ?? ''));
  return [...new Set(drivers)].filter((name) => !builtIn.has(name));
}

function depthOf(path: string): number {
  return path.split('/').length;
}

/** A line of a file in a folder as it would stand at the root; of comments and macros nothing. */
function below(folder: string, line: string): string[] {
  const [, quoted, plain, attributes] = /^\s*(?:"((?:\\.|[^"\\])*)"|([^\s#["]\S*))(\s.*)$/.exec(line) ?? [];
  const pattern = quoted ?? plain;
  if (pattern === undefined || attributes === undefined) return [];
  // A pattern with a slash within is meant from the folder on, one without wherever below it.
  const inFolder = pattern.slice(0, -1).includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
  const escaped = (text: string) => text.replace(/["\\]/g, '\\$&');
  const literal = folder.replace(/[*?[\\]/g, '\\$&');
  return [`"${escaped(literal)}/${quoted === undefined ? escaped(inFolder) : inFolder}"${attributes}`];
}
