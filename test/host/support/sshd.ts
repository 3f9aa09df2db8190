/** A small sshd of the machine's own, on 127.0.0.1, with generated keys: what the lab's hosts do not show. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../support/needs.ts';

const run = promisify(execFile);

export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** The line of known_hosts for it. */
  readonly knownHostsLine: string;
  stop(): Promise<void>;
}

/** Makes a key pair at a path; the passphrase may be empty. */
export async function makeKey(path: string, passphrase = '', type = 'ed25519'): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
}

/** Starts an sshd in a folder, which lets the keys of `authorized` in as the present user. `lines` go to its sshd_config. */
export async function startSshd(
  folder: string,
  authorized: readonly string[],
  lines: readonly string[] = [],
): Promise<Sshd> {
  // sshd wants to be started by its absolute path.
  const program = findProgram('sshd');
  if (program === undefined) throw new Error('sshd is not installed');
  await mkdir(folder, { recursive: true });
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  await makeKey(join(folder, 'hostkey'));
  await writeFile(
    join(folder, 'authorized_keys'),
    (await Promise.all(authorized.map((path) => readFile(path, 'utf8')))).join(''),
  );
  const port = await freePort();
  const config = [
    ...lines,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'hostkey')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
  ];
  await writeFile(join(folder, 'sshd_config'), `${config.join('\n')}\n`);
  const child = spawn(program, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${log}`);
    await delay(20);
  }
  const [type, key] = (await readFile(join(folder, 'hostkey.pub'), 'utf8')).split(' ');
  return {
    port,
    user: userInfo().username,
    knownHostsLine: `[127.0.0.1]:${port} ${type} ${key}\n`,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true)).once('error', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });
}
