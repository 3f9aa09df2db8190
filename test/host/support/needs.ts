/** Programs of this machine that tests need. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onlyWhere } from '../../lab/lab.ts';

/** The path of a program, also where only root has it in the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/run/current-system/sw/bin'];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Those that are not installed. */
export function missing(...programs: readonly string[]): string[] {
  return programs.filter((name) => findProgram(name) === undefined);
}

/** Options of a test that needs programs: left out where one is missing, but never in CI. */
export function needs(...programs: readonly string[]): { skip: string } | Record<string, never> {
  const { skip } = onlyWhere(missing(...programs));
  return skip === undefined ? {} : { skip };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
