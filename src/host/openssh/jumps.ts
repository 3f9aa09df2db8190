import { excerpt } from '../../base/display.ts';
import { type ResolvedHost, resolveHost } from '../resolve/resolve.ts';
import { type ConnectOptions, HostError } from '../transport.ts';

/** Jump hosts that have jump hosts of their own, deeper than this, go in a circle. */
const deepest = 8;

/**
 * Refuses jump hosts whose configuration accepts unknown host keys: ssh goes through a jump host with a second ssh, which
 * gets the configuration but none of our options. Throws HostError `untrusted`, or `unresolved` for a circle.
 */
export async function refuseLooseJumps(
  who: string,
  resolved: ResolvedHost,
  options: ConnectOptions,
  depth = 0,
): Promise<void> {
  if (depth === deepest) throw new HostError('unresolved', `${who}: its ProxyJump goes in a circle`);
  // What the command line says of user and port is meant for the host itself.
  const { user: _user, port: _port, ...rest } = options;
  for (const [index, hop] of resolved.proxyJump.entries()) {
    const jump = await resolveHost(hop, rest);
    const checking = jump.strictHostKeyChecking;
    if (checking === 'no' || (checking === 'accept-new' && !options.acceptNew)) {
      const message =
        `${who}: its jump host ${excerpt(hop.label)} has StrictHostKeyChecking ${checking} in your ssh configuration, ` +
        'and its key would not be verified. Set it to yes or ask for this host, or leave out --transport openssh';
      throw new HostError('untrusted', message);
    }
    // The others are reached through the one before, whatever their own configuration says.
    if (index === 0) await refuseLooseJumps(who, jump, options, depth + 1);
  }
}
