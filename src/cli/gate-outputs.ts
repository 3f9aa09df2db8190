/** The reports that preflight.yaml asks for, as --output takes them. */
import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { isWithin } from '../base/files.ts';
import type { Project, ProjectOutput } from '../project/project.ts';
import { saidAt } from '../tasks/gate/paths.ts';

/** Folders that are not there are made. Throws InputError where a link leads out of the repository. */
export async function projectOutputs(project: Project): Promise<readonly string[]> {
  return Promise.all(project.outputs.map((output) => outputOf(project, output)));
}

async function outputOf(project: Project, output: ProjectOutput): Promise<string> {
  const { root } = project.home;
  const path = join(root, output.path.value);
  const folder = dirname(path);
  const real = await nearest(folder);
  if (real !== root && !isWithin(root, real))
    throw new InputError(
      `${saidAt(project, output.path)}: ${printable(output.path.written)} leads out of the repository through a link. Name another file, or give it on the command line: --output ${output.format}=FILE.`,
    );
  // The name of a link does not say so.
  if (
    relative(root, real)
      .split(sep)
      .some((name) => /^\.git$/i.test(name))
  )
    throw new InputError(
      `${saidAt(project, output.path)}: ${printable(output.path.written)} leads into the folder of git itself through a link. Name another file.`,
    );
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new InputError(
      `${saidAt(project, output.path)}: ${printable(output.path.written)} is a folder. Name a file in it.`,
    );
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  return `${output.format}=${relative('.', path)}`;
}

/** Without links, the nearest folder that is there. */
async function nearest(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real !== undefined) return real;
    if (at === dirname(at)) return at;
  }
}
