import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { entriesFor, knownName, nameHash } from './entries.ts';
import { keyTypeOf } from './key.ts';

/** How a new line names its host: in clear, or hashed as HashKnownHosts asks for. */
export interface RememberOptions {
  readonly hashNames?: boolean;
}

let queue: Promise<unknown> = Promise.resolve();

/**
 * Appends a host's key to a known_hosts file, making the file (0600) and its folder (0700) when they are missing.
 * Writes nothing when any line of the file speaks of the host already. `key` is in SSH wire form; for a host with an
 * alias, `host` is the alias and `port` 22. Resolves to whether a line was added.
 * Throws HostError `untrusted` when the file cannot be read, the system's error when it cannot be written.
 */
export async function rememberHostKey(
  file: string,
  host: string,
  port: number,
  key: Uint8Array,
  options: RememberOptions = {},
): Promise<boolean> {
  // One at a time: two connections to one host that come up together must not both find it unknown.
  const turn = queue.then(() => append(file, knownName(host, port), key, options));
  queue = turn.catch(() => undefined);
  return turn;
}

async function append(file: string, name: string, key: Uint8Array, options: RememberOptions): Promise<boolean> {
  if ((await entriesFor(name, [file])).length > 0) return false;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const start = size > 0 && last[0] !== 0x0a ? '\n' : '';
    const encoded = Buffer.from(key).toString('base64');
    await handle.write(`${start}${options.hashNames ? hashed(name) : name} ${keyTypeOf(key)} ${encoded}\n`);
    return true;
  } finally {
    await handle.close();
  }
}

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${nameHash(name, salt)}`;
}
