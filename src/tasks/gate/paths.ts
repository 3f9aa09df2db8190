/** Paths of preflight.yaml on the disk: they stay inside of the repository also where they are links. */
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { printable } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { lineStarts, positionAt } from '../../base/text.ts';
import type { Project, ProjectPath } from '../../project/project.ts';

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
    throw new InputError(`${at}: ${shown} ${what}.`, { cause: error });
  });
  const isInside = real === project.home.root || real.startsWith(`${project.home.root}${sep}`);
  if (!isInside && !(store && real.includes('/nix/store/')))
    throw new InputError(`${at}: ${shown} is a link that leads out of the repository. Name what is in it.`);
  return real;
}
