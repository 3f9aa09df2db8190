import type { ServerHostKeyAlgorithm } from 'ssh2';

/** Those that ssh2 can verify, in OpenSSH's order of preference. */
const supported: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** OpenSSH has not offered SHA-1 signatures since 8.8; they stay for who names them in HostKeyAlgorithms. */
const outdated: ServerHostKeyAlgorithm = 'ssh-rsa';

/**
 * The algorithms to offer: those of HostKeyAlgorithms where it is set, the types of keys that known_hosts holds for the
 * host first, so that a host with several keys shows the one that is known. Empty when ssh2 knows none of them.
 */
export function hostKeyAlgorithms(
  knownTypes: readonly string[],
  configured: readonly string[] | undefined,
): ServerHostKeyAlgorithm[] {
  const offered = supported.filter((name) => (configured ? configured.includes(name) : name !== outdated));
  if (configured) offered.sort((a, b) => configured.indexOf(a) - configured.indexOf(b));
  const known = offered.filter((name) => knownTypes.includes(keyType(name)));
  return [...known, ...offered.filter((name) => !known.includes(name))];
}

/** The type of the key that an algorithm signs with: RSA keys have one type and three algorithms. */
function keyType(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}
