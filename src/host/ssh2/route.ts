import type { Duplex } from 'node:stream';
import { excerpt } from '../../base/display.ts';
import type { HostAddress } from '../../base/host-address.ts';
import { within } from '../deadline.ts';
import { type Peer, refused, timedOut } from '../failure.ts';
import { type ResolvedHost, resolveHost } from '../resolve/resolve.ts';
import { type ConnectOptions, HostError } from '../transport.ts';
import type { Connection } from './connection.ts';
import { offeredAlgorithms } from './host-key-algorithms.ts';
import { runProxyCommand } from './proxy-command.ts';
import { connectTcp } from './tcp.ts';
import type { Stop, Trip, Way } from './way.ts';

/** Jump hosts that have jump hosts of their own, deeper than this, go in a circle. */
const deepest = 8;

/** A connection, and the configuration by which it was made. */
export interface Reached {
  readonly connection: Connection;
  readonly resolved: ResolvedHost;
}

/**
 * Connects to a host by the way that its configuration gives: straight, through its ProxyJump hosts, or over its
 * ProxyCommand. Every hop is verified and authenticated in its own right, by the configuration of its own name.
 */
export function connectHost(trip: Trip, address: HostAddress): Promise<Reached> {
  return reach(trip, address, { who: trip.label, options: trip.options, depth: 0 });
}

interface Leg {
  readonly who: string;
  readonly options: ConnectOptions;
  readonly depth: number;
  /** The jump host before, where this is not the first. */
  readonly via?: Connection;
}

async function reach(trip: Trip, address: HostAddress, leg: Leg): Promise<Reached> {
  // ssh takes as long to answer as its library takes to load.
  const [resolved, { openConnection }] = await Promise.all([
    resolveStop(trip, address, leg),
    import('./connection.ts'),
  ]);
  const peer = { who: leg.who, hostName: resolved.hostName, port: resolved.port };
  const seconds = trip.options.timeout;
  const connectSeconds = Math.min(seconds, resolved.connectTimeout ?? seconds);
  const stop = { peer, address, seconds, connectSeconds };
  const algorithms = await offeredAlgorithms(stop, resolved);
  const way = leg.via ? await forward(trip, stop, leg.via) : await openWay(trip, stop, resolved, leg.depth);
  return { connection: await openConnection(trip, stop, way, resolved, algorithms), resolved };
}

/** The configuration of a host, for which `ssh -G` may take its time (Match exec). */
function resolveStop(trip: Trip, address: HostAddress, { who, options }: Leg): Promise<ResolvedHost> {
  const seconds = trip.options.timeout;
  const peer: Peer = { who, hostName: address.name, port: address.port ?? 22 };
  const expired = (after: number) => timedOut(peer, 'connect', after);
  return within({ seconds, signal: trip.signal, expired }, () => resolveHost(address, options));
}

async function openWay(trip: Trip, stop: Stop, resolved: ResolvedHost, depth: number): Promise<Way> {
  const [first, ...others] = resolved.proxyJump;
  if (first === undefined) {
    return resolved.proxyCommand === undefined ? connectTcp(trip, stop) : runProxyCommand(trip, resolved.proxyCommand);
  }
  if (depth === deepest) {
    throw new HostError('unresolved', `${trip.label}: its ProxyJump goes in a circle, through ${excerpt(first.label)}`);
  }
  // The user and the port of the command line are those of the host itself.
  const { user: _user, port: _port, ...options } = trip.options;
  const leg = (hop: HostAddress) => ({
    who: `${trip.label}, jump host ${excerpt(hop.label)}`,
    options,
    depth: depth + 1,
  });
  let { connection } = await reach(trip, first, leg(first));
  for (const hop of others) ({ connection } = await reach(trip, hop, { ...leg(hop), via: connection }));
  return forward(trip, stop, connection);
}

/** A connection onwards, that a jump host opens for us. */
function forward(trip: Trip, { peer, connectSeconds: seconds }: Stop, via: Connection): Promise<Way> {
  const from = via.stop.peer.hostName;
  const expired = (after: number) => timedOut(peer, 'connect', after);
  return within({ seconds, signal: trip.signal, expired }, async () => {
    const stream = await new Promise<Duplex>((resolve, reject) => {
      via.client.forwardOut('127.0.0.1', 0, peer.hostName, peer.port, (error, channel) => {
        if (error) reject(via.lost() ?? refused(peer, `${from} says: ${excerpt(error.message)}`, error));
        else resolve(channel);
      });
    });
    return { stream, complaint: () => via.lost()?.message ?? `${from} closed the way to it` };
  });
}
