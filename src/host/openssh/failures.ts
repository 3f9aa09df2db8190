import { excerpt } from '../../base/display.ts';
import {
  disconnected,
  foreignProtocol,
  noCommands,
  noKeyAccepted,
  type Peer,
  refused,
  timedOut,
  unresolved,
  untrusted,
} from '../failure.ts';
import type { HostError } from '../transport.ts';

interface Circumstances {
  readonly user: string;
  /** Seconds that each phase may take. */
  readonly seconds: number;
}

type Explain = (peer: Peer, said: string, circumstances: Circumstances) => HostError;

/**
 * What ssh says in the C locale when it gives up, the telling ones first: a jump host's refusal is followed by the end of
 * the connection that went through it. Sources: sshconnect.c, sshconnect2.c, packet.c, channels.c, clientloop.c of OpenSSH.
 */
const sayings: readonly (readonly [RegExp, Explain])[] = [
  [/Could not resolve hostname/, (peer) => unresolved(peer)],
  [/REVOKED HOST KEY|marked as revoked/i, (peer, said) => untrusted(peer, 'revoked', said)],
  [/Host key for .* has changed|Offending .*key/, (peer, said) => untrusted(peer, 'changed', said)],
  [/No \S+ host key is known for|Host key verification failed/, (peer, said) => untrusted(peer, 'unknown', said)],
  [
    /Permission denied|Too many authentication failures|no more authentication methods/,
    (peer, said, { user }) => noKeyAccepted(peer, user, said),
  ],
  [
    /no matching .* found|Unable to negotiate|Protocol major versions differ|Bad remote protocol version|invalid characters|invalid format|Bad packet length/,
    foreignProtocol,
  ],
  [
    /Connection timed out|Operation timed out|port \d+ timed out|not responding/,
    (peer, _said, { seconds }) => timedOut(peer, 'connect', seconds),
  ],
  [
    /Connection refused|No route to host|Network is unreachable|Host is down|open failed|stdio forwarding failed/,
    refused,
  ],
  [/closed by|Connection reset|Broken pipe|Connection aborted|Connection to \S+ closed/, disconnected],
];

/** Why ssh gave up: the first known saying in its log, or its last line, as a HostError. */
export function explain(peer: Peer, log: string, circumstances: Circumstances): HostError {
  const lines = log
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const [pattern, failure] of sayings) {
    const said = lines.findLast((line) => pattern.test(line));
    if (said !== undefined) return failure(peer, quoted(said), circumstances);
  }
  const last = lines.at(-1);
  return foreignProtocol(peer, last === undefined ? 'ssh gave up and did not say why' : quoted(last));
}

/** What ssh says when a connection that stood is gone, or can do nothing. Source: clientloop.c, channels.c, packet.c. */
const endings =
  /^(?:Connection to \S+ closed by remote host|Timeout, server .* not responding|client_loop: |Connection (?:reset|closed) by|ssh_dispatch_run_fatal: )/;
const refusals = /^(?:channel \d+: open failed: |exec request failed on channel |shell request failed on channel )/;

/** Why a connection that stood came to nothing, from ssh's last lines; undefined when it was the command that failed. */
export function explainEnd(peer: Peer, log: string): HostError | undefined {
  const lines = log.split(/[\r\n]+/);
  const refusal = lines.findLast((line) => refusals.test(line));
  if (refusal !== undefined) return noCommands(peer, quoted(refusal));
  const said = lines.findLast((line) => endings.test(line));
  return said === undefined ? undefined : disconnected(peer, quoted(said));
}

function quoted(line: string): string {
  return `ssh says: ${excerpt(line).replace(/\.+$/, '')}`;
}
