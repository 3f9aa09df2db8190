/** Runs a small script of the tests' own over a transport. */

import type { HostAddress } from '../../../src/base/host-address.ts';
import { runOverOpenssh } from '../../../src/host/openssh/transport.ts';
import { runOverSsh2 } from '../../../src/host/ssh2/transport.ts';
import { type ConnectOptions, HostError, type ProbeOutput, type Transport } from '../../../src/host/transport.ts';

export const transports: readonly (readonly [string, Transport])[] = [
  ['ssh2', runOverSsh2],
  ['openssh', runOverOpenssh],
];

const nonce = 'Nonce0123456789abcdef';

/** Prints who it ran as and one fact, in a frame. */
const script = 'echo "BEGIN $1"; id -u; cat /proc/sys/kernel/kptr_restrict; echo "END $1"\n';

/** The options of a run that nobody watches, with what is different. */
export function options(different: Partial<ConnectOptions>): ConnectOptions {
  return { identities: [], acceptNew: false, sudo: 'auto', timeout: 10, notify: () => {}, ...different };
}

export function address(name: string, more: Partial<HostAddress> = {}): HostAddress {
  return { label: name, name, ...more };
}

/** What a run came to: the lines between the frame's ends, or the HostError's kind. */
export interface Result {
  readonly kind: string;
  readonly message: string;
  readonly lines: readonly string[];
  readonly output?: ProbeOutput;
}

export async function attempt(
  transport: Transport,
  host: HostAddress,
  connect: ConnectOptions,
  { input = script, signal = new AbortController().signal }: { input?: string; signal?: AbortSignal } = {},
): Promise<Result> {
  try {
    const output = await transport(host, { script: input, nonce }, connect, signal);
    const text = Buffer.from(output.stdout).toString('utf8');
    const [, inside = ''] = new RegExp(`BEGIN ${nonce}\n([^]*)END ${nonce}\n`).exec(text) ?? [];
    return { kind: 'ok', message: '', lines: inside.split('\n').slice(0, -1), output };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { kind: error.kind, message: error.message, lines: [] };
  }
}
