import { createHmac } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { excerpt } from '../../base/display.ts';
import { matchesList } from '../../base/wildcards.ts';
import { HostError } from '../transport.ts';
import { keyTypeOf } from './key.ts';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) that speaks of a host. */
export interface KnownHostsEntry {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly marker?: 'revoked' | 'cert-authority';
  readonly type: string;
  /** SSH wire form. */
  readonly key: Buffer;
}

/** Bytes of a known_hosts file after which it is refused: a hundred thousand hosts take about 10 MB. */
const fileLimit = 16 << 20;

const linePattern = /^[ \t]*(?:(@[^ \t]*)[ \t]+)?([^ \t@#][^ \t]*)[ \t]+([^ \t]+)[ \t]+([^ \t\r]+)/;

/** The name under which a host stands in known_hosts: `host`, `[host]:port` when the port is not 22, or its alias. */
export function knownName(host: string, port: number, alias?: string): string {
  const name = alias ?? (port === 22 ? host : `[${host}]:${port}`);
  return name.toLowerCase();
}

/**
 * Every entry for a name (see `knownName`), file by file, in the order of the lines. A file that does not exist is
 * empty; lines that are malformed or hold no key are passed over, as OpenSSH does.
 * Throws HostError `untrusted` when a file cannot be read or is larger than 16 MB: a @revoked line may stand in it.
 */
export async function entriesFor(name: string, files: readonly string[]): Promise<KnownHostsEntry[]> {
  const entries: KnownHostsEntry[] = [];
  for (const file of files) {
    const lines = (await readBounded(file)).split('\n');
    for (const [index, text] of lines.entries()) {
      const entry = entryOf(text, name);
      if (entry) entries.push({ file, line: index + 1, ...entry });
    }
  }
  return entries;
}

function entryOf(text: string, name: string): Omit<KnownHostsEntry, 'file' | 'line'> | undefined {
  const [, mark, names = '', type = '', encoded = ''] = linePattern.exec(text) ?? [];
  if (!encoded || !speaksOf(names, name)) return undefined;
  if (mark !== undefined && mark !== '@revoked' && mark !== '@cert-authority') return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return undefined;
  const key = Buffer.from(encoded, 'base64');
  if (keyTypeOf(key) !== type) return undefined;
  if (mark === undefined) return { type, key };
  return { marker: mark === '@revoked' ? 'revoked' : 'cert-authority', type, key };
}

function speaksOf(names: string, name: string): boolean {
  if (!names.startsWith('|')) return matchesList(name, names.toLowerCase().split(','));
  const [, version, salt = '', hash] = names.split('|');
  return version === '1' && hash === nameHash(name, Buffer.from(salt, 'base64'));
}

/** What stands for a name in a hashed entry: HMAC-SHA1 of the name with the salt, in base64. */
export function nameHash(name: string, salt: Buffer): string {
  return createHmac('sha1', salt).update(name).digest('base64');
}

async function readBounded(file: string): Promise<string> {
  try {
    // Without O_NONBLOCK a named pipe at that path would hold the program up.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size } = await handle.stat();
      if (size > fileLimit) throw new Error('it is larger than 16 MB');
      const buffer = Buffer.alloc(size);
      const { bytesRead } = await handle.read(buffer, 0, size, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return '';
    throw new HostError(
      'untrusted',
      `cannot read the known hosts in ${excerpt(file)}: ${reasonOf(error)}; name another file with --known-hosts`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
