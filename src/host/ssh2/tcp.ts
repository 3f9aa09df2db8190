import { connect, type Socket } from 'node:net';
import { excerpt } from '../../base/display.ts';
import { within } from '../deadline.ts';
import { refused, timedOut, unresolved } from '../failure.ts';
import type { HostError } from '../transport.ts';
import type { Stop, Trip, Way } from './way.ts';

/**
 * Milliseconds after which the next address of a name is tried. Node's 250 would give up on an address that is further
 * away than that, although it answers.
 */
const nextAddressAfter = 2000;

/** Connects to a host's port, without Nagle's algorithm. Throws HostError `unresolved`, `refused` or `timeout`. */
export function connectTcp(trip: Trip, stop: Stop): Promise<Way> {
  const { peer, connectSeconds: seconds } = stop;
  const expired = (after: number) => timedOut(peer, 'connect', after);
  return within({ seconds, signal: trip.signal, expired }, async () => {
    const socket = connect({
      host: peer.hostName,
      port: peer.port,
      autoSelectFamilyAttemptTimeout: nextAddressAfter,
    });
    trip.held.push(() => void socket.destroy());
    await connected(socket).catch((error: unknown) => {
      throw explain(stop, error);
    });
    // Nagle against a delayed acknowledgement costs 40 ms for every exchange of the handshake.
    socket.setNoDelay(true);
    return { stream: socket };
  });
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

const reasons = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['EHOSTUNREACH', 'there is no route to the host'],
  ['ENETUNREACH', 'there is no route to its network'],
  ['EADDRNOTAVAIL', 'the address is none that can be connected to'],
  ['EACCES', 'this machine forbids it'],
]);

function explain({ peer, connectSeconds }: Stop, error: unknown): HostError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('ENOTFOUND') || code.startsWith('EAI_')) return unresolved(peer, error);
  if (code === 'ETIMEDOUT') return timedOut(peer, 'connect', connectSeconds);
  return refused(peer, reasons.get(code) ?? excerpt(code || String(error)), error);
}
