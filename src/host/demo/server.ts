/** An SSH server on loopback that answers as the recorded host would: it replays the probe's output. */
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel } from 'ssh2';

export interface DemoServer {
  readonly port: number;
  /** The line that belongs into a known_hosts file. */
  readonly knownHostsLine: string;
  stop(): Promise<void>;
}

/** What stands in the recording where the run's nonce belongs. */
export const nonceMark = 'NONCE';

/**
 * Starts the server on a free port of 127.0.0.1. It lets in the one key given (the text of a .pub file), reads the
 * script as a shell would, runs nothing, and prints the recording with the nonce of the command.
 */
export async function startDemoServer(recording: string, publicKey: string): Promise<DemoServer> {
  const hostKey = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const allowed = parsePublic(publicKey);
  const open = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    open.add(connection);
    connection.on('authentication', (context) =>
      isAllowed(context, allowed) ? context.accept() : context.reject(['publickey']),
    );
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => replay(acceptExec(), command, recording));
    });
    connection.on('close', () => open.delete(connection));
    // A client that goes away early is its own business.
    connection.on('error', () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    knownHostsLine: `[127.0.0.1]:${port} ${hostKey.public.trim().split(' ').slice(0, 2).join(' ')}\n`,
    stop: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.end();
        server.close(() => resolve());
      }),
  };
}

function parsePublic(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function isAllowed(context: AuthContext, allowed: ParsedKey): boolean {
  if (context.method !== 'publickey' || !context.key.data.equals(allowed.getPublicSSH())) return false;
  if (!context.signature || !context.blob) return true;
  return allowed.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function replay(channel: ServerChannel, command: string, recording: string): void {
  const nonce = /[A-Za-z0-9]{16,64}$/.exec(command)?.[0] ?? '';
  channel.resume();
  channel.on('end', () => {
    channel.write(recording.replaceAll(nonceMark, nonce));
    channel.exit(0);
    channel.end();
  });
}
