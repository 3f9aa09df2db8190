import { InputError } from '../../base/errors.ts';
import { type HostAddress, parseHost } from '../../base/host-address.ts';
import { HostError } from '../transport.ts';

/**
 * Reads the value of ProxyJump, tokens expanded already: `a,user@b:22,ssh://c:2200`, the first to be connected to first.
 * `none` and nothing are no jump. Throws HostError `unresolved` on what is no list of hosts.
 */
export function parseJumps(text: string): HostAddress[] {
  if (text === '' || text === 'none') return [];
  return text.split(',').map((jump) => {
    try {
      return parseHost(jump.trim().replace(/^ssh:\/\/([^/]*)\/?$/i, '$1'));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new HostError('unresolved', `ProxyJump: ${error.message}`, { cause: error });
    }
  });
}
