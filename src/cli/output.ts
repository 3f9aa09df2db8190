/** Where reports and modules go: proved writable before anything runs, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError, OutputError } from '../base/errors.ts';
import { loadWriter } from '../report/writer.ts';

/** `FORMAT=FILE` of --output. */
export interface ReportFile {
  readonly format: string;
  readonly path: string;
}

/** Parses --output and proves each path. Throws InputError. */
export async function reportFiles(texts: readonly string[]): Promise<ReportFile[]> {
  const files = texts.map((text) => {
    const at = text.indexOf('=');
    const format = text.slice(0, at);
    const path = text.slice(at + 1);
    if (at < 1 || path === '')
      throw new InputError(`--output ${text}: write it as FORMAT=FILE, such as --output json=report.json.`);
    if (path === '-')
      throw new InputError(`--output ${text}: standard output is written to anyway. Use --format ${format}.`);
    return { format, path };
  });
  for (const { format, path } of files) {
    const { mark } = await loadWriter(format);
    await provePath(path, mark);
  }
  const twice = files.find(
    ({ path }, index) => files.findIndex((other) => resolve(other.path) === resolve(path)) !== index,
  );
  if (twice) throw new InputError(`--output names ${twice.path} twice. Give each report a file of its own.`);
  return files;
}

/**
 * Throws InputError when nothing could be written to the path, or when a file is there that does not begin with `mark`
 * and so was not written by preflight. Writes nothing.
 */
export async function provePath(path: string, mark?: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new InputError(`${path}: is a folder. Name a file in it.`);
  const needed = (there && !there.isFile()) || isOfSystem(path) ? path : dirname(path);
  try {
    await access(needed, constants.W_OK);
    if (there?.isFile()) await access(path, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? `the folder ${needed} does not exist` : `${needed} may not be written to (${code})`;
    throw new InputError(`${path}: ${reason}. Name another file.`, { cause: error });
  }
  if (mark === undefined || !there?.isFile() || there.size === 0) return;
  if (!(await beginsWith(path, mark))) {
    throw new InputError(
      `${path}: is there already, and preflight did not write it. Name another file, or remove it first.`,
    );
  }
}

async function beginsWith(path: string, mark: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mark.length), 0, mark.length, 0);
    return buffer.toString('utf8', 0, bytesRead) === mark;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/**
 * Writes a file whole: beside it first, then renamed over it. A device or a pipe is written to directly. A symbolic link
 * is replaced and not followed: in a checkout of somebody else it may lead anywhere. Throws OutputError.
 */
export async function writeWhole(path: string, text: string, mode = 0o644): Promise<void> {
  try {
    const there = await lstat(path).catch(() => undefined);
    const regular = !there || there.isFile() || there.isSymbolicLink();
    if (!regular || isOfSystem(path)) return await writeFile(path, text, { flag: 'a' });
    const beside = join(dirname(path), `.preflight-${randomBytes(6).toString('hex')}`);
    try {
      await writeFile(beside, text, { flag: 'wx', mode: there?.isFile() ? there.mode & 0o777 : mode });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  } catch (error) {
    throw new OutputError(
      `${path}: could not be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`,
      { cause: error },
    );
  }
}

/** /dev/stderr and its like are links that belong to the machine: what they lead to is written to, wherever that is. */
function isOfSystem(path: string): boolean {
  return /^\/(?:dev|proc)\//.test(resolve(path));
}

/** Writes to standard output and waits until it is taken. A reader that has gone away (`| head`) is no error. */
export async function print(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null) =>
      error && error.code !== 'EPIPE'
        ? reject(new OutputError(`Standard output could not be written to (${error.code}).`, { cause: error }))
        : resolve();
    // An error is told to the callback, and then emitted.
    process.stdout.once('error', settle);
    process.stdout.write(text, settle);
  });
}
