import { createHash } from 'node:crypto';

/** The fingerprint of a public key as OpenSSH shows it: SHA256: and base64 without padding. `key` is the SSH wire form. */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * The type that a public key in SSH wire form begins with (RFC 4253, 6.6), such as `ssh-ed25519`.
 * Undefined when the bytes are no key.
 */
export function keyTypeOf(key: Uint8Array): string | undefined {
  if (key.length < 4) return undefined;
  const length = new DataView(key.buffer, key.byteOffset, key.byteLength).getUint32(0);
  if (length === 0 || length > 64 || key.length < 4 + length) return undefined;
  const type = Buffer.from(key.subarray(4, 4 + length)).toString('latin1');
  return /^[!-~]+$/.test(type) ? type : undefined;
}
