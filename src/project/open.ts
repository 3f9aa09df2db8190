/** Finds and reads preflight.yaml. */
import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { isWithin, reasonOf, repositoryOf } from '../base/files.ts';
import type { Environment } from './environment.ts';
import { parseProject, textLimit } from './parse.ts';
import type { Home, Project } from './project.ts';

const projectName = 'preflight.yaml';

/**
 * The preflight.yaml of a folder or the nearest one above, up to the top of the repository, or of the disk where there is
 * none; undefined: there is none. Throws InputError for one that cannot be read or is not right.
 */
export async function findProject(folder: string, environment: Environment): Promise<Project | undefined> {
  const start = await realpath(folder);
  const top = await repositoryOf(start);
  for (let at = start; ; at = dirname(at)) {
    const path = join(at, projectName);
    const shown = relative(start, path);
    if (await lstat(path).catch(() => undefined)) {
      if (top === undefined && at !== start) await refuseStranger(path, shown);
      await refuseLink(path, top, shown);
      return read(path, shown, environment);
    }
    if (await lstat(join(at, 'preflight.yml')).catch(() => undefined))
      throw new InputError(`${relative(start, join(at, 'preflight.yml'))}: is not read. Rename it to ${projectName}.`);
    if (at === top || at === dirname(at)) return undefined;
  }
}

/** The file that a person named: --config FILE. Throws InputError. */
export async function openProject(path: string, environment: Environment): Promise<Project> {
  const real = await realpath(path).catch((error: unknown) => {
    throw new InputError(`${excerpt(path)}: cannot be read: ${reasonOf(error)}. Write one: preflight init.`);
  });
  if ((await lstat(path)).isSymbolicLink())
    throw new InputError(
      `${excerpt(path)}: is a link. Name the file itself: --config ${excerpt(relative('.', real))}.`,
    );
  return read(real, path, environment);
}

/** Where a project lies whose preflight.yaml is at a path. */
async function homeOf(path: string): Promise<Home> {
  const folder = dirname(await realpath(path));
  const root = (await repositoryOf(folder)) ?? folder;
  return { root, folder: relative(root, folder).split(sep).join('/') || '.' };
}

/** Outside of a repository a folder above may be everybody's, such as /tmp. */
async function refuseStranger(path: string, shown: string): Promise<void> {
  const { uid } = await lstat(path);
  if (uid !== 0 && process.getuid && uid !== process.getuid())
    throw new InputError(
      `${excerpt(shown)}: belongs to another user, and lies above this folder outside of any repository. Name it if you mean it: --config ${excerpt(shown)}.`,
    );
}

/** Behind a link it would be another file than the one that a base branch has here, and nothing could be compared. */
async function refuseLink(path: string, top: string | undefined, shown: string): Promise<void> {
  if (!(await lstat(path)).isSymbolicLink()) return;
  const real = await realpath(path).catch((error: unknown) => {
    throw new InputError(`${excerpt(shown)}: cannot be read: ${reasonOf(error)}.`);
  });
  const isOut = top !== undefined && !isWithin(top, real);
  throw new InputError(
    `${excerpt(shown)}: is a link${isOut ? ' that leads out of the repository' : ''}. Put the file itself here.`,
  );
}

async function read(path: string, shown: string, environment: Environment): Promise<Project> {
  const text = await readText(path, shown);
  return parseProject({ path: shown, text }, await homeOf(path), environment);
}

/** A letter has four bytes at most. */
const byteLimit = textLimit * 4;

async function readText(path: string, shown: string): Promise<string> {
  const say = (what: string) => new InputError(`${excerpt(shown)}: ${what}`);
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw say(`is a folder. Name the file in it: ${join(shown, projectName)}.`);
    if (!found.isFile()) throw say('is no regular file.');
    if (found.size > byteLimit) throw say(`is larger than ${textLimit >> 10} KiB. No ${projectName} is that large.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw say('is not UTF-8 text. Save it as UTF-8.');
    throw say(`cannot be read: ${reasonOf(error)}.`);
  }
}
