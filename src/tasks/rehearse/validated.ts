/** Judges files of the tree that a rebase would give: they are written to a folder of their own, and named as in the repository. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { materialise } from '../../git/materialise.ts';
import type { Rehearsal } from '../../git/rehearse.ts';
import { listTree, type TreeEntry } from '../../git/tree.ts';
import { type Validated, validate } from '../validate.ts';

/** Up to so many files, everything is there that the named ones may refer to. */
const wholeFiles = 5000;
const wholeBytes = 64 << 20;

/** Throws InputError for a path that the rehearsed tree does not have, and for one with nothing to judge. */
export async function validateRehearsed(
  { store, trees, branch }: Rehearsal,
  paths: readonly string[],
  strict: boolean,
): Promise<Validated & { readonly notes: readonly string[] }> {
  const named = paths.map(inTree);
  const all = await listTree(store, trees.rehearsed);
  for (const path of named) {
    if (path !== '.' && !all.some((entry) => isIn(path, entry)))
      throw new InputError(`--validate ${path}: is not in what the rebase of ${branch.name} would give.`);
  }
  const isWhole = all.length <= wholeFiles && all.reduce((sum, { size }) => sum + size, 0) <= wholeBytes;
  const entries = isWhole ? all : all.filter((entry) => named.some((path) => path === '.' || isIn(path, entry)));
  const folder = join(store.folder, 'tree');
  await mkdir(folder);
  const leftOut = await materialise(store, entries, folder);
  // What is read of a named file is bounded by the repository that it is in.
  await writeFile(join(folder, '.git'), '');
  try {
    const validated = await validate({
      paths: named.map((path) => join(folder, path)),
      stdin: nothing,
      upgradeTo: [],
      placeholders: false,
      community: false,
      strict,
    });
    const notes = [
      ...(isWhole ? [] : ['Only the paths that were named were looked into: the repository is large.']),
      ...(leftOut.length === 0
        ? []
        : [
            `Not looked into, because it is too large or leads out of the repository: ${leftOut.slice(0, 5).join(', ')}`,
          ]),
    ];
    return { ...asInRepository(validated, folder), notes };
  } catch (error) {
    throw error instanceof InputError ? new InputError(withoutFolder(error.message, folder), { cause: error }) : error;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

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

/** The folder has a random name: wherever it stands, it is meant. */
function asInRepository({ report, texts }: Validated, folder: string): Validated {
  const rename = (text: string) => withoutFolder(text, folder);
  return {
    report: JSON.parse(JSON.stringify(report), (_key, value: unknown) =>
      typeof value === 'string' ? rename(value) : value,
    ),
    texts: new Map([...texts].map(([path, text]) => [rename(path), text])),
  };
}

function withoutFolder(text: string, folder: string): string {
  return text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
}
