/** Both transports against real servers: every way to a host, and everything that can go wrong on it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { ConnectOptions, HostAddress } from '../../src/host/transport.ts';
import { needs } from './support/needs.ts';
import { address, attempt, options, transports } from './support/run.ts';
import { fingerprintOf, type Site, startSite } from './support/site.ts';
import { freePort } from './support/sshd.ts';

interface Case {
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

const target = (text: string) => `Host target\n${text}\n`;
const relay = new URL('support/relay.mjs', import.meta.url).pathname;
const jump = (hops: string) => () => target(`ProxyJump ${hops}`);

const casesOf = (name: string): readonly Case[] => [
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
    options: () => ({ port: closed }),
    kind: 'refused',
    says: /^target: 127\.0\.0\.1 port \d+ cannot be reached.*--port/,
  },
  {
    title: 'a jump host that cannot reach the host',
    lines: jump('bastion'),
    options: () => ({ port: closed }),
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

const have = needs('sshd', 'ssh', 'ssh-keygen', 'ssh-agent', 'ssh-add');
const site = have.skip === undefined ? await startSite() : undefined;
const closed = await freePort();
const servers = {
  silent: createServer((socket) => socket.on('error', () => {}).resume()),
  closing: createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end(),
  ),
  http: createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  ),
};
const ports = { silent: 0, closing: 0, http: 0 };
for (const name of ['silent', 'closing', 'http'] as const) {
  await new Promise<void>((resolve) => servers[name].listen(0, '127.0.0.1', resolve));
  const at = servers[name].address();
  ports[name] = typeof at === 'object' && at !== null ? at.port : 0;
}
t.teardown(async () => {
  for (const server of Object.values(servers)) server.close();
  await site?.stop();
});

/** What this process holds when nothing runs. */
const quiet = held();

const seen = [String(process.getuid?.()), readFileSync('/proc/sys/kernel/kptr_restrict', 'utf8').trim()];

for (const [name, transport] of transports) {
  for (const { title, lines, options: different, host = address('target'), input, kind, says, ssh2Says } of casesOf(
    name,
  ).filter(({ only = name }) => only === name)) {
    t.test(`${name}: ${title}`, have, async (t) => {
      if (!site) return;
      const sshConfig = site.config(`config-${name}`, lines?.(site));
      const connect = options({ sshConfig, ...different?.(site) });
      const result = await attempt(transport, host, connect, input === undefined ? {} : { input });
      t.equal(result.kind, kind, result.message);
      if (says) t.match(result.message, says);
      if (ssh2Says && name === 'ssh2') t.match(result.message, ssh2Says);
      t.notMatch(result.message, /[\x00-\x1f]|PRIVATE KEY/, 'one line, fit for a terminal');
      if (kind === 'ok') {
        t.strictSame(result.lines, seen);
        t.equal(result.output?.hostKey, fingerprintOf(site, 'target'));
        t.equal(result.output?.user, site.servers.target.user);
      }
    });
  }

  t.test(`${name}: --accept-new remembers a key, and then insists on it`, have, async (t) => {
    if (!site) return;
    const knownHosts = site.path(`remembered-${name}`);
    const connect = options({ sshConfig: site.config(`config-${name}`), knownHosts, acceptNew: true });
    t.equal((await attempt(transport, address('target'), connect)).kind, 'ok');
    t.match(readFileSync(knownHosts, 'utf8'), site.lineOf('target', 'target').trim().split(' ').slice(1).join(' '));
    t.equal((await attempt(transport, address('target'), { ...connect, acceptNew: false })).kind, 'ok');
  });

  t.test(`${name}: what a command prints and how it ends`, have, async (t) => {
    if (!site) return;
    const input = 'head -c 20000 /dev/zero >&2; head -c 1048576 /dev/zero; exit 7';
    const connect = options({ sshConfig: site.config(`config-${name}`), sudo: 'never' });
    const { output } = await attempt(transport, address('target'), connect, { input });
    t.equal(output?.exitCode, 7);
    t.equal(output?.stdout.length, 1 << 20, 'all of the longest output that is allowed');
    t.equal(output?.stderr.length, 8 << 10, 'the first of stderr');
  });

  for (const way of ['straight', 'by a jump host', 'by a ProxyCommand'] as const) {
    t.test(`${name}: an abort in the middle, ${way}, leaves nothing`, have, async (t) => {
      if (!site) return;
      const proxy = `ProxyCommand ${process.execPath} ${relay} %h %p`;
      const lines = { straight: '', 'by a jump host': target('ProxyJump bastion'), 'by a ProxyCommand': target(proxy) }[
        way
      ];
      const mark = site.path(`began-${name}-${way.replaceAll(' ', '-')}`);
      await settled(() => held().length === quiet.length);
      const control = new AbortController();
      const connect = options({ sshConfig: site.config(`config-${name}`, lines) });
      const running = attempt(transport, address('target'), connect, {
        input: `: > ${mark}; sleep 30`,
        signal: control.signal,
      });
      while (!existsSync(mark)) await delay(20);
      t.ok(held().length > quiet.length, 'a process or a socket is held');
      control.abort();
      await t.rejects(running, { name: 'AbortError' });
      await settled(() => leftOver(site).length === 0 && held().length === quiet.length);
      t.strictSame(leftOver(site), []);
      t.strictSame(held(), quiet);
    });
  }
}

/** Waits a while until something holds: what was killed or closed takes a moment to be gone. */
async function settled(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !holds(); i++) await delay(20);
}

/** The sockets and processes that this process holds. */
function held(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => kind === 'TCPSocketWrap' || kind === 'ProcessWrap')
    .sort();
}

/** Command lines of processes that were started for the site, its servers apart. */
function leftOver(site: Site): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(site.folder) || line.includes(relay))
    .filter((line) => !/^\S*sshd|^sshd:|^ssh-agent|^\/bin\/sh|^sh /.test(line));
}
