import type { ServerHostKeyAlgorithm } from 'ssh2';
import { foreignProtocol } from '../failure.ts';
import { knownKeyTypes } from '../known-hosts/verify.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import { HostError } from '../transport.ts';
import { knownHostsFiles } from './trust.ts';
import type { Stop } from './way.ts';

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
 * The algorithms to offer to a host, those of its known keys first.
 * Throws HostError `protocol` when its configuration allows none that ssh2 can verify, `untrusted` when a file of known
 * hosts cannot be read.
 */
export async function offeredAlgorithms({ peer }: Stop, resolved: ResolvedHost): Promise<ServerHostKeyAlgorithm[]> {
  const { hostName, port, hostKeyAlias, hostKeyAlgorithms: configured } = resolved;
  const known = await knownKeyTypes(hostName, port, hostKeyAlias, knownHostsFiles(resolved)).catch((error: unknown) => {
    throw error instanceof HostError
      ? new HostError(error.kind, `${peer.who}: ${error.message}`, { cause: error })
      : error;
  });
  const offered = hostKeyAlgorithms(known, configured);
  if (offered.length === 0) throw foreignProtocol(peer, 'HostKeyAlgorithms allows none that this client can verify');
  return offered;
}

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
