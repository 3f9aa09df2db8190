/** Finds and reads the files that paths name: files, folders, standard input. Of what language they are is not known here. */
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { InputError } from '../base/errors.ts';
import { isWithin } from '../base/files.ts';
import type { SourceText } from '../base/text.ts';
import { type FoundFile, filesBeside, walkFolder } from './folder.ts';
import { obstacleAt, unreadObstacle } from './obstacle.ts';
import { type Bytes, type ReadText, readText } from './read-text.ts';

/** A file that was read. */
export interface Artifact extends SourceText {
  readonly name: string;
  /** Its path without links. */
  readonly real: string;
  /** The folder that it is in, as it is shown to a person. */
  readonly folder: string;
  /** Whether a person named the file, not the folder. */
  readonly isNamed: boolean;
}

/** A file that gave no text, and why. */
export interface Unread extends Omit<Artifact, 'text'> {
  /** Whether it stands for a folder, in which anything may lie. */
  readonly isFolder?: true;
  readonly obstacle: Diagnostic;
}

export interface Artifacts {
  readonly files: readonly Artifact[];
  readonly unread: readonly Unread[];
  /** Folders that were named. */
  readonly roots: readonly string[];
  /** Every file below them, whatever it is. */
  readonly paths: readonly string[];
}

export interface FindOptions {
  /** Whether a file that is met in a folder is read. A file that is named is always read. */
  readonly isWanted: (name: string, path: string) => boolean;
  /** What `-` stands for. */
  readonly stdin: () => Bytes;
  /** A folder, without links, that links to files which are named may not lead out of; undefined: they may lead anywhere. */
  readonly border?: string;
  /** Links that stand for what could not be put there. */
  readonly withheld?: ReadonlyMap<string, Withheld>;
}

interface Withheld {
  /** Why not: `it is larger than 32 MB`. */
  readonly reason: string;
  /** Whether nobody knows that it is no folder. */
  readonly mayBeFolder: boolean;
}

/** All texts of one run together. */
const totalLimit = 256 << 20;

/**
 * The files below the paths, in the order of the paths, folders from the outside in, each file once.
 * Throws InputError for a path that does not exist, and for more than can be read.
 */
export async function findArtifacts(paths: readonly string[], options: FindOptions): Promise<Artifacts> {
  const gathering: Gathering = { files: [], unread: [], roots: [], paths: [], seen: new Set(), total: 0 };
  for (const path of paths) {
    if (path === '-')
      await read(gathering, { path, name: path, real: path, folder: '.', isNamed: true }, options.stdin());
    else if (options.border !== undefined && (await leadsOut(path, options.border))) {
      const file = { path, name: basename(path), real: path, folder: dirname(path), isNamed: true };
      const obstacle = linkObstacle(path, options, 'the repository', 'Put the file itself there');
      if (isFirst(gathering, path)) gathering.unread.push({ ...file, obstacle });
    } else if (await isFolder(path)) await walk(gathering, path, options);
    else {
      const real = await realpath(path).catch(() => path);
      await read(gathering, { path, name: basename(path), real, folder: dirname(path), isNamed: true }, path);
    }
  }
  return gathering;
}

/** The files of a folder whose names are wanted, without those below. What cannot be read is left out. */
export async function readBeside(folder: string, isWanted: (name: string) => boolean): Promise<SourceText[]> {
  const texts: SourceText[] = [];
  for (const name of await filesBeside(folder)) {
    if (!isWanted(name)) continue;
    const path = join(folder, name);
    const found = await readText(path);
    if ('text' in found) texts.push({ path, text: found.text });
  }
  return texts;
}

/** Every file below a folder. Throws InputError where there are too many. */
export async function pathsBelow(folder: string): Promise<string[]> {
  return (await walkFolder(folder)).flatMap(({ files }) => files.map(({ path }) => path));
}

interface Gathering {
  readonly files: Artifact[];
  readonly unread: Unread[];
  readonly roots: string[];
  readonly paths: string[];
  /** Real paths of what was read. */
  readonly seen: Set<string>;
  total: number;
}

/** Whether a path is a link to a place outside of the folder, or to nothing. */
async function leadsOut(path: string, border: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink() !== true) return false;
  const real = await realpath(path).catch(() => undefined);
  return real === undefined || (real !== border && !isWithin(border, real));
}

function linkObstacle(
  path: string,
  { withheld }: FindOptions,
  border: string,
  hint: string,
  what = 'file',
): Diagnostic {
  const known = withheld?.get(path);
  const reason =
    known === undefined
      ? `the ${what} is a link that leads out of ${border}, or nowhere`
      : `the ${what} cannot be read: ${known.reason}`;
  return obstacleAt(path, 'file.unreadable', reason, known === undefined ? hint : 'Put it there, or leave it out');
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${path}: ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}.`, {
      cause: error,
    });
  }
}

/** Files that are read at the same time. */
const atOnce = 16;

async function walk(gathering: Gathering, root: string, options: FindOptions): Promise<void> {
  const { isWanted } = options;
  gathering.roots.push(root);
  const wanted: Omit<Artifact, 'text'>[] = [];
  for (const { path: folder, files, links } of await walkFolder(root)) {
    const own = (file: FoundFile) => ({ ...file, folder, isNamed: false });
    for (const file of files) {
      gathering.paths.push(file.path);
      if (isWanted(file.name, file.path)) wanted.push(own(file));
    }
    for (const link of links) {
      const what = isWanted(link.name, link.path) ? 'file' : (await isForFolder(link, options)) ? 'folder' : undefined;
      if (what === undefined) continue;
      const obstacle = linkObstacle(link.path, options, 'the folder', `Name the ${what} itself`, what);
      gathering.unread.push({ ...own(link), obstacle, ...(what === 'folder' ? { isFolder: true } : {}) });
    }
  }
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce).filter(({ real }) => isFirst(gathering, real));
    const read = await Promise.all(some.map(({ path }) => readText(path)));
    for (const [index, file] of some.entries()) {
      const found = read[index];
      if (found) keep(gathering, file, found);
    }
  }
}

/** Whether a link of no wanted name stands for a folder, in which anything may lie. What nix-build leaves is no part of a rollout. */
async function isForFolder({ name, path }: FoundFile, { withheld }: FindOptions): Promise<boolean> {
  if (/^result-/.test(name)) return false;
  const known = withheld?.get(path);
  if (known) return known.mayBeFolder && extname(name) === '';
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function read(gathering: Gathering, file: Omit<Artifact, 'text'>, from: string | Bytes): Promise<void> {
  if (isFirst(gathering, file.real)) keep(gathering, file, await readText(from));
}

function isFirst({ seen }: Gathering, real: string): boolean {
  if (seen.has(real)) return false;
  seen.add(real);
  return true;
}

function keep(gathering: Gathering, file: Omit<Artifact, 'text'>, found: ReadText): void {
  if (!('text' in found)) {
    gathering.unread.push({ ...file, obstacle: unreadObstacle(file.path, found) });
    return;
  }
  gathering.total += found.text.length;
  if (gathering.total > totalLimit) {
    throw new InputError(`The files hold more than ${totalLimit >> 20} MB together. Name a folder with fewer.`);
  }
  gathering.files.push({ ...file, text: found.text });
}
