/** One host, one execution of the probe, one facts document. */
import { randomBytes } from 'node:crypto';
import type { FactsDocument } from '../base/facts.ts';
import { type HostAddress, parseHost } from '../base/host-address.ts';
import { decodeProbe } from './decode.ts';
import { hostAreas, type PlatformWanted } from './platform/areas.ts';
import { probeScript } from './script.ts';
import type { ConnectOptions, ProbeRequest, Transport } from './transport.ts';

/** `ssh2` and `openssh` reach a host; `local` and `demo` are hosts themselves. */
export type TransportName = 'ssh2' | 'openssh' | 'local' | 'demo';

export interface CollectOptions {
  readonly transport: 'ssh2' | 'openssh';
  readonly connect: ConnectOptions;
  /** Run the active eBPF test beside the probe. */
  readonly active: boolean;
  /** What packs ask for beside the facts of every host. */
  readonly platform?: PlatformWanted;
}

/** A facts document, and how it was come by. */
export interface Collected {
  readonly document: FactsDocument;
  readonly transport: TransportName;
  readonly user?: string;
  readonly hostKey?: string;
  /** The probe ran as root. */
  readonly root: boolean;
  /** The probe ran as root through sudo, doas or run0. */
  readonly sudo: boolean;
}

/**
 * Collects the facts of one host, named as on the command line.
 * Throws InputError when the name is none, HostError when the host cannot be reached, trusted or understood, and the
 * signal's reason when it is aborted.
 */
export async function collect(label: string, options: CollectOptions, signal: AbortSignal): Promise<Collected> {
  const host = parseHost(label);
  const name = transportOf(host, options);
  const request: ProbeRequest = { script: probeScript(options), nonce: newNonce() };
  const run = await loadTransport(name);
  const output = await run(host, request, options.connect, signal);
  const document = decodeProbe(output.stdout, request.nonce, {
    host: label,
    collectedAt: new Date(),
    areas: hostAreas(options.platform),
  });
  const root = document.facts.probe?.uid === 0;
  return {
    document,
    transport: name,
    root,
    sudo: root && document.facts.probe?.viaSudo === true,
    ...(output.user === undefined ? {} : { user: output.user }),
    ...(output.hostKey === undefined ? {} : { hostKey: output.hostKey }),
  };
}

/** 32 letters and digits that no host can guess before it has read the command. */
function newNonce(): string {
  return randomBytes(16).toString('hex');
}

function transportOf(host: HostAddress, options: CollectOptions): TransportName {
  const plain = host.user === undefined && host.port === undefined;
  if (plain && (host.name === 'local' || host.name === 'demo')) return host.name;
  return options.transport;
}

/** Each transport is loaded only where it is used: a judgement of this machine needs no SSH. */
async function loadTransport(name: TransportName): Promise<Transport> {
  switch (name) {
    case 'ssh2':
      return (await import('./ssh2/transport.ts')).runOverSsh2;
    case 'openssh':
      return (await import('./openssh/transport.ts')).runOverOpenssh;
    case 'local':
      return (await import('./local.ts')).runLocally;
    case 'demo':
      return (await import('./demo/transport.ts')).runDemo;
  }
}
