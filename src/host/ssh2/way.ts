import type { Duplex } from 'node:stream';
import type { HostAddress } from '../../base/host-address.ts';
import type { Peer } from '../failure.ts';
import type { ConnectOptions } from '../transport.ts';

/** What is known of one probe while it runs: where messages begin, what ends it, what has to be closed after it. */
export interface Trip {
  readonly label: string;
  readonly options: ConnectOptions;
  readonly signal: AbortSignal;
  /** Closes what was opened, in the order in which it was opened. */
  readonly held: (() => void | Promise<void>)[];
}

/** The host itself, or a jump host on the way to it. */
export interface Stop {
  readonly peer: Peer;
  /** As a person named it. */
  readonly address: HostAddress;
  /** Seconds that each phase may take. */
  readonly seconds: number;
  /** Seconds that connecting may take: ConnectTimeout can shorten what --timeout allows. */
  readonly connectSeconds: number;
}

/** The bytes to a host's sshd, by whichever way. */
export interface Way {
  readonly stream: Duplex;
  /** Why the way ended, when it can tell more than the stream. */
  readonly complaint?: () => string;
}
