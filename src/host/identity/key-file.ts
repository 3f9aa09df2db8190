import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { excerpt } from '../../base/display.ts';
import { keyTypeOf } from '../known-hosts/key.ts';
import { stringAt } from './wire.ts';

/** Bytes of a key file; one of 16,384 bits of RSA takes 13 KB. */
const fileLimit = 64 << 10;

/** What an identity file holds, as far as it can be told without a passphrase. */
export interface KeyFile {
  readonly path: string;
  readonly content: Buffer;
  readonly half: 'private' | 'public';
  readonly encrypted: boolean;
  /** The public key in SSH wire form, where it can be told. */
  readonly blob?: Buffer;
}

/** Reads an identity file. Undefined when there is none; a text that says why when it cannot be used. */
export async function readKeyFile(path: string): Promise<KeyFile | string | undefined> {
  try {
    const status = await stat(path);
    if (!status.isFile()) return 'is no regular file';
    if (status.size > fileLimit) return 'is too large for a key';
    const file = await describe(path, await readFile(path));
    // As OpenSSH does: a key that others can read counts as lost.
    const exposed = file.half === 'private' && status.uid === process.getuid?.() && (status.mode & 0o077) !== 0;
    return exposed ? `can be read by others (mode 0${(status.mode & 0o777).toString(8)}): chmod 600` : file;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES') return 'cannot be read: permission denied';
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The public key in a .pub file, in SSH wire form. Undefined when there is no such file or no key in it. */
export async function readPublicKey(path: string): Promise<Buffer | undefined> {
  const file = await readKeyFile(path);
  return typeof file === 'object' && file.half === 'public' ? file.blob : undefined;
}

/** Parses a private key. An Error says why it cannot be used, a wrong passphrase among the reasons. */
export function parsePrivateKey(content: Buffer, passphrase?: string): ParsedKey | Error {
  try {
    // An array when a file holds several keys: OpenSSH reads the first one.
    const [key] = [ssh2.utils.parseKey(traditional(content, passphrase), passphrase)].flat();
    return key ?? new Error('holds no key');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Whether an Error of `parsePrivateKey` says that a passphrase is missing. */
function needsPassphrase(error: Error): boolean {
  return /no passphrase given/.test(error.message);
}

/** ssh2 does not read PKCS#8 (`ssh-keygen -m PKCS8`, OpenSSL): such a key is given the older form that it does. */
function traditional(content: Buffer, passphrase: string | undefined): Buffer | string {
  const header = /^\s*-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.exec(content.toString('latin1', 0, 100));
  if (!header) return content;
  if (header[1] !== undefined && passphrase === undefined) throw new Error('Encrypted, but no passphrase given');
  const key = createPrivateKey({ key: content, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  const type = key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs1';
  return key.export({ type, format: 'pem' }).toString();
}

async function describe(path: string, content: Buffer): Promise<KeyFile> {
  const text = content.toString('latin1');
  const line = publicLine(text);
  if (line) return { path, content, half: 'public', encrypted: false, blob: line };
  const parsed = parsePrivateKey(content);
  const encrypted = parsed instanceof Error && needsPassphrase(parsed);
  const own = parsed instanceof Error ? blobInside(text) : parsed.getPublicSSH();
  const blob = own ?? (path.endsWith('.pub') ? undefined : await readPublicKey(`${path}.pub`));
  return { path, content, half: 'private', encrypted, ...(blob === undefined ? {} : { blob }) };
}

/** The key of a line `type base64 comment`. */
function publicLine(text: string): Buffer | undefined {
  const [, type, encoded = ''] = /^\s*([\w@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(text) ?? [];
  const blob = Buffer.from(encoded, 'base64');
  return type !== undefined && keyTypeOf(blob) === type ? blob : undefined;
}

/** The public key that stands unencrypted before the private one (PROTOCOL.key of OpenSSH). */
function blobInside(text: string): Buffer | undefined {
  const [, encoded] = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text) ?? [];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return undefined;
  let at = magic.length;
  // Cipher, key derivation and its options go before; then the number of keys.
  for (let field = 0; field < 3; field++) at += 4 + (stringAt(bytes, at)?.length ?? bytes.length);
  return stringAt(bytes, at + 4);
}

/** Why a key of a type cannot be used by the built-in client, or undefined when nothing is known against it. */
export function typeFault(type: string): string | undefined {
  if (type.includes('-cert-')) return 'is a certificate, which only --transport openssh can offer';
  if (type.startsWith('sk-')) return 'is a FIDO key, which only --transport openssh can use';
  return /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521))$/.test(type)
    ? undefined
    : `is a key of the type ${excerpt(type, 60)}, which only --transport openssh can use, if any`;
}
