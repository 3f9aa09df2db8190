/** A few sshds on loopback, the keys that they let in, and the ssh configuration that leads to them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey, type Sshd, startSshd } from './sshd.ts';

type Name = 'target' | 'bastion' | 'inner';

export interface Site {
  readonly folder: string;
  /** Three servers, each with a host key of its own, and a key of its own that it lets in. */
  readonly servers: Readonly<Record<Name, Sshd>>;
  /** The socket of an agent that holds the key `held`. */
  readonly agent: string;
  path(name: string): string;
  /** Writes a file and returns its path. */
  write(name: string, text: string): string;
  /** A line of known_hosts that names the server `at`, with the host key of `key`. */
  lineOf(at: Name, key: Name): string;
  /** Writes an ssh configuration that knows the servers by their names, after `lines`; returns its path. */
  config(name: string, lines?: string): string;
  stop(): Promise<void>;
}

/**
 * Starts a site. The target also lets in the keys `held`, of which only the agent has the private half, and `locked`,
 * whose passphrase is "open"; nobody lets in `stranger`. `no-sudo` is a sudo that wants a password.
 */
export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-site-'));
  const path = (name: string) => join(folder, name);
  await Promise.all(['target', 'bastion', 'inner', 'stranger', 'held'].map((name) => makeKey(path(name))));
  await makeKey(path('locked'), 'open');
  const pub = (name: string) => `${path(name)}.pub`;
  const [target, bastion, inner] = await Promise.all([
    startSshd(path('sshd-target'), [pub('target'), pub('locked'), pub('held')]),
    startSshd(path('sshd-bastion'), [pub('bastion')]),
    startSshd(path('sshd-inner'), [pub('inner')]),
  ]);
  const servers = { target, bastion, inner };
  const agent = path('agent');
  const started = execFileSync('ssh-agent', ['-a', agent], { encoding: 'utf8' });
  const agentPid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
  execFileSync('ssh-add', ['-q', path('held')], { env: { ...process.env, SSH_AUTH_SOCK: agent } });
  await rm(path('held'));
  const write = (name: string, text: string) => {
    writeFileSync(path(name), text);
    return path(name);
  };
  const lines = { target: target.knownHostsLine, bastion: bastion.knownHostsLine, inner: inner.knownHostsLine };
  const knownHosts = write('known_hosts', Object.values(lines).join(''));
  chmodSync(write('no-sudo', '#!/bin/sh\nprintf "\\033[31ma password is required\\n" >&2\nexit 1\n'), 0o755);
  const blocks = Object.entries(servers).map(
    ([name, { port, user }]) =>
      `Host ${name}\n  StrictHostKeyChecking ${name === 'target' ? 'no' : 'yes'}\n  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  IdentityFile ${path(name)}\n`,
  );
  // A configuration that would loosen what is trusted: it must not.
  const common = [
    'Host *',
    'IdentitiesOnly yes',
    'IdentityAgent none',
    `UserKnownHostsFile ${knownHosts}`,
    'GlobalKnownHostsFile /dev/null',
    'StrictHostKeyChecking no',
  ];
  return {
    folder,
    servers,
    agent,
    path,
    write,
    lineOf: (at, key) => `${lines[at].split(' ')[0]} ${lines[key].split(' ').slice(1).join(' ')}`,
    config: (name, head = '') => write(name, `${head}\n${blocks.join('')}${common.join('\n  ')}\n`),
    async stop() {
      process.kill(agentPid);
      await Promise.all(Object.values(servers).map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The SHA256:… fingerprint that ssh-keygen tells of a server's host key. */
export function fingerprintOf(site: Site, server: Name): string {
  const key = join(site.path(`sshd-${server}`), 'hostkey.pub');
  return execFileSync('ssh-keygen', ['-lf', key], { encoding: 'utf8' }).split(' ')[1] ?? '';
}
