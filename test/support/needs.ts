/** What tests need of this machine, and how they leave out what cannot run here. */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Options of a tap test that needs more than every machine has: left out, with the reason in its name, where something
 * is missing. Where CI=true nothing may be left out: throws.
 */
export function onlyWhere(missing: readonly string[]): { skip?: string } {
  if (missing.length === 0) return {};
  const reason = `needs ${missing.join(', ')}`;
  if (process.env.CI === 'true') throw new Error(`nothing may be left out in CI, but a test ${reason}`);
  return { skip: `left out: ${reason}` };
}

/** The same for programs that are to be installed. */
export function needs(...programs: readonly string[]): { skip?: string } {
  return onlyWhere(missing(...programs));
}

/** The programs that are not installed. */
export function missing(...programs: readonly string[]): string[] {
  return programs.filter((name) => findProgram(name) === undefined);
}

/** The path of a program, also where only root has it in the PATH. */
export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return isProgram(name) ? name : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/run/current-system/sw/bin'];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
