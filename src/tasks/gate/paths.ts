/** Paths of preflight.yaml on the disk: they stay inside of the repository also where they are links. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { isWithin } from '../../base/files.ts';
import type { Place } from '../../base/located.ts';
import { lineStarts, positionAt } from '../../base/text.ts';
import type { Project, ProjectPath } from '../../project/project.ts';
import { withoutFolder } from '../rehearse/named.ts';

/** Where a path lies; nothing is asked of the disk. */
export function onDisk({ home }: Pick<Project, 'home'>, { value }: ProjectPath): string {
  return join(home.root, value);
}

/** `preflight.yaml:12:5`: where it says so. */
export function saidAt(
  { source }: Pick<Project, 'source'>,
  { span }: { readonly span: { readonly start: number } },
): string {
  const { line, column } = positionAt(lineStarts(source.text), span.start);
  return `${printable(source.path)}:${line}:${column}`;
}

/** Options of other commands, and the keys that say the same here. */
const keys: readonly (readonly [string, string])[] = [
  ['--onto BRANCH', 'onto: BRANCH'],
  ['--as KIND', 'as: KIND'],
];

/** The way out of a message, as preflight.yaml says it. */
export function inKeys(text: string): string {
  return keys.reduce((done, [option, key]) => done.replaceAll(option, key), text);
}

/** Bad input that preflight.yaml names: with its place there, paths of the repository, and the way out in its keys. */
export function placed(project: Pick<Project, 'home' | 'source'>, place: Place, error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  const at = printable(project.source.path);
  if (error.message.startsWith(`${at}:`)) return error;
  const message = inKeys(withoutFolder(error.message, project.home.root));
  return new InputError(`${saidAt(project, place)}: ${message}`, { cause: error });
}

/**
 * The path without links. Throws InputError where there is nothing, and where a link leads out of the repository; into the Nix
 * store it may with `store`.
 */
export async function insideOf(
  project: Pick<Project, 'home' | 'source'>,
  path: ProjectPath,
  { store = false } = {},
): Promise<string> {
  const at = saidAt(project, path);
  const shown = printable(path.written);
  const real = await realpath(onDisk(project, path)).catch((error: NodeJS.ErrnoException) => {
    const what = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new InputError(`${at}: ${shown} ${what}. Name what there is, or take it out.`, { cause: error });
  });
  const { root } = project.home;
  const isInside = real === root || isWithin(root, real);
  if (!isInside && !(store && real.startsWith('/nix/store/')))
    throw new InputError(`${at}: ${shown} is a link that leads out of the repository. Name what is in it.`);
  return real;
}
