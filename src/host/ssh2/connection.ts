import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { excerpt, printable } from '../../base/display.ts';
import { within } from '../deadline.ts';
import { disconnected, foreignProtocol, noKeyAccepted, timedOut } from '../failure.ts';
import { trustHost } from '../known-hosts/trust.ts';
import { knownKeyTypes } from '../known-hosts/verify.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import { HostError } from '../transport.ts';
import { authenticate } from './authenticate.ts';
import { hostKeyAlgorithms } from './host-key-algorithms.ts';
import { readIdent } from './ident.ts';
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

/**
 * Exchanges keys over a way, verifies the host's key, and authenticates.
 * Throws HostError `untrusted`, `auth`, `timeout`, `disconnected` or `protocol`.
 */
export async function openConnection(trip: Trip, stop: Stop, way: Way, resolved: ResolvedHost): Promise<Connection> {
  const { peer, seconds } = stop;
  const { stream } = way;
  const serverHostKey = await offeredAlgorithms(stop, resolved);
  const client = new Client();
  let lost: HostError | undefined;
  let refuse: (error: HostError) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    refuse = (error) => reject((lost ??= error));
  });
  failed.catch(() => {});

  const login = authenticate(trip, stop, resolved, refuse);
  // An agent or a key that fails is passed over, and the next one tried.
  client.on('error', (error) => (isOfOneKey(error) ? login.note(error) : refuse(explain(stop, resolved.user, error))));
  client.on('close', () => refuse(disconnected(peer, way.complaint?.() ?? 'it closed the connection')));
  client.on('banner', (text) => trip.options.notify(`${peer.who}: ${printable(text.trimEnd(), { lines: true })}`));
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
        (error: unknown) => {
          refuse(error instanceof HostError ? error : explain(stop, resolved.user, error));
          verify(false);
        },
      );
    },
  });
  readIdent(stream, login.knowServer);
  trip.held.push(() => close(client, stream));

  const limit = (phase: 'handshake' | 'authenticate') => ({
    seconds,
    signal: trip.signal,
    expired: () => timedOut(peer, phase, seconds),
  });
  await within(limit('handshake'), () => Promise.race([failed, event(client, 'handshake')]));
  await within(limit('authenticate'), (phase) => {
    login.begin(phase);
    return Promise.race([failed, event(client, 'ready')]);
  });
  return { client, hostKey, stop, lost: () => lost };
}

async function offeredAlgorithms({ peer }: Stop, resolved: ResolvedHost) {
  const { hostName, port, hostKeyAlias, hostKeyAlgorithms: configured } = resolved;
  const known = await knownKeyTypes(hostName, port, hostKeyAlias, knownHostsFiles(resolved));
  const offered = hostKeyAlgorithms(known, configured);
  if (offered.length === 0) throw foreignProtocol(peer, 'HostKeyAlgorithms allows none that this client can verify');
  return offered;
}

function knownHostsFiles({ userKnownHostsFiles, globalKnownHostsFiles }: ResolvedHost): string[] {
  return [...userKnownHostsFiles, ...globalKnownHostsFiles];
}

/** The fingerprint of a host key that is trusted; throws HostError `untrusted`. */
async function trust(trip: Trip, { peer, address }: Stop, resolved: ResolvedHost, key: Buffer): Promise<string> {
  const { hostName: host, port, hostKeyAlias: alias, hashKnownHosts: hashNames } = resolved;
  const rememberIn = resolved.userKnownHostsFiles[0];
  const query = { host, port, key, files: knownHostsFiles(resolved), ...(alias === undefined ? {} : { alias }) };
  const { fingerprint, remembered } = await trustHost(query, {
    who: peer.who,
    address,
    acceptNew: trip.options.acceptNew,
    hashNames,
    ...(rememberIn === undefined ? {} : { rememberIn }),
  });
  if (remembered !== undefined) {
    trip.options.notify(`${peer.who}: its new host key ${fingerprint} is remembered in ${printable(remembered)}`);
  }
  return fingerprint;
}

/** Whether ssh2 tells of an agent or a key that could not be used; it goes on by itself. */
function isOfOneKey(error: Error): boolean {
  return 'level' in error && (error.level === 'agent' || error.level === 'client-authentication');
}

function explain({ peer }: Stop, user: string, error: unknown): HostError {
  const { message, code, level } = Object.assign({ message: String(error), code: '', level: '' }, error);
  const reason = excerpt(message);
  if (level === 'client-socket') return disconnected(peer, excerpt(String(code || message)), error);
  if (/lost before handshake/.test(message)) return disconnected(peer, 'it closed the connection at once', error);
  if (/[Tt]oo many authentication failures/.test(message)) return noKeyAccepted(peer, user, `it says: ${reason}`);
  return level === 'handshake' || level === 'protocol'
    ? foreignProtocol(peer, reason, error)
    : disconnected(peer, reason, error);
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
