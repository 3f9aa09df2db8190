import { deepEqual } from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { excerpt } from '../../src/base/display.ts';
import { matchesList, matchesPattern } from '../../src/base/wildcards.ts';
import { entriesFor, knownName, nameHash } from '../../src/host/known-hosts/entries.ts';
import { fingerprint, keyTypeOf } from '../../src/host/known-hosts/key.ts';
import { rememberHostKey } from '../../src/host/known-hosts/remember.ts';
import { type TrustOptions, trustHost } from '../../src/host/known-hosts/trust.ts';
import { type HostKeyQuery, knownKeyTypes, verifyHostKey } from '../../src/host/known-hosts/verify.ts';
import { needs } from '../support/needs.ts';
import { startSshd } from './support/sshd.ts';

const folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'known_hosts');

/** A made-up public key: nothing here looks behind the type. */
function madeUp(type: string, seed: string): Buffer {
  const string = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return Buffer.concat([string(Buffer.from(type)), string(Buffer.alloc(32, seed))]);
}

const key = madeUp('ssh-ed25519', 'a');
const other = madeUp('ssh-ed25519', 'b');
const rsa = madeUp('ssh-rsa', 'a');
const line = (names: string, blob: Buffer, mark = '') =>
  `${mark}${names} ${keyTypeOf(blob)} ${blob.toString('base64')}`;

let made: string[] | undefined;

/** Public keys that ssh-keygen takes for such, as they stand in known_hosts. */
function realKeys(): string[] {
  made ??= ['ed25519', 'ecdsa', 'rsa'].map((type) => {
    const path = join(folder, `real-${type}`);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path]);
    return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  });
  return made;
}

interface Situation {
  readonly text: string;
  readonly host?: string;
  readonly port?: number;
  readonly alias?: string;
  readonly expected: object;
}

const known = (at: number) => ({ kind: 'known', file, line: at });
const salt = Buffer.alloc(20, 's').toString('base64');
const unknown = { kind: 'unknown', otherTypes: [] };

const situations: Readonly<Record<string, Situation>> = {
  'an empty file': { text: '', expected: unknown },
  'the plain name': { text: line('ringtail', key), expected: known(1) },
  'a name in capitals': { text: line('RingTail', key), host: 'rINGtail', expected: known(1) },
  'one of several names': { text: line('a,ringtail,b', key), expected: known(1) },
  'an address': { text: line('192.0.2.7', key), host: '192.0.2.7', expected: known(1) },
  'after comments, blank and broken lines': {
    text: [
      '# ringtail',
      '',
      '   ',
      'ringtail',
      'ringtail ssh-ed25519',
      'ringtail ssh-ed25519 !!!!',
      line('ringtail', key),
    ].join('\n'),
    expected: known(7),
  },
  'blanks and tabs around': {
    text: ` \t${line('ringtail', key).replaceAll(' ', ' \t ')}  comment`,
    expected: known(1),
  },
  'a line that ends as in DOS': { text: `${line('ringtail', key)}\r\n`, expected: known(1) },
  'a type that is not the key’s': {
    text: `ringtail ssh-rsa ${key.toString('base64')}`,
    expected: unknown,
  },
  'a port of its own': { text: line('[ringtail]:2222', key), port: 2222, expected: known(1) },
  'a port, known without': { text: line('ringtail', key), port: 2222, expected: known(1) },
  'a port, another key known without': { text: line('ringtail', other), port: 2222, expected: unknown },
  'a port, revoked without': {
    text: line('ringtail', key, '@revoked '),
    port: 2222,
    expected: { kind: 'revoked', file, line: 1 },
  },
  'a port, changed although known without': {
    text: [line('ringtail', key), line('[ringtail]:2222', other)].join('\n'),
    port: 2222,
    expected: { kind: 'changed', file, line: 2, known: fingerprint(other) },
  },
  'port 22 does not take the key of another port': { text: line('[ringtail]:2222', key), expected: unknown },
  'an alias': { text: line('farm', key), alias: 'Farm', port: 2222, expected: known(1) },
  'an alias hides the name': { text: line('ringtail', key), alias: 'farm', expected: unknown },
  'a wildcard': { text: line('*.example.org', key), host: 'ringtail.example.org', expected: known(1) },
  'a question mark': { text: line('ringtai?', key), expected: known(1) },
  'a wildcard with a negation before': { text: line('!ringtail,*', key), expected: unknown },
  'a wildcard with a negation after': { text: line('*,!RINGTAIL', key), expected: unknown },
  'a second key of the type': { text: [line('ringtail', other), line('ringtail', key)].join('\n'), expected: known(2) },
  'another key': {
    text: line('ringtail', other),
    expected: { kind: 'changed', file, line: 1, known: fingerprint(other) },
  },
  'another type': { text: line('ringtail', rsa), expected: { kind: 'unknown', otherTypes: ['ssh-rsa'] } },
  'revoked after it was known': {
    text: [line('ringtail', key), line('*', key, '@revoked ')].join('\n'),
    expected: { kind: 'revoked', file, line: 2 },
  },
  'another key revoked': {
    text: [line('*', other, '@revoked '), line('ringtail', key)].join('\n'),
    expected: known(2),
  },
  'only another key revoked': { text: line('*', other, '@revoked '), expected: unknown },
  'an authority': { text: line('*', other, '@cert-authority '), expected: { kind: 'authority-only', file, line: 1 } },
  'the authority’s own key': {
    text: line('*', key, '@cert-authority '),
    expected: { kind: 'authority-only', file, line: 1 },
  },
  'an authority beside the key': {
    text: [line('*', other, '@cert-authority '), line('ringtail', key)].join('\n'),
    expected: known(2),
  },
  'a marker that is none': { text: line('ringtail', key, '@trusted '), expected: unknown },
  'two markers': { text: line('ringtail', key, '@revoked @cert-authority '), expected: unknown },
  'a hashed name': {
    text: line(`|1|${salt}|${nameHash('ringtail', Buffer.from(salt, 'base64'))}`, key),
    expected: known(1),
  },
  'a hashed name of another version': {
    text: line(`|2|${salt}|${nameHash('ringtail', Buffer.from(salt, 'base64'))}`, key),
    expected: unknown,
  },
  'a hashed name that is broken': {
    text: ['|1|', '|1|x', '|', '|2|a|b', '|1||'].map((n) => line(n, key)).join('\n'),
    expected: unknown,
  },
};

t.test('a key is judged by the lines that speak of the host', async (t) => {
  for (const [name, { text, expected, host = 'ringtail', port = 22, alias }] of Object.entries(situations)) {
    writeFileSync(file, text);
    const query = { host, port, key, files: [file], ...(alias === undefined ? {} : { alias }) };
    t.same(await verifyHostKey(query), expected, name);
  }
});

t.test('files are read in order; one that is missing, empty or /dev/null is passed over', async (t) => {
  writeFileSync(file, line('ringtail', key));
  const files = [join(folder, 'missing'), join(file, 'below'), '/dev/null', file];
  t.same(await verifyHostKey({ host: 'ringtail', port: 22, key, files }), known(1));
});

t.test('a file that cannot be read, or is too large, is no reason to trust', async (t) => {
  const large = join(folder, 'large');
  writeFileSync(large, Buffer.alloc((16 << 20) + 1, '\n'));
  for (const [path, reason] of [
    [large, /large: it is larger than 16 MB/],
    [folder, /cannot be read|EISDIR/],
  ] as const) {
    const query = { host: 'ringtail', port: 22, key, files: [path] };
    await t.rejects(verifyHostKey(query), { name: 'HostError', kind: 'untrusted', message: reason });
  }
});

t.test('a hundred thousand lines are read', async (t) => {
  const lines = Array.from({ length: 100_000 }, (_, at) => line(`host${at}.example.org`, at === 99_999 ? key : other));
  writeFileSync(file, lines.join('\n'));
  t.same(await verifyHostKey({ host: 'host99999.example.org', port: 22, key, files: [file] }), known(100_000));
});

t.test('the types to ask for are those that are known', async (t) => {
  writeFileSync(
    file,
    [
      line('ringtail', rsa),
      line('ringtail', key),
      line('ringtail', other),
      line('*', rsa, '@cert-authority '),
      line('[x]:22022', key),
    ].join('\n'),
  );
  t.same(await knownKeyTypes('ringtail', 22, undefined, [file]), ['ssh-rsa', 'ssh-ed25519']);
  t.same(
    await knownKeyTypes('ringtail', 2222, undefined, [file]),
    ['ssh-rsa', 'ssh-ed25519'],
    'by the name without a port',
  );
  t.same(await knownKeyTypes('x', 22022, undefined, [file]), ['ssh-ed25519']);
  t.same(await knownKeyTypes('wombat', 22, undefined, [file]), []);
  t.same(await knownKeyTypes('wombat', 22, 'ringtail', [file]), ['ssh-rsa', 'ssh-ed25519'], 'by the alias');
});

t.test('patterns match as those of a shell do', async (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(text, pattern, (text, pattern) => {
      const source = [...pattern].map((c) =>
        c === '*' ? '[^]*' : c === '?' ? '[^]' : `\\x${c.charCodeAt(0).toString(16)}`,
      );
      return matchesPattern(text, pattern) === new RegExp(`^${source.join('')}$`).test(text);
    }),
  );
  t.notOk(matchesPattern('a'.repeat(5000), `${'*a'.repeat(500)}b`), 'a pattern made to be slow ends');
  t.notOk(matchesList('a', []));
});

t.test('the lines found are those that ssh-keygen -F finds', needs('ssh-keygen'), async () => {
  const name = fc.constantFrom('a', 'b', 'ab', 'A.example', 'b.example', '192.0.2.1', '::1', 'xn--a');
  const place = fc.record({ name, port: fc.constantFrom(22, 22, 2222, 22022) });
  const pattern = fc.oneof(
    place.map(({ name, port }) => (port === 22 ? name : `[${name}]:${port}`)),
    fc.constantFrom('*', '?', '*.example', '!a', '!*.example', '[*]:2222', '[a]:*', 'B', '*a*', ''),
  );
  const names = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((patterns) => patterns.join(','));
  const mark = fc.constantFrom('', '', '', '@revoked ', '@cert-authority ', '@other ');
  const real = realKeys();
  const full = fc.tuple(mark, names, fc.constantFrom(...real)).map(([mark, names, key]) => `${mark}${names} ${key}`);
  const broken = fc.constantFrom('', '# a', 'a', '@revoked', ' \t', 'b ', `\t a \t ${real[0]}`, `a ${real[0]}\r`);
  const lines = fc.array(fc.oneof({ weight: 6, arbitrary: full }, broken), { maxLength: 30 });
  const found = (query: string) => {
    const { stdout } = spawnSync('ssh-keygen', ['-F', query, '-f', file], { encoding: 'utf8' });
    return [...stdout.matchAll(/^# Host .* found: line (\d+) ?(CA|REVOKED)?/gm)].map(
      ([, at, mark]) => `${at} ${mark ?? ''}`,
    );
  };
  const marks = { revoked: 'REVOKED', 'cert-authority': 'CA' };
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.array(place, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      async (lines, places, hash) => {
        writeFileSync(file, lines.map((text) => `${text}\n`).join(''));
        // Lines of which ssh-keygen cannot make sense keep it from hashing the others.
        if (hash) spawnSync('ssh-keygen', ['-H', '-f', file]);
        for (const { name, port } of places) {
          const entries = await entriesFor(knownName(name, port), [file]);
          const own = entries.map(({ line, marker }) => `${line} ${marker ? marks[marker] : ''}`);
          deepEqual(own, found(knownName(name, port)), `${knownName(name, port)} in\n${readFileSync(file, 'utf8')}`);
        }
      },
    ),
    { numRuns: 60 },
  );
});

t.test('ssh itself trusts and refuses the same', needs('ssh', 'ssh-keygen', '/usr/sbin/sshd'), async (t) => {
  const sshd = await startSshd(join(folder, 'sshd'), []);
  t.teardown(() => sshd.stop());
  const [, type = '', encoded = ''] = sshd.knownHostsLine.trim().split(' ');
  const own = `${type} ${encoded}`;
  const [, , foreign = ''] = realKeys();
  const name = `[127.0.0.1]:${sshd.port}`;
  const texts: Readonly<Record<string, boolean>> = {
    '': false,
    [`${name} ${own}`]: true,
    [`${name} ${own}\r`]: true,
    [`127.0.0.1 ${own}`]: true,
    [`* ${own}`]: true,
    [`*,!${name} ${own}`]: true,
    [`*,!${name},!127.* ${own}`]: false,
    [`${name} ${foreign}`]: false,
    [`127.0.0.1 ${foreign}\n${name} ${own}`]: true,
    [`${name} ${own}\n@revoked * ${own}`]: false,
    [`127.0.0.1 ${own}\n@revoked 127.0.0.1 ${own}`]: false,
    [`@cert-authority * ${own}`]: false,
    [`@revoked @cert-authority * ${own}\n${name} ${own}`]: true,
    [`@other ${name} ${own}`]: false,
    [`${name} ssh-rsa ${encoded}`]: false,
  };
  for (const [text, trusted] of Object.entries(texts)) {
    writeFileSync(file, `${text}\n`);
    const options = [
      'BatchMode=yes',
      `UserKnownHostsFile=${file}`,
      'GlobalKnownHostsFile=none',
      'StrictHostKeyChecking=yes',
      'IdentityFile=none',
      'IdentityAgent=none',
    ];
    const args = [
      ...options.flatMap((option) => ['-o', option]),
      '-F',
      'none',
      '-p',
      String(sshd.port),
      '127.0.0.1',
      'true',
    ];
    const { stderr } = spawnSync('ssh', args, { encoding: 'utf8' });
    t.equal(!/Host key verification failed/.test(stderr), trusted, `ssh: ${excerpt(text, 80)}`);
    const query = { host: '127.0.0.1', port: sshd.port, key: Buffer.from(encoded, 'base64'), files: [file] };
    t.equal((await verifyHostKey(query)).kind === 'known', trusted, `preflight: ${excerpt(text, 80)}`);
  }
});

t.test('a new key is remembered where ssh finds it', needs('ssh-keygen'), async (t) => {
  const path = join(folder, 'new', 'known_hosts');
  t.equal(await rememberHostKey(path, 'Ringtail', 22, key), true);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.equal(statSync(join(folder, 'new')).mode & 0o777, 0o700);
  t.equal(readFileSync(path, 'utf8'), `${line('ringtail', key)}\n`);
  writeFileSync(path, '# no line break at the end');
  await Promise.all([
    rememberHostKey(path, 'ringtail', 2222, key, { hashNames: true }),
    rememberHostKey(path, 'wombat', 22, key),
    rememberHostKey(path, 'wombat', 22, other),
  ]);
  t.equal(readFileSync(path, 'utf8').split('\n').length, 4, 'each once, in a line of its own');
  t.notMatch(readFileSync(path, 'utf8'), /ringtail/);
  for (const name of ['[ringtail]:2222', 'wombat']) {
    t.match(spawnSync('ssh-keygen', ['-F', name, '-f', path], { encoding: 'utf8' }).stdout, /found: line/, name);
  }
});

t.test('nothing is remembered for a host of which a line speaks', async (t) => {
  for (const text of [
    line('ringtail', other),
    line('*', key, '@revoked '),
    line('*', key, '@cert-authority '),
    line('ringtail', rsa),
  ]) {
    writeFileSync(file, text);
    t.equal(await rememberHostKey(file, 'ringtail', 22, key), false);
    t.equal(readFileSync(file, 'utf8'), text);
  }
});

const query = (more: Partial<HostKeyQuery> = {}): HostKeyQuery => ({
  host: 'ringtail',
  port: 22,
  key,
  files: [file],
  ...more,
});
const trust = (more: Partial<TrustOptions> = {}): TrustOptions => ({
  who: 'rt',
  address: { label: 'rt', name: 'rt' },
  acceptNew: false,
  rememberIn: file,
  ...more,
});

t.test('a host is trusted by a known key', async (t) => {
  writeFileSync(file, line('ringtail', key));
  t.same(await trustHost(query(), trust()), { fingerprint: fingerprint(key) });
});

t.test('a refusal says what was offered, what is known where, and the way out', async (t) => {
  const changed = [
    /^rt: /,
    fingerprint(key),
    fingerprint(other),
    `${file}:1`,
    /attack/,
    `ssh-keygen -f ${file} -R ringtail`,
  ];
  const rows: readonly (readonly [string, string, Partial<TrustOptions>, readonly (string | RegExp)[]])[] = [
    ['unknown', '', {}, [/^rt: /, fingerprint(key), file, /"ssh rt"/, /--accept-new/, /ssh_host_ed25519_key\.pub/]],
    [
      'unknown, with user and port',
      '',
      { address: { label: 'x', name: 'rt', user: 'ada', port: 2222 } },
      [/"ssh -p 2222 ada@rt"/],
    ],
    ['another type', line('ringtail', rsa), {}, [/ssh-rsa/, /attack/, fingerprint(key)]],
    ['another type, accept new', line('ringtail', rsa), { acceptNew: true }, [/--accept-new does not accept it/]],
    ['changed', line('ringtail', other), {}, changed],
    ['changed, accept new', line('ringtail', other), { acceptNew: true }, changed],
    ['revoked', line('*', key, '@revoked '), {}, [/revoked/, `${file}:1`, fingerprint(key)]],
    ['revoked, accept new', line('*', key, '@revoked '), { acceptNew: true }, [/revoked/]],
    ['authority', line('*', other, '@cert-authority '), {}, [/--transport openssh/, `${file}:1`]],
    ['authority, accept new', line('*', other, '@cert-authority '), { acceptNew: true }, [/--transport openssh/]],
    [
      'a note',
      '',
      { note: 'StrictHostKeyChecking no is not followed' },
      [/\. StrictHostKeyChecking no is not followed$/],
    ],
  ];
  for (const [name, text, options, wanted] of rows) {
    writeFileSync(file, text);
    const error: unknown = await trustHost(query(), trust(options)).catch((error: unknown) => error);
    for (const part of wanted)
      t.match(error, { name: 'HostError', kind: 'untrusted', message: part }, `${name}: ${part}`);
    t.equal(readFileSync(file, 'utf8'), text, `${name}: nothing is written`);
  }
});

t.test('--accept-new remembers a key, and the next run finds it', async (t) => {
  for (const more of [{}, { port: 2222 }, { alias: 'farm', port: 2222 }]) {
    writeFileSync(file, '');
    t.same(await trustHost(query(more), trust({ acceptNew: true })), {
      fingerprint: fingerprint(key),
      remembered: file,
    });
    t.same(await trustHost(query(more), trust()), { fingerprint: fingerprint(key) });
    await t.rejects(trustHost(query({ ...more, key: other }), trust({ acceptNew: true })), { message: /has changed/ });
  }
});

t.test('a key that cannot be remembered is not accepted', async (t) => {
  writeFileSync(file, '');
  const rememberIn = join(file, 'below', 'known_hosts');
  await t.rejects(trustHost(query(), trust({ acceptNew: true, rememberIn })), {
    kind: 'untrusted',
    message: /cannot be remembered in/,
  });
});

t.test('the fingerprint is the one that ssh-keygen shows', needs('ssh-keygen'), async (t) => {
  for (const text of realKeys()) {
    const { stdout } = spawnSync('ssh-keygen', ['-lf', '-'], { input: text, encoding: 'utf8' });
    const blob = Buffer.from(text.split(' ')[1] ?? '', 'base64');
    t.match(stdout, fingerprint(blob));
    t.equal(keyTypeOf(blob), text.split(' ')[0]);
  }
  for (const bytes of [[], [0, 0, 0, 9, 65], [255, 255, 255, 255], [0, 0, 0, 1, 10]])
    t.equal(keyTypeOf(Buffer.from(bytes)), undefined);
});
