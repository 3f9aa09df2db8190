import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { parseHost } from '../../src/base/host-address.ts';
import { parseJumps } from '../../src/host/resolve/jumps.ts';
import { type ResolvedHost, resolveHost } from '../../src/host/resolve/resolve.ts';
import { type Surroundings, surroundings } from '../../src/host/resolve/surroundings.ts';
import type { ConnectOptions } from '../../src/host/transport.ts';
import { needs } from '../support/needs.ts';

const home = mkdtempSync(join(tmpdir(), 'resolve-'));
t.teardown(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, '.ssh/config.d'), { recursive: true });
const file = join(home, 'given config');
const keyPath = join(home, 'key 100%h');
writeFileSync(keyPath, '');

const around: Surroundings = {
  ...surroundings(),
  home,
  user: 'ada',
  uid: 1234,
  hostName: 'laptop.example.org',
  env: { PATH: process.env.PATH, SSH_AUTH_SOCK: '/run/agent', KEYS: '/keys', OTHER_AGENT: '/run/other', EMPTY: '' },
  systemConfig: join(home, 'ssh_config'),
};
const withoutSsh = { ...around, ssh: join(home, 'no-such-ssh') };

const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  identities: [],
  acceptNew: false,
  sudo: 'auto',
  timeout: 10,
  notify: () => {},
  sshConfig: file,
  ...more,
});

/** A variable as ssh_config(5) writes it. */
const variable = (name: string) => `$\{${name}}`;

interface Row {
  readonly config: string;
  readonly host?: string;
  readonly options?: Partial<ConnectOptions>;
  readonly expected: Partial<ResolvedHost>;
  readonly unset?: readonly (keyof ResolvedHost)[];
}

/** Each is resolved twice, by ssh and without it, to the same. */
const rows: Readonly<Record<string, Row>> = {
  'nothing is configured': {
    config: '',
    options: { user: 'root' },
    expected: {
      hostName: 'ringtail',
      port: 22,
      user: 'root',
      proxyJump: [],
      identitiesOnly: false,
      identityAgent: '/run/agent',
      strictHostKeyChecking: 'ask',
    },
  },
  'the first value counts': {
    config: 'Host ring*\n  Port 2222\n  User root\nHost *\n  Port 22\n  User nobody\n  ConnectTimeout 70\n',
    expected: { port: 2222, user: 'root', connectTimeout: 70 },
  },
  'a negated pattern': {
    config: 'Host * !ringtail\n  Port 1\nHost ringtail wombat\n  Port 2\n',
    expected: { port: 2 },
  },
  'keywords in any case, with an equals sign, in quotes': {
    config: 'hOsT ringtail\n  PORT=2222\n  user = "root"\n  # a comment\n',
    expected: { port: 2222, user: 'root' },
  },
  'the command line wins': {
    config: 'Host *\n  Port 1\n  User nobody\n  IdentityFile /configured\n',
    options: { user: 'root', port: 2222, identities: [keyPath] },
    expected: { port: 2222, user: 'root', identityFiles: [keyPath, '/configured'] },
  },
  'the host’s own user and port win': {
    config: 'Host *\n  Port 1\n',
    host: 'eve@ringtail:2022',
    options: { user: 'root', port: 2222 },
    expected: { port: 2022, user: 'eve' },
  },
  'a name of its own': {
    config: 'Host ringtail\n  HostName %h.example.org\n',
    expected: { hostName: 'ringtail.example.org' },
  },
  'an IPv6 address': { config: '', host: '[::1]:2222', expected: { hostName: '::1', port: 2222 } },
  'identities, expanded': {
    config: [
      'Host ringtail\n  HostName rt.example.org\n  User root\n  Port 2222',
      '  IdentityFile ~/.ssh/%r@%h:%p',
      '  IdentityFile "%d/a key/%n-%u-%i"',
      `  IdentityFile ${variable('KEYS')}/100%%h`,
      `  IdentityFile ${variable('UNSET')}/key`,
      '  IdentityFile ~eve/key',
      '  IdentityFile /%k/%L/%l',
      '  IdentitiesOnly yes',
      '  CertificateFile ~/%n-cert.pub',
    ].join('\n'),
    expected: {
      identityFiles: [
        `${home}/.ssh/root@rt.example.org:2222`,
        `${home}/a key/ringtail-ada-1234`,
        '/keys/100%h',
        '/ringtail/laptop/laptop.example.org',
      ],
      identitiesOnly: true,
      certificateFiles: [`${home}/ringtail-cert.pub`],
    },
  },
  'no identity': { config: 'IdentityFile none\n', expected: { identityFiles: [] } },
  'no agent': { config: 'IdentityAgent none\n', expected: { identityAgent: 'none' } },
  'the usual agent': { config: 'IdentityAgent SSH_AUTH_SOCK\n', expected: { identityAgent: '/run/agent' } },
  'an agent in a variable': { config: 'IdentityAgent $OTHER_AGENT\n', expected: { identityAgent: '/run/other' } },
  'an agent with a path': {
    config: 'IdentityAgent /run/%n/agent\n',
    expected: { identityAgent: '/run/ringtail/agent' },
  },
  'a chain of jumps': {
    config: 'ProxyJump a,eve@%h-gate:2222,ssh://eve@b:22,[::1]:22\n',
    expected: {
      proxyJump: [
        { label: 'a', name: 'a' },
        { label: 'eve@ringtail-gate:2222', name: 'ringtail-gate', user: 'eve', port: 2222 },
        { label: 'eve@b:22', name: 'b', user: 'eve', port: 22 },
        { label: '[::1]:22', name: '::1', port: 22 },
      ],
    },
  },
  'no jump': { config: 'Host ringtail\n  ProxyJump none\nHost *\n  ProxyJump gate\n', expected: { proxyJump: [] } },
  'a command': {
    config: 'ProxyCommand connect -x "%h" %p %r %n 100%% | tee %%h\n',
    options: { user: 'root' },
    expected: { proxyCommand: 'connect -x "ringtail" 22 root ringtail 100% | tee %h', proxyJump: [] },
  },
  'a jump before a command': {
    config: 'ProxyJump gate\nProxyCommand nc %h %p\n',
    expected: { proxyJump: [{ label: 'gate', name: 'gate' }] },
    unset: ['proxyCommand'],
  },
  'known hosts': {
    config: `UserKnownHostsFile "/a b/known hosts" /c/%k ${variable('KEYS')}/100%%h\nGlobalKnownHostsFile /d /e\nHostKeyAlias farm\nHashKnownHosts yes\n`,
    expected: {
      userKnownHostsFiles: ['/a b/known hosts', '/c/farm', '/keys/100%h'],
      globalKnownHostsFiles: ['/d', '/e'],
      hostKeyAlias: 'farm',
      hashKnownHosts: true,
    },
  },
  'no known hosts': {
    config: 'UserKnownHostsFile none\nGlobalKnownHostsFile none\n',
    expected: { userKnownHostsFiles: [], globalKnownHostsFiles: [] },
  },
  'known hosts of the command line stand alone': {
    config: 'UserKnownHostsFile /a\nGlobalKnownHostsFile /b\n',
    options: { knownHosts: keyPath },
    expected: { userKnownHostsFiles: [keyPath], globalKnownHostsFiles: [] },
  },
  'known hosts to be made': {
    config: '',
    options: { knownHosts: '~/new', acceptNew: true },
    expected: { userKnownHostsFiles: [join(home, 'new')] },
  },
  'checking is off': { config: 'StrictHostKeyChecking off\n', expected: { strictHostKeyChecking: 'no' } },
  'checking is strict': { config: 'StrictHostKeyChecking yes\n', expected: { strictHostKeyChecking: 'yes' } },
  'checking accepts new keys': {
    config: 'StrictHostKeyChecking accept-new\n',
    expected: { strictHostKeyChecking: 'accept-new' },
  },
  'host key algorithms': {
    config: 'HostKeyAlgorithms ssh-ed25519,rsa-sha2-512\n',
    expected: { hostKeyAlgorithms: ['ssh-ed25519', 'rsa-sha2-512'] },
  },
  'blocks of Match': {
    config: [
      'Host ringtail\n  HostName rt.example.org\n  User root',
      'Match host *.example.org user root,eve\n  Port 2222',
      'Match originalhost wombat\n  HostKeyAlias a',
      'Match !originalhost wombat\n  HostKeyAlias b',
      'Match all\n  ConnectTimeout 5',
    ].join('\n'),
    expected: { port: 2222, hostKeyAlias: 'b', connectTimeout: 5 },
  },
  'files included, by a pattern and by name, inside a block and out': {
    config: `Include ${home}/.ssh/config.d/*.conf ${home}/.ssh/none\nHost wombat\n  Include ${home}/.ssh/config.d/hidden\nHost *\n  User last\n`,
    expected: { port: 2201, hostKeyAlias: 'first', user: 'last' },
  },
};
writeFileSync(join(home, '.ssh/config.d/a.conf'), 'Host ringtail\n  Port 2201\nHost wombat\n  User wombat\n');
writeFileSync(join(home, '.ssh/config.d/b.conf'), 'HostKeyAlias first\nPort 2202\n');
writeFileSync(join(home, '.ssh/config.d/hidden'), 'User hidden\nConnectTimeout 99\n');

for (const [how, place, needed] of [
  ['by ssh', around, ['ssh']],
  ['without ssh', withoutSsh, []],
] as const) {
  t.test(`a host is resolved ${how}`, needs(...needed), async (t) => {
    for (const [name, row] of Object.entries(rows)) {
      writeFileSync(file, row.config);
      const resolved = await resolveHost(parseHost(row.host ?? 'ringtail'), options(row.options), place);
      const part = Object.fromEntries(Object.keys(row.expected).map((key) => [key, Reflect.get(resolved, key)]));
      t.same(part, row.expected, name);
      for (const key of row.unset ?? []) t.equal(resolved[key], undefined, `${name}: ${key}`);
    }
  });

  t.test(`a configuration that cannot be used is refused ${how}`, needs(...needed), async (t) => {
    const broken: Readonly<Record<string, RegExp>> = {
      'User "root\n': /--ssh-config .*(?:given config).*(?:line 1|Unexpected line break)/s,
      [`Include "${file}"\n`]: /--ssh-config .*(?:include|Too many recursive)/s,
    };
    for (const [text, message] of Object.entries(broken)) {
      writeFileSync(file, text);
      await t.rejects(resolveHost(parseHost('ringtail'), options(), place), { name: 'InputError', message }, text);
    }
    const unusable: Readonly<Record<string, RegExp>> = {
      'IdentityFile /%h/%z\n': /^ringtail: .*\/%h\/%z.*%z stands for nothing/,
      'Port abc\n': /"abc" as its port|Bad port 'abc'/,
      'ProxyJump -oProxyCommand=id\n': /begins with a dash|cannot be used/,
    };
    for (const [text, message] of Object.entries(unusable)) {
      writeFileSync(file, text);
      await t.rejects(resolveHost(parseHost('ringtail'), options(), place), { message }, text);
    }
  });
}

t.test('what the command line names must be there', async (t) => {
  const missing = join(home, 'missing');
  for (const more of [{ sshConfig: missing }, { identities: [missing] }, { knownHosts: missing }]) {
    const message = /^--[a-z-]+ .*\/missing does not exist$/;
    await t.rejects(resolveHost(parseHost('ringtail'), options(more), withoutSsh), { name: 'InputError', message });
  }
});

t.test('a user or port that is none is refused before ssh is asked', async (t) => {
  for (const more of [
    { user: '-oProxyCommand=id' },
    { user: 'a b' },
    { user: '' },
    { port: 0 },
    { port: 65536 },
    { port: Number.NaN },
  ]) {
    await t.rejects(
      resolveHost(parseHost('ringtail'), options(more), around),
      { name: 'InputError' },
      JSON.stringify(more),
    );
  }
});

/** A program in place of ssh. */
function imitation(text: string): Surroundings {
  const ssh = join(home, 'imitation');
  writeFileSync(ssh, `#!/bin/sh\n${text}\n`);
  chmodSync(ssh, 0o755);
  return { ...around, ssh };
}

t.test('ssh is given the name after a double dash, and nothing that a shell reads', async (t) => {
  writeFileSync(file, '');
  const place = imitation('printf "hostname"; for word; do printf " [%s]" "$word"; done; echo');
  const { hostName } = await resolveHost(parseHost('eve@ringtail:2222'), options({ identities: [keyPath] }), place);
  t.equal(hostName, `[-G] [-T] [-F] [${file}] [-o] [User=eve] [-o] [Port=2222] [-i] [${keyPath}] [--] [ringtail]`);
});

t.test('a person’s own configuration that cannot be used is the host’s trouble', async (t) => {
  const { sshConfig: _given, ...own } = options();
  const place = imitation('printf "config: line 3: Bad \\033[31moption\\r\\nconfig: terminating\\r\\n" >&2; exit 255');
  const message =
    'ringtail: your ssh configuration cannot be used: config: line 3: Bad \\x1b[31moption; config: terminating';
  await t.rejects(resolveHost(parseHost('ringtail'), own, place), { name: 'HostError', kind: 'unresolved', message });
  writeFileSync(join(home, '.ssh/config'), 'User "root\n');
  const parsed = {
    name: 'HostError',
    kind: 'unresolved',
    message: /^ringtail: .*\.ssh\/config: Unexpected line break/,
  };
  await t.rejects(resolveHost(parseHost('ringtail'), own, withoutSsh), parsed);
});

t.test('an ssh that does not come to an end is given up', async (t) => {
  const late = {
    name: 'HostError',
    kind: 'unresolved',
    message: /ssh -G gave no answer within 5 s; look for a slow "Match exec"/,
  };
  await t.rejects(resolveHost(parseHost('ringtail'), options(), imitation('exec sleep 60')), late);
});

t.test('without ssh, the person’s configuration goes before the system’s, and the usual files hold', async (t) => {
  const { sshConfig: _given, ...own } = options();
  writeFileSync(join(home, '.ssh/config'), 'Include config.d/b.conf\nHost ringtail\n  User root\n');
  writeFileSync(around.systemConfig, 'User nobody\nConnectTimeout 1m30s\n');
  const resolved = await resolveHost(parseHost('ringtail'), own, withoutSsh);
  t.match(resolved, { user: 'root', port: 2202, hostKeyAlias: 'first', connectTimeout: 90 });
  t.same(resolved.identityFiles.slice(0, 2), [join(home, '.ssh/id_rsa'), join(home, '.ssh/id_ecdsa')]);
  t.same(resolved.userKnownHostsFiles, [join(home, '.ssh/known_hosts'), join(home, '.ssh/known_hosts2')]);
  t.same(resolved.globalKnownHostsFiles, ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']);
  rmSync(join(home, '.ssh/config'));
  rmSync(around.systemConfig);
  t.match(await resolveHost(parseHost('ringtail'), own, withoutSsh), { user: 'ada', port: 22 });
});

t.test('without ssh, Match exec is told of and never run', async (t) => {
  const told: string[] = [];
  for (const not of ['', '!']) {
    writeFileSync(file, `Match ${not}exec "touch '${home}/ran'"\n  Port 2222\nCanonicalizeHostname yes\n`);
    t.match(await resolveHost(parseHost('ringtail'), options({ notify: (text) => told.push(text) }), withoutSsh), {
      port: 22,
    });
  }
  t.match(told, [/"Match exec" .* is passed over/, /"Match exec" .* is passed over/]);
  t.notOk(existsSync(join(home, 'ran')));
});

t.test('jumps', async (t) => {
  t.same(parseJumps('none'), []);
  t.same(parseJumps(''), []);
  for (const text of ['a,', 'a,,b', 'a b', 'a;id', 'ssh://', 'a:0'])
    t.throws(() => parseJumps(text), { name: 'HostError' }, text);
});
