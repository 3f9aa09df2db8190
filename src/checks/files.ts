/** Reads pack files, and keeps those that a pack names inside its repository. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { isWithin, reasonOf, repositoryOf } from '../base/files.ts';

/** Bytes of a pack file. The largest that is shipped has under 100 KiB. */
const sizeLimit = 1 << 20;

export interface OpenedFile {
  /** As it is shown to a person. */
  readonly shown: string;
  /** Without symbolic links. */
  readonly path: string;
  /** The folder that files named in this one must be in. */
  readonly root: string;
  readonly text: string;
}

/** Whether a reference is a file rather than the name of a shipped pack. */
export function isFileReference(reference: string): boolean {
  return reference.includes('/') || reference.includes(sep) || /\.ya?ml$/.test(reference);
}

/** A file that the person named. Throws InputError that begins with `lead`, such as `--pack`. */
export async function openPack(reference: string, lead: string): Promise<OpenedFile> {
  const say = (what: string) => new InputError(`${lead} ${excerpt(reference)}: ${what}`);
  const path = await realPath(resolve(reference), say);
  return {
    shown: reference,
    path,
    root: (await repositoryOf(dirname(path))) ?? dirname(path),
    text: await readText(path, say),
  };
}

/**
 * A file that another pack names, relative to it. The pack may come from a pull request: it must not read what lies
 * outside of its repository, symbolic links included. Throws InputError that begins with `place`.
 */
export async function openExtended(reference: string, from: OpenedFile, place: string): Promise<OpenedFile> {
  const say = (what: string) => new InputError(`${place}: "${excerpt(reference)}" ${what}`);
  if (isAbsolute(reference)) throw say('is an absolute path. Name a file relative to this one.');
  const target = resolve(dirname(from.path), reference);
  // Before and after links are followed, so that not even the existence of a file outside is told.
  if (!isWithin(from.root, target)) throw say(outside);
  const path = await realPath(target, say);
  if (!isWithin(from.root, path)) throw say(outside);
  return { shown: join(dirname(from.shown), reference), path, root: from.root, text: await readText(path, say) };
}

const outside = 'leaves the repository of this pack. Name a file inside it, or give the other pack with --pack.';

async function realPath(path: string, say: (what: string) => InputError): Promise<string> {
  return realpath(path).catch((error: unknown) => {
    throw say(`cannot be read: ${reasonOf(error)}. Check the name.`);
  });
}

async function readText(path: string, say: (what: string) => InputError): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw say('is not a regular file. Name a YAML file.');
    if (found.size > sizeLimit) throw say(`is larger than ${sizeLimit >> 20} MiB. No pack is that large.`);
    const bytes = await readFile(path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw say('is not UTF-8 text. Save it as UTF-8.');
    throw say(`cannot be read: ${reasonOf(error)}.`);
  }
}
