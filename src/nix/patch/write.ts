/** Writes patched files over those that were read: all of them, or none. */
import { randomBytes } from 'node:crypto';
import { link, lstat, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printable } from '../../base/display.ts';
import { InputError, OutputError } from '../../base/errors.ts';

export interface Rewrite {
  /** Absolute, without links on the way. */
  readonly path: string;
  /** Undefined: there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Writes each file whole, beside it first, then renamed over it; what was renamed is put back where a later one fails. Throws
 * InputError when one of them is no longer what was read, before any is written; OutputError when it cannot be written.
 */
export async function rewrite(files: readonly Rewrite[]): Promise<void> {
  for (const file of files) await refuseChanged(file);
  const beside: string[] = [];
  const done: Rewrite[] = [];
  let at: Rewrite | undefined;
  try {
    const ready: { readonly file: Rewrite; readonly temporary: string }[] = [];
    for (const file of files) {
      at = file;
      const temporary = besideOf(file.path);
      beside.push(temporary);
      const mode = file.before === undefined ? 0o644 : (await stat(file.path)).mode & 0o777;
      await writeFile(temporary, file.after, { flag: 'wx', mode });
      ready.push({ file, temporary });
    }
    for (const { file, temporary } of ready) {
      at = file;
      await refuseChanged(file);
      // A link is never put over a file that somebody made meanwhile.
      await (file.before === undefined ? link(temporary, file.path) : rename(temporary, file.path));
      done.push(file);
    }
  } catch (error) {
    for (const file of done) await putBack(file);
    if (error instanceof InputError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new OutputError(`${printable(at?.path ?? '')}: cannot be written (${code}); nothing was changed`, {
      cause: error,
    });
  } finally {
    for (const path of beside) await rm(path, { force: true });
  }
}

function besideOf(path: string): string {
  return join(dirname(path), `.preflight-${randomBytes(6).toString('hex')}`);
}

/** Only what is still as it was written: a change that came meanwhile is somebody's. */
async function putBack({ path, before, after }: Rewrite): Promise<void> {
  if ((await textOf(path)) !== after) return;
  if (before === undefined) return rm(path, { force: true });
  const temporary = besideOf(path);
  const { mode } = await stat(path);
  await writeFile(temporary, before, { flag: 'wx', mode: mode & 0o777 });
  await rename(temporary, path);
}

async function refuseChanged({ path, before }: Rewrite): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (before === undefined && !there) return;
  if (before !== undefined && there?.isFile() && (await textOf(path)) === before) return;
  throw new InputError(`${printable(path)}: it changed since it was read, so nothing is written. Run it again.`);
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
