import { entriesFor, type KnownHostsEntry, knownName } from './entries.ts';
import { fingerprint, keyTypeOf } from './key.ts';

/** A key that a host offered, and where its known keys stand. */
export interface HostKeyQuery {
  /** The host's name after HostName was applied. */
  readonly host: string;
  readonly port: number;
  /** HostKeyAlias: looked up in place of name and port. */
  readonly alias?: string;
  /** SSH wire form. */
  readonly key: Uint8Array;
  /** known_hosts files, the person's first. */
  readonly files: readonly string[];
}

/** What the known_hosts files say of an offered key. */
export type HostKeyVerdict =
  | { readonly kind: 'known'; readonly file: string; readonly line: number }
  /** No key of this type is known; `otherTypes` are the types of the keys that are. */
  | { readonly kind: 'unknown'; readonly otherTypes: readonly string[] }
  /** Another key of the same type is known, whose fingerprint is `known`. */
  | { readonly kind: 'changed'; readonly file: string; readonly line: number; readonly known: string }
  | { readonly kind: 'revoked'; readonly file: string; readonly line: number }
  /** Only a certificate authority is known, and the host offered a plain key. */
  | { readonly kind: 'authority-only'; readonly file: string; readonly line: number };

/**
 * Looks an offered host key up. As OpenSSH does, a host on another port than 22 of which no plain key is known as
 * `[host]:port` is looked up by its name alone too, which can only confirm or revoke the key.
 * Throws HostError `untrusted` when a file cannot be read.
 */
export async function verifyHostKey(query: HostKeyQuery): Promise<HostKeyVerdict> {
  const { host, port, alias, key, files } = query;
  const verdict = judge(key, await entriesFor(knownName(host, port, alias), files));
  const open = verdict.kind === 'authority-only' || (verdict.kind === 'unknown' && verdict.otherTypes.length === 0);
  if (!open || alias !== undefined || port === 22) return verdict;
  const plain = judge(key, await entriesFor(knownName(host, 22), files));
  return plain.kind === 'known' || plain.kind === 'revoked' ? plain : verdict;
}

/**
 * The types of the keys known for a host, in the order of the files. A client must ask for these first: a host known
 * by one type only would else offer another. `ssh-rsa` stands for the algorithms rsa-sha2-512 and rsa-sha2-256.
 * Throws HostError `untrusted` when a file cannot be read.
 */
export async function knownKeyTypes(
  host: string,
  port: number,
  alias: string | undefined,
  files: readonly string[],
): Promise<string[]> {
  const own = plainTypes(await entriesFor(knownName(host, port, alias), files));
  if (own.length > 0 || alias !== undefined || port === 22) return own;
  return plainTypes(await entriesFor(knownName(host, 22), files));
}

function judge(key: Uint8Array, entries: readonly KnownHostsEntry[]): HostKeyVerdict {
  const place = ({ file, line }: KnownHostsEntry) => ({ file, line });
  const own = entries.filter((entry) => entry.key.equals(key));
  const revoked = own.find((entry) => entry.marker === 'revoked');
  if (revoked) return { kind: 'revoked', ...place(revoked) };
  const same = own.find((entry) => entry.marker === undefined);
  if (same) return { kind: 'known', ...place(same) };
  const type = keyTypeOf(key);
  const changed = entries.find((entry) => entry.marker === undefined && entry.type === type);
  if (changed) return { kind: 'changed', ...place(changed), known: fingerprint(changed.key) };
  const authority = entries.find((entry) => entry.marker === 'cert-authority');
  if (authority) return { kind: 'authority-only', ...place(authority) };
  return { kind: 'unknown', otherTypes: plainTypes(entries) };
}

function plainTypes(entries: readonly KnownHostsEntry[]): string[] {
  return [...new Set(entries.filter((entry) => entry.marker === undefined).map((entry) => entry.type))];
}
