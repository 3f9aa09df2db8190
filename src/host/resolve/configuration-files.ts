import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import SSHConfig, { type Line } from 'ssh-config';
import { matchesPattern } from '../../base/wildcards.ts';

/** Bytes of one configuration file. */
const fileLimit = 1 << 20;

/**
 * The lines of a configuration file; none when it does not exist.
 * Throws an Error that names the file when it cannot be read, is larger than 1 MB or cannot be parsed.
 */
export async function linesOf(file: string): Promise<readonly Line[]> {
  try {
    if ((await stat(file)).size > fileLimit) throw new Error('it is larger than 1 MB');
    return SSHConfig.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The files that a path of Include names, sorted; it may hold wildcards, and a relative one lies in `folder`. */
export async function includedFiles(path: string, folder: string): Promise<string[]> {
  const [start = '', ...parts] = (isAbsolute(path) ? path : join(folder, path)).split(sep);
  let found = [start];
  for (const part of parts) {
    const wild = /[*?]/.test(part);
    const next = await Promise.all(
      found.map(async (at) => (wild ? await matching(at, part) : [join(at || sep, part)])),
    );
    found = next.flat();
  }
  return found;
}

async function matching(folder: string, pattern: string): Promise<string[]> {
  try {
    const names = await readdir(folder || sep);
    const visible = names.filter((name) => !name.startsWith('.') || pattern.startsWith('.'));
    return visible
      .filter((name) => matchesPattern(name, pattern))
      .sort()
      .map((name) => join(folder || sep, name));
  } catch {
    // As a shell's pattern does, one for a folder that is not there names nothing.
    return [];
  }
}
