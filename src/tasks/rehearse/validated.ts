/** Judges files of the tree that a rebase would give: they are written to a folder of their own, and named as in the repository. */
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { materialise } from '../../git/materialise.ts';
import type { Rehearsal } from '../../git/rehearse.ts';
import { listTree, type TreeEntry } from '../../git/tree.ts';
import { type FilesRequest, type JudgedFiles, judgeFiles } from '../validate.ts';
import { inFolder, type NamedFiles, namedAsIn, noInput, withoutFolder } from './named.ts';

/** Up to so many files, everything is there that the named ones may refer to. */
const wholeFiles = 5000;
const wholeBytes = 64 << 20;

/** What is asked beside the files: versions, upgrades, facts, a signal. */
export type RehearsedOptions = Partial<
  Pick<
    FilesRequest,
    'alloyVersion' | 'pyroscopeVersion' | 'grafanaVersion' | 'upgradeTo' | 'facts' | 'nixInstantiate' | 'signal'
  >
>;

export type JudgedRehearsed = JudgedFiles & { readonly notes: readonly string[] };

/** Says which files are judged, of those that the tree has, and how. Throws InputError. */
export type ChooseFiles = (entries: readonly TreeEntry[]) => Promise<NamedFiles & RehearsedOptions>;

/** Paths of the command line. `choose` throws InputError for a path that the rehearsed tree does not have. */
export function namedFiles({ branch }: Rehearsal, paths: readonly string[]): ChooseFiles {
  const named = paths.map(inTree);
  return async (all) => {
    for (const path of named) {
      if (path !== '.' && !all.some((file) => isIn(path, file)))
        throw new InputError(`--validate ${path}: is not in what the rebase of ${branch.name} would give.`);
    }
    return { paths: named };
  };
}

/** Throws InputError for a path that the rehearsed tree does not have, and for one with nothing to judge. */
export async function judgeRehearsed(
  { store, trees }: Pick<Rehearsal, 'store' | 'trees'>,
  choose: ChooseFiles,
  options: RehearsedOptions,
): Promise<JudgedRehearsed> {
  const all = await listTree(store, trees.rehearsed);
  const { paths, as, isLeftOut, ...more } = await choose(all);
  const named: NamedFiles = { paths, ...(as && { as }), ...(isLeftOut && { isLeftOut }) };
  const isWhole = all.length <= wholeFiles && all.reduce((sum, { size }) => sum + size, 0) <= wholeBytes;
  const entries = isWhole ? all : all.filter((entry) => named.paths.some((path) => path === '.' || isIn(path, entry)));
  const folder = await realpath(await mkdtemp(join(store.folder, 'tree-')));
  const leftOut = await materialise(store, entries, folder);
  // What is read of a named file is bounded by the repository that it is in.
  await writeFile(join(folder, '.git'), '');
  try {
    const judged = await judgeFiles({
      ...inFolder(folder, named),
      border: folder,
      withheld: withheldIn(folder, leftOut, entries),
      stdin: noInput,
      upgradeTo: [],
      placeholders: false,
      community: false,
      ...options,
      ...more,
    });
    const notes = [
      ...(isWhole ? [] : ['Only the paths that were named were looked into: the repository is large.']),
      ...leftOutNotes(leftOut, entries),
    ];
    return { ...namedAsIn(judged, folder), notes };
  } catch (error) {
    throw error instanceof InputError ? new InputError(withoutFolder(error.message, folder), { cause: error }) : error;
  }
}

function withheldIn(folder: string, leftOut: ReadonlyMap<string, string>, entries: readonly TreeEntry[]) {
  const links = new Set(entries.flatMap(({ kind, path }) => (kind === 'link' ? [path] : [])));
  return new Map(
    [...leftOut].map(([path, reason]) => [join(folder, path), { reason, mayBeFolder: links.has(path) }] as const),
  );
}

function leftOutNotes(leftOut: ReadonlyMap<string, string>, entries: readonly TreeEntry[]): string[] {
  const submodules = entries.flatMap(({ kind, path }) => (kind === 'submodule' ? [path] : []));
  const all = [...leftOut, ...submodules.map((path) => [path, 'it is a submodule'] as const)];
  if (all.length === 0) return [];
  const named = all.slice(0, 5).map(([path, reason]) => `${excerpt(path, 200)} (${reason})`);
  const rest = all.length > named.length ? `, and ${all.length - named.length} more` : '';
  return [`Not looked into: ${named.join(', ')}${rest}`];
}

/** A path from the root of the repository, without a slash at its end. */
function inTree(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (path.startsWith('/') || names.includes('..') || path === '')
    throw new InputError(`--validate ${path}: name a path from the root of the repository, without "..".`);
  return names.length === 0 ? '.' : names.join('/');
}

function isIn(path: string, { path: file }: TreeEntry): boolean {
  return file === path || file.startsWith(`${path}/`);
}
