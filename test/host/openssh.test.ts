/** What ssh is given, and what its words are taken for. */
import fc from 'fast-check';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { sshArguments } from '../../src/host/openssh/arguments.ts';
import { explain, explainEnd } from '../../src/host/openssh/failures.ts';
import { type SshLog, sshLog } from '../../src/host/openssh/log.ts';
import { runOverOpenssh } from '../../src/host/openssh/transport.ts';
import type { ResolvedHost } from '../../src/host/resolve/resolve.ts';
import { address, attempt, options } from './support/run.ts';

const resolved: ResolvedHost = {
  hostName: '192.0.2.7',
  port: 2222,
  user: 'operator',
  identityFiles: [],
  identitiesOnly: false,
  certificateFiles: [],
  proxyJump: [],
  userKnownHostsFiles: ['/home/me/.ssh/known_hosts'],
  globalKnownHostsFiles: [],
  strictHostKeyChecking: 'no',
  hashKnownHosts: false,
  connectTimeout: 3,
};

t.test('what ssh is given', async (t) => {
  const given = (different = {}) => sshArguments(address('ringtail'), resolved, options(different), 'exec true');
  const plain = given();
  t.strictSame(plain.slice(-3), ['--', 'ringtail', 'exec true'], 'the name stands where it can be no option');
  t.strictSame(plain.slice(0, 5), ['-T', '-l', 'operator', '-p', '2222']);
  t.ok(plain.includes('StrictHostKeyChecking=yes'), 'whatever the configuration says');
  t.ok(plain.includes('BatchMode=yes'));
  t.ok(plain.includes('ConnectTimeout=3'), 'the shorter one');
  t.ok(given({ timeout: 0.2 }).includes('ConnectTimeout=1'), 'ssh takes 0 for no limit');
  t.ok(given({ acceptNew: true }).includes('StrictHostKeyChecking=accept-new'));
  const asking = given({ askPassphrase: async () => '' });
  t.ok(asking.includes('BatchMode=no') && asking.includes('PasswordAuthentication=no'));
  t.strictSame(given({ sshConfig: '/my config' }).slice(1, 3), ['-F', '/my config']);
  t.ok(given({ identities: ['/my keys/100%'] }).includes('IdentityFile="/my keys/100%%"'));
  t.ok(given({ knownHosts: 'x' }).includes('UserKnownHostsFile="/home/me/.ssh/known_hosts"'));
  t.ok(given({ knownHosts: 'x' }).includes('GlobalKnownHostsFile=/dev/null'));
  for (const path of ['/a"b', '/a\\b', '/$HOME/key', '/a\nProxyCommand=id'])
    t.throws(() => given({ identities: [path] }), InputError, JSON.stringify(path));
});

const verified = [
  'Host key fingerprint is SHA256:hUvy2ONPUdp4VnLoX9pSsF3FRhaPnKAunlUOygnQz3Y',
  '+--[ED25519 256]--+',
  '+----[SHA256]-----+',
  '** The server may need to be upgraded. See https://openssh.com/pq.html',
  'To authenticate, visit: https://login.tailscale.com/a/1',
  'Authenticated to 192.0.2.7 ([192.0.2.7]:22) using "publickey".',
].join('\r\n');
const statistics =
  'Transferred: sent 3668, received 3396 bytes, in 0.1 seconds\r\nBytes per second: sent 64658.8, received 59864.0\r\n';

/** Reads a text cut into chunks at these places. */
function read(text: string, cuts: readonly number[] = []): { log: SshLog; links: string[]; calls: number } {
  const links: string[] = [];
  let calls = 0;
  const log = sshLog(
    () => {
      calls++;
    },
    (line) => links.push(line),
  );
  const bytes = Buffer.from(text);
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  for (const [i, at] of places.slice(0, -1).entries()) log.add(bytes.subarray(at, places[i + 1]));
  return { log, links, calls };
}

t.test('what ssh and the host say is taken apart, wherever it is cut', async (t) => {
  const said = 'sudo: a password is required\nhttps://example.org Authenticated to me ()\n';
  const text = `${verified}\r\n${said}${statistics}`;
  const property = fc.property(fc.array(fc.nat(Buffer.byteLength(text)), { maxLength: 6 }), (cuts) => {
    const { log, links, calls } = read(text, cuts);
    return (
      Buffer.from(log.remote()).toString() === said &&
      log.hostKey() === 'SHA256:hUvy2ONPUdp4VnLoX9pSsF3FRhaPnKAunlUOygnQz3Y' &&
      links.join() === 'To authenticate, visit: https://login.tailscale.com/a/1' &&
      calls === 1
    );
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('what a host cannot do to the log', async (t) => {
  const forged = read(`${verified}\nHost key fingerprint is SHA256:forged\n`);
  t.equal(
    forged.log.hostKey(),
    'SHA256:hUvy2ONPUdp4VnLoX9pSsF3FRhaPnKAunlUOygnQz3Y',
    'after the login it is the host’s',
  );
  const banner = read(`Host key fingerprint is SHA256:forged\n${verified}\n`);
  t.equal(banner.log.hostKey(), undefined, 'two of them are none');
  const long = read(
    `${verified}\n${'x'.repeat(1 << 20)}\n${statistics}Connection to 192.0.2.7 closed by remote host.\r\n`,
  );
  t.equal(long.log.remote().length, 8 << 10);
  t.match(long.log.end(), 'closed by remote host', 'ssh’s last words are kept');
  t.ok(read('y'.repeat(1 << 20)).log.own().length < 64 << 10, 'a line without an end');
});

const peer = { who: 'ringtail', hostName: '192.0.2.7', port: 22 };
const circumstances = { user: 'operator', seconds: 9 };

const logs: readonly (readonly [kind: string, log: string])[] = [
  ['unresolved', 'ssh: Could not resolve hostname ringtail: Name or service not known'],
  [
    'unresolved',
    'ssh: Could not resolve hostname bastion: Temporary failure in name resolution\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535',
  ],
  ['refused', 'ssh: connect to host 192.0.2.7 port 22: Connection refused'],
  ['refused', 'ssh: connect to host 192.0.2.7 port 22: No route to host'],
  [
    'refused',
    'channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\nConnection closed by UNKNOWN port 65535',
  ],
  ['timeout', 'ssh: connect to host 192.0.2.7 port 22: Connection timed out'],
  ['timeout', 'ssh: connect to host 192.0.2.7 port 22: Operation timed out'],
  ['timeout', 'Connection timed out during banner exchange\nConnection to 192.0.2.7 port 22 timed out'],
  [
    'untrusted',
    'No ED25519 host key is known for 192.0.2.7 and you have requested strict checking.\nHost key verification failed.',
  ],
  [
    'untrusted',
    '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nOffending ED25519 key in /k:13\nHost key for ringtail has changed and you have requested strict checking.\nHost key verification failed.',
  ],
  ['untrusted', '@ WARNING: REVOKED HOST KEY DETECTED! @\nHost key verification failed.'],
  ['untrusted', 'Host key verification failed.\nkex_exchange_identification: Connection closed by remote host'],
  ['auth', 'operator@192.0.2.7: Permission denied (publickey,password).'],
  [
    'auth',
    'Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures\nDisconnected from 192.0.2.7 port 22',
  ],
  ['auth', 'sign_and_send_pubkey: signing failed\noperator@192.0.2.7: Permission denied (publickey).'],
  [
    'disconnected',
    'kex_exchange_identification: Connection closed by remote host\nConnection closed by 192.0.2.7 port 22',
  ],
  [
    'disconnected',
    'kex_exchange_identification: read: Connection reset by peer\nConnection reset by 192.0.2.7 port 22',
  ],
  [
    'protocol',
    'Unable to negotiate with 192.0.2.7 port 22: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1',
  ],
  [
    'protocol',
    'kex_exchange_identification: banner line contains invalid characters\nbanner exchange: Connection to 192.0.2.7 port 22: invalid format',
  ],
  ['protocol', '/home/me/.ssh/config: line 3: Bad configuration option: frobnicate'],
  ['protocol', ''],
];

t.test('why ssh gave up', async (t) => {
  for (const [kind, log] of logs) {
    const error = explain(peer, log.replaceAll('\n', '\r\n'), circumstances);
    t.equal(error.kind, kind, error.message);
    t.match(error.message, /^ringtail: \S.*[^.]$/, 'one sentence after the other, about the host');
  }
  t.match(explain(peer, 'weird \x1b[31m', circumstances).message, 'weird \\x1b[31m');
});

t.test('how a connection that stood came to its end', async (t) => {
  const kinds = [
    ['disconnected', 'Connection to 192.0.2.7 closed by remote host.\r\n'],
    ['disconnected', 'client_loop: send disconnect: Broken pipe\r\n'],
    ['disconnected', 'Timeout, server 192.0.2.7 not responding.\r\n'],
    ['protocol', 'channel 0: open failed: administratively prohibited: open failed\r\n'],
    [undefined, 'ls: cannot access x: Connection to it\n'],
  ] as const;
  for (const [kind, log] of kinds) t.equal(explainEnd(peer, log + statistics)?.kind, kind, log);
});

t.test('without ssh', async (t) => {
  const { PATH } = process.env;
  t.teardown(() => {
    process.env.PATH = PATH;
  });
  process.env.PATH = t.testdir({ config: '' });
  const connect = options({ sshConfig: `${process.env.PATH}/config` });
  await t.rejects(attempt(runOverOpenssh, address('127.0.0.1'), connect), {
    name: 'InputError',
    message: /install OpenSSH/,
  });
});
