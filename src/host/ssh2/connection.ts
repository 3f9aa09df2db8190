import type { Duplex } from 'node:stream';
import { Client, type ServerHostKeyAlgorithm } from 'ssh2';
import { excerpt, printable } from '../../base/display.ts';
import { within } from '../deadline.ts';
import { disconnected, foreignProtocol, noKeyAccepted, timedOut } from '../failure.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import type { HostError } from '../transport.ts';
import { authenticate } from './authenticate.ts';
import { readIdent } from './ident.ts';
import { trust } from './trust.ts';
import type { Stop, Trip, Way } from './way.ts';

/** An authenticated connection to a host whose key was verified. */
export interface Connection {
  readonly client: Client;
  /** SHA256:… fingerprint. */
  readonly hostKey: string;
  readonly stop: Stop;
  /** Why the connection is gone; undefined while it holds. */
  readonly lost: () => HostError | undefined;
}

/** Characters of banners that are shown: a notice takes a page, and a server may send any number of them. */
const bannerLimit = 8 << 10;

/**
 * Exchanges keys over a way, verifies the host's key, and authenticates. To be called in the same turn in which the way
 * was opened: until ssh2 listens, an error of the stream is nobody's.
 * Throws HostError `untrusted`, `auth`, `timeout`, `disconnected` or `protocol`.
 */
export async function openConnection(
  trip: Trip,
  stop: Stop,
  way: Way,
  resolved: ResolvedHost,
  serverHostKey: ServerHostKeyAlgorithm[],
): Promise<Connection> {
  const { peer, seconds } = stop;
  const { stream } = way;
  const client = new Client();
  let lost: HostError | undefined;
  let refuse: (error: HostError) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    refuse = (error) => {
      lost ??= error;
      reject(lost);
    };
  });
  failed.catch(() => {});

  // Nothing may flow before ssh2 listens too.
  stream.pause();
  const ident = readIdent(stream);
  const login = authenticate(trip, stop, resolved, { ident, refuse });
  // An agent or a key that fails is passed over, and the next one tried.
  client.on('error', (error) =>
    isOfOneKey(error)
      ? login.note(error)
      : refuse(explain(stop, error, { way, user: resolved.user, foreign: ident.foreign() })),
  );
  client.on('close', () => refuse(disconnected(peer, way.complaint?.() ?? 'closed too early')));
  let room = bannerLimit;
  client.on('banner', (text) => {
    const shown = text.slice(0, room).trimEnd();
    room -= shown.length;
    // Set in, so that no line of it passes for one about another host.
    if (shown !== '') trip.options.notify(`${peer.who}: ${printable(shown, { lines: true }).replaceAll('\n', '\n  ')}`);
    login.heard();
  });
  let hostKey = '';
  client.connect({
    sock: stream,
    username: resolved.user,
    // Each phase has a deadline of its own.
    readyTimeout: 0,
    algorithms: { serverHostKey },
    authHandler: login.next,
    // ssh2 trusts every key when there is no verifier.
    hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
      trust(trip, stop, resolved, key).then(
        (fingerprint) => {
          hostKey = fingerprint;
          verify(true);
        },
        (error: HostError) => {
          refuse(error);
          verify(false);
        },
      );
    },
  });
  trip.held.push(() => close(client, stream));

  const limit = (phase: 'handshake' | 'authenticate') => ({
    seconds,
    signal: trip.signal,
    expired: (after: number) => timedOut(peer, phase, after),
  });
  await within(limit('handshake'), () => Promise.race([failed, event(client, 'handshake')]));
  await within(limit('authenticate'), (phase) => {
    login.begin(phase);
    return Promise.race([failed, event(client, 'ready')]);
  });
  return { client, hostKey, stop, lost: () => lost };
}

/** What ssh2 tells of a connection that failed, as a HostError. */
function explain(
  { peer }: Stop,
  error: Error & { level?: string },
  { way, user, foreign }: { way: Way; user: string; foreign: string },
): HostError {
  const reason = excerpt(error.message).replace(/\.+$/, '');
  if (foreign !== '') return foreignProtocol(peer, `it says: ${excerpt(foreign)}`, error);
  const closed = error.level === 'client-socket' || /lost before handshake/.test(reason);
  if (closed) return disconnected(peer, way.complaint?.() ?? reason, error);
  if (/too many authentication failures/i.test(reason)) return noKeyAccepted(peer, user, `it says: ${reason}`);
  const negotiated = error.level === 'handshake' || error.level === 'protocol';
  return negotiated ? foreignProtocol(peer, reason, error) : disconnected(peer, reason, error);
}

/** Whether ssh2 tells of an agent or a key that could not be used; it goes on by itself. */
function isOfOneKey(error: Error): boolean {
  return 'level' in error && (error.level === 'agent' || error.level === 'client-authentication');
}

function event(client: Client, name: 'handshake' | 'ready'): Promise<void> {
  return new Promise((resolve) => {
    const done = () => resolve();
    if (name === 'ready') client.once('ready', done);
    else client.once('handshake', done);
  });
}

/** Says goodbye as far as the peer still listens, and waits for no answer. */
function close(client: Client, stream: Duplex): void {
  client.end();
  stream.destroy();
}
