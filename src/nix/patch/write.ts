/** Writes a patched file over the one that was read. */
import { randomBytes } from 'node:crypto';
import { lstat, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printable } from '../../base/display.ts';
import { InputError, OutputError } from '../../base/errors.ts';

export interface Rewrite {
  /** Absolute, without links on the way. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Writes each file whole, beside it first, then renamed over it. Throws InputError when one of them is no longer what
 * was read, before any is written; OutputError when it cannot be written.
 */
export async function rewrite(files: readonly Rewrite[]): Promise<void> {
  for (const file of files) await refuseChanged(file);
  for (const { path, after, before } of files) {
    const beside = join(dirname(path), `.preflight-${randomBytes(6).toString('hex')}`);
    try {
      const { mode } = await stat(path);
      await writeFile(beside, after, { flag: 'wx', mode: mode & 0o777 });
      await refuseChanged({ path, before, after });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      if (error instanceof InputError) throw error;
      throw new OutputError(`${printable(path)}: cannot be written (${(error as NodeJS.ErrnoException).code})`, {
        cause: error,
      });
    }
  }
}

async function refuseChanged({ path, before }: Rewrite): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  const text = there?.isFile() ? await readFile(path, 'utf8').catch(() => undefined) : undefined;
  if (text === before) return;
  throw new InputError(`${printable(path)}: it changed since it was read, so nothing is written. Run it again.`);
}
