import { printable } from '../../base/display.ts';
import { trustHost } from '../known-hosts/trust.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import { HostError } from '../transport.ts';
import type { Stop, Trip } from './way.ts';

/** The files in which a host's key is looked up, the person's own first. */
export function knownHostsFiles({ userKnownHostsFiles, globalKnownHostsFiles }: ResolvedHost): string[] {
  return [...userKnownHostsFiles, ...globalKnownHostsFiles];
}

/** The fingerprint of an offered host key that is trusted. Throws HostError `untrusted`, also when it cannot be told. */
export async function trust(trip: Trip, { peer, address }: Stop, resolved: ResolvedHost, key: Buffer): Promise<string> {
  const { hostName: host, port, hostKeyAlias: alias, strictHostKeyChecking } = resolved;
  const rememberIn = resolved.userKnownHostsFiles[0];
  const query = { host, port, key, files: knownHostsFiles(resolved), ...(alias === undefined ? {} : { alias }) };
  const loose = strictHostKeyChecking === 'no' || strictHostKeyChecking === 'accept-new';
  try {
    const { fingerprint, remembered } = await trustHost(query, {
      who: peer.who,
      address,
      acceptNew: trip.options.acceptNew,
      hashNames: resolved.hashKnownHosts,
      ...(rememberIn === undefined ? {} : { rememberIn }),
      ...(loose
        ? { note: `StrictHostKeyChecking ${strictHostKeyChecking} of the ssh configuration is not followed` }
        : {}),
    });
    if (remembered !== undefined) {
      trip.options.notify(`${peer.who}: its new host key ${fingerprint} is remembered in ${printable(remembered)}`);
    }
    return fingerprint;
  } catch (error) {
    if (error instanceof HostError) throw error;
    const reason = printable(error instanceof Error ? error.message : String(error));
    throw new HostError('untrusted', `${peer.who}: its host key could not be checked: ${reason}`, { cause: error });
  }
}
