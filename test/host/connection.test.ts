/** Both transports against real servers: every way to a host, and everything that can go wrong on it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { needs } from '../support/needs.ts';
import { casesOf, relay, target } from './support/cases.ts';
import { address, attempt, options, transports } from './support/run.ts';
import { fingerprintOf, type Site, startSite } from './support/site.ts';
import { freePort } from './support/sshd.ts';

const have = needs('sshd', 'ssh', 'ssh-keygen', 'ssh-agent', 'ssh-add');
const site = have.skip === undefined ? await startSite() : undefined;
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
const ports = { closed: await freePort(), silent: 0, closing: 0, http: 0 };
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
    ports,
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
