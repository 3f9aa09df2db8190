/** What both transports are put through. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HostAddress } from '../../../src/base/host-address.ts';
import type { ConnectOptions } from '../../../src/host/transport.ts';
import { address } from './run.ts';
import type { Site } from './site.ts';

export interface Case {
  readonly title: string;
  /** The transport that it is about; both unless told. */
  readonly only?: string;
  /** Lines at the head of the ssh configuration; the first that speaks of a thing counts. */
  readonly lines?: (site: Site) => string;
  readonly options?: (site: Site) => Partial<ConnectOptions>;
  readonly host?: HostAddress;
  /** The script. */
  readonly input?: string;
  /** `ok`, or the kind of the HostError. */
  readonly kind: string;
  /** What the message says over both transports. */
  readonly says?: RegExp;
  /** What it says over ssh2, which knows more. */
  readonly ssh2Says?: RegExp;
}

export const target = (text: string) => `Host target\n${text}\n`;
export const relay = new URL('relay.mjs', import.meta.url).pathname;
const jump = (hops: string) => () => target(`ProxyJump ${hops}`);

/** Ports of 127.0.0.1 on which no sshd listens. */
export interface Ports {
  /** Nothing listens there. */
  readonly closed: number;
  /** Takes connections and says nothing. */
  readonly silent: number;
  /** Takes connections and closes them. */
  readonly closing: number;
  /** Answers as a web server would. */
  readonly http: number;
}

/** Every way to a host and every bad turn on it, for the transport of a name. */
export const casesOf = (name: string, ports: Ports): readonly Case[] => [
  { title: 'a host is probed in one run', kind: 'ok' },
  { title: 'through a jump host', lines: jump('bastion'), kind: 'ok' },
  { title: 'through two jump hosts', lines: jump('bastion,inner'), kind: 'ok' },
  {
    title: 'through a jump host that has one of its own',
    lines: () => `${target('ProxyJump inner')}Host inner\nProxyJump bastion\n`,
    kind: 'ok',
  },
  {
    title: 'through a jump host for which the configuration would take any key',
    lines: () => `Host bastion\nStrictHostKeyChecking no\n${target('ProxyJump inner')}Host inner\nProxyJump bastion\n`,
    kind: name === 'ssh2' ? 'ok' : 'untrusted',
    ...(name === 'ssh2' ? {} : { says: /^target: its jump host bastion has StrictHostKeyChecking no/ }),
  },
  { title: 'over a ProxyCommand', lines: () => target(`ProxyCommand ${process.execPath} ${relay} %h %p`), kind: 'ok' },
  {
    title: 'over a ProxyCommand that fails',
    lines: () => target('ProxyCommand echo >&2 "no way to %h"'),
    kind: 'disconnected',
    says: /^target: .*broke the connection/,
    ssh2Says: /ProxyCommand says: no way to 127\.0\.0\.1/,
  },
  {
    title: 'over a ProxyCommand that ends in the middle',
    lines: () => target(`ProxyCommand ${process.execPath} ${relay} %h %p 20000`),
    input: 'head -c 100000 /dev/zero; sleep 30',
    kind: 'disconnected',
    says: /^target: .*broke the connection/,
  },
  {
    title: 'an unknown host key is refused',
    options: (site) => ({ knownHosts: site.write('empty', '') }),
    kind: 'untrusted',
    says: /^target: its host key is (not known|unknown).*--accept-new/,
  },
  {
    title: 'known hosts that cannot be read',
    only: 'ssh2',
    options: (site) => ({ knownHosts: site.folder, acceptNew: true }),
    kind: 'untrusted',
    says: /^target: cannot read the known hosts in .*--known-hosts/,
  },
  {
    title: 'a changed host key is refused, also with --accept-new',
    options: (site) => ({ knownHosts: site.write('changed', site.lineOf('target', 'inner')), acceptNew: true }),
    kind: 'untrusted',
    says: /^target: its host key (has changed|is another one).*attack/,
  },
  {
    title: 'a revoked host key is refused',
    options: (site) => ({
      knownHosts: site.write('revoked', `@revoked ${site.lineOf('target', 'target')}`),
      acceptNew: true,
    }),
    kind: 'untrusted',
    says: /^target: its host key is revoked/,
  },
  {
    title: 'the wrong key of a jump host is refused',
    lines: (site) =>
      `${jump('bastion')()}Host bastion\nUserKnownHostsFile ${site.write('jump', site.lineOf('bastion', 'inner'))}\n`,
    kind: 'untrusted',
    says: /^target/,
    ssh2Says: /^target, jump host bastion: its host key has changed/,
  },
  {
    title: 'no key accepted',
    lines: (site) =>
      target(`IdentityFile ${site.path('stranger')}`).replace('Host target', 'Match originalhost target'),
    options: () => ({ user: 'nobody-here' }),
    kind: 'auth',
    says: /^target: 127\.0\.0\.1 accepted no key of nobody-here .*--identity/,
    ssh2Says: /tried: \S+\/stranger, \S+\/target\)/,
  },
  {
    title: 'a jump host that accepts no key',
    lines: () => `${jump('bastion')()}Host bastion\nUser nobody-here\n`,
    kind: 'auth',
    says: /^target/,
    ssh2Says: /^target, jump host bastion: 127\.0\.0\.1 accepted no key of nobody-here/,
  },
  {
    title: 'an encrypted key without a terminal',
    lines: (site) =>
      `Host locked\nHostName 127.0.0.1\nPort ${site.servers.target.port}\nIdentityFile ${site.path('locked')}\n`,
    host: address('locked'),
    kind: 'auth',
    ssh2Says: /there was none to try; passed over: \S+\/locked is encrypted.*ssh-add/,
  },
  {
    title: 'an encrypted key, whose passphrase takes longer than any phase may',
    only: 'ssh2',
    lines: (site) =>
      `Host locked\nHostName 127.0.0.1\nPort ${site.servers.target.port}\nIdentityFile ${site.path('locked')}\n`,
    host: address('locked'),
    options: () => ({ timeout: 4, askPassphrase: () => delay(4500, 'open') }),
    kind: 'ok',
  },
  {
    title: 'a key of the command line',
    lines: (site) => `Host bare\nHostName 127.0.0.1\nPort ${site.servers.target.port}\n`,
    options: (site) => ({ identities: [site.path('target')] }),
    host: address('bare'),
    kind: 'ok',
  },
  {
    title: 'a key that only the agent holds',
    lines: (site) =>
      `Host held\nHostName 127.0.0.1\nPort ${site.servers.target.port}\nIdentityAgent ${site.agent}\nIdentityFile ${site.path('held.pub')}\n`,
    host: address('held'),
    kind: 'ok',
  },
  {
    title: 'an agent that is not there',
    lines: (site) =>
      `Host held\nHostName 127.0.0.1\nPort ${site.servers.target.port}\nIdentityAgent ${site.path('nothing')}\nIdentityFile ${site.path('held.pub')}\n`,
    host: address('held'),
    kind: 'auth',
    ssh2Says: /passed over: .*nothing is no agent/,
  },
  {
    title: 'a port on which nothing listens',
    options: () => ({ port: ports.closed }),
    kind: 'refused',
    says: /^target: 127\.0\.0\.1 port \d+ cannot be reached.*--port/,
  },
  {
    title: 'a jump host that cannot reach the host',
    lines: jump('bastion'),
    options: () => ({ port: ports.closed }),
    kind: 'refused',
    says: /^target: /,
  },
  {
    title: 'a name that nobody knows',
    host: address('nobody.invalid'),
    kind: 'unresolved',
    says: /^nobody\.invalid: the name nobody\.invalid cannot be resolved/,
  },
  {
    title: 'a server that says nothing',
    options: () => ({ port: ports.silent, timeout: 1 }),
    kind: 'timeout',
    says: /^target: no end after 1 s of .*--timeout/,
    ssh2Says: /exchanging keys with 127\.0\.0\.1 port/,
  },
  {
    title: 'a server that hangs up',
    options: () => ({ port: ports.closing }),
    kind: 'disconnected',
    says: /^target: 127\.0\.0\.1 broke the connection/,
  },
  {
    title: 'a server of another protocol',
    options: () => ({ port: ports.http }),
    kind: name === 'ssh2' ? 'protocol' : 'disconnected',
    says: /^target: /,
    ssh2Says: /cannot speak SSH with 127\.0\.0\.1 port \d+: it says: HTTP\/1\.1 400 Bad Request/,
  },
  {
    title: 'a command that does not end',
    input: 'sleep 30',
    options: () => ({ timeout: 2 }),
    kind: 'timeout',
    says: /^target: no end after 2 s of collecting facts from 127\.0\.0\.1/,
  },
  { title: 'output without an end', input: 'yes', kind: 'output', says: /^target: more than 1 MiB of output/ },
  {
    title: 'sudo that refuses',
    options: (site) => ({ sudo: 'always', sudoCommand: [site.path('no-sudo')] }),
    kind: 'sudo',
    says: /^target: .*no-sudo did not give root: \\x1b\[31ma password is required\. .*--sudo auto/,
  },
  {
    title: 'sudo that refuses is gone without',
    options: (site) => ({ sudoCommand: [site.path('no-sudo')] }),
    kind: 'ok',
  },
];
