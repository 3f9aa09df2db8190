/** An SSH server in this process that does what no real one is asked to: it counts, refuses, and calls itself what it likes. */
import type { AddressInfo } from 'node:net';
import ssh2, { type ServerConfig } from 'ssh2';

export interface ScriptedServer {
  readonly port: number;
  /** The line of known_hosts for the nth of its host keys. */
  knownHostsLine(nth?: number): string;
  /** What clients did, in order: `connect`, `auth METHOD`, `session`, `exec`. */
  readonly events: readonly string[];
  stop(): Promise<void>;
}

export interface Behaviour {
  /** Types of its host keys; one of ECDSA unless told. */
  readonly hostKeys?: readonly ('ecdsa' | 'rsa')[];
  readonly config?: Partial<ServerConfig>;
  /** The method that logs in; `publickey` unless told. */
  readonly accepts?: string;
  /** Milliseconds that it takes to let somebody in. */
  readonly slowly?: number;
  /** The methods that it says it goes on with. */
  readonly offers?: readonly string[];
}

/** Starts the server on 127.0.0.1. It answers a command with a frame and the exit code 0. */
export async function startScriptedServer(behaviour: Behaviour = {}): Promise<ScriptedServer> {
  const { hostKeys = ['ecdsa'], config = {}, accepts = 'publickey', offers = ['publickey'], slowly = 0 } = behaviour;
  // No Ed25519: ssh2 1.17 drops leading zeros of the keys that it makes, and one in some 150 cannot be read.
  const keys = hostKeys.map((type) => ssh2.utils.generateKeyPairSync(type, { bits: type === 'rsa' ? 2048 : 256 }));
  const events: string[] = [];
  const server = new ssh2.Server({ hostKeys: keys.map((key) => key.private), ...config }, (client) => {
    events.push('connect');
    client.on('error', () => {});
    client.on('authentication', (context) => {
      events.push(`auth ${context.method}`);
      if (context.method === accepts) setTimeout(() => context.accept(), slowly);
      else context.reject([...offers] as never);
    });
    client.on('session', (accept) => {
      events.push('session');
      accept().on('exec', (run, _reject, { command }) => {
        events.push('exec');
        const channel = run();
        const nonce = command.split(' ').at(-1);
        channel.resume();
        channel.on('end', () => {
          channel.write(`BEGIN ${nonce}\nanswered\nEND ${nonce}\n`);
          channel.exit(0);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    events,
    knownHostsLine: (nth = 0) => `[127.0.0.1]:${port} ${keys[nth]?.public.split(' ').slice(0, 2).join(' ')}\n`,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
