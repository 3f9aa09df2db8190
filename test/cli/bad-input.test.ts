import { execFile } from 'node:child_process';
import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { startFakeNtfy } from '../fakes/ntfy.ts';
import { preflight } from '../support/preflight.ts';

const folder = await mkdtemp(join(tmpdir(), 'preflight-bad-input-'));
t.teardown(() => import('node:fs/promises').then(({ rm }) => rm(folder, { recursive: true })));

const document = { schemaVersion: 1, host: 'h', collectedAt: '2026-11-01T00:00:00Z', facts: {}, gaps: {}, from: {} };
const files: Record<string, string | Buffer> = {
  'noise.json': 'not json at all',
  'later.json': JSON.stringify({ ...document, schemaVersion: 2 }),
  'proto.json':
    '{"schemaVersion":1,"host":"h","collectedAt":"2026-11-01T00:00:00Z","facts":{"sysctl":{"__proto__":{"live":0}}},"gaps":{},"from":{}}',
  'shape.json': JSON.stringify({ ...document, facts: { btf: 'yes' } }),
  'extra.json': JSON.stringify({ ...document, facts: { surprise: 1 } }),
  'array.json': '[]',
  'empty.json': '',
  'deep.json': '['.repeat(200_000) + ']'.repeat(200_000),
  'date.json': JSON.stringify({ ...document, collectedAt: '2026-13-45T00:00:00Z' }),
  'latin1.json': Buffer.from(JSON.stringify({ ...document, host: 'h\xe9' }), 'latin1'),
  'duplicate.yaml': pack('checks: [ CHECK, CHECK ]'),
  'unknown-key.yaml': pack('checks: [ CHECK ]\ncheks: []'),
  'pointer.yaml': pack('checks: [ CHECK ]').replace('fact: /btf', 'fact: "/a~2"'),
  'untyped.yaml': pack('checks: [ CHECK ]').replace('{ const: true }', '{ minimum: 1 }'),
  'broken.yaml': 'pack: [',
  // Asked of a text of 40 letters, it would take days.
  'catastrophe.yaml': pack('checks: [ CHECK ]')
    .replace('fact: /btf', 'fact: /kernel/release')
    .replace('{ const: true }', '{ type: string, pattern: "^(a+)+$" }'),
};

/** A pack of one check, as flow YAML. */
function pack(body: string): string {
  const check =
    '{ id: a.b, title: T, axis: policy, severity: blocker, fact: /btf, require: { const: true }, why: W, risk: R, sources: [s], runbook: r }';
  return `pack: p\n${body.replaceAll('CHECK', check)}\n`;
}

// words, and what the one message must name
const table: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no command', [], /Name a command/],
  ['an unknown command', ['chekc'], /chekc|check/],
  ['no id', ['explain'], /^preflight: A word is missing\. See: preflight explain --help\n$/],
  ['nothing to compare', ['diff'], /^preflight: Words are missing\. See: preflight diff --help\n$/],
  ['an unknown option', ['check', '--facts', 'x', '--frobnicate'], /frobnicate/],
  ['a host that begins with a dash', ['check', '--', '-oProxyCommand=true'], /-oProxyCommand/],
  ['a host with marks that turn text round', ['check', 'a\u202eb'], /a\\u\{202e\}b.*is not a host/],
  ['a host with a space', ['check', 'a b'], /a b/],
  ['a port that is none', ['check', 'host:99999'], /99999/],
  ['a timeout of nothing', ['check', '--timeout', '0'], /--timeout/],
  ['a concurrency that is no number', ['check', '--concurrency', 'many'], /--concurrency/],
  ['an axis twice', ['check', '--facts', 'ok.json', '--axis', 'policy', '--axis', 'function'], /--axis is given twice/],
  ['a file to write twice', ['nix', '--facts', 'ok.json', '-o', 'a', '-o', 'b'], /--out is given twice/],
  ['a set without a value', ['check', '--set', 'alloy'], /NAME=VALUE/],
  ['a set that no pack knows', ['check', '--set', 'aloy=1', '--facts', 'ok.json'], /alloy/],
  ['a parameter given twice', ['check', '--set', 'alloy=1.13.1', '--alloy-version', '1.12.0'], /twice/],
  ['a pack that is not there', ['check', '--pack', 'proflling'], /profiling/],
  ['a pack file that is not there', ['check', '--pack', './none.yaml'], /none\.yaml/],
  ['an age that is none', ['check', '--max-age', 'soon'], /soon.*24h|24h/],
  ['a format that is none', ['check', '--format', 'xml'], /xml/],
  ['an output without a format', ['check', '--output', 'report.json'], /FORMAT=FILE/],
  ['an output of no format', ['check', '--output', 'docx=report'], /docx.*json/],
  ['an output into no folder', ['check', '--output', 'json=none/report.json'], /none/],
  ['an output to standard output', ['check', '--output', 'json=-'], /--format json/],
  ['an output named twice', ['check', '--output', 'json=a.json', '--output', 'pretty=./a.json'], /twice/],
  ['an output that is a folder', ['check', '--output', 'json=.'], /folder/],
  ['facts that are not there', ['check', '--facts', 'none.json'], /none\.json.*preflight facts/],
  ['facts that are no JSON', ['check', '--facts', 'noise.json'], /noise\.json: not JSON/],
  ['facts of a later version', ['check', '--facts', 'later.json'], /version 2/],
  ['facts with __proto__', ['check', '--facts', 'proto.json'], /__proto__/],
  ['facts of a wrong shape', ['check', '--facts', 'shape.json'], /\/facts\/btf/],
  ['facts with what no schema knows', ['check', '--facts', 'extra.json'], /surprise/],
  ['facts that are a list', ['check', '--facts', 'array.json'], /array\.json/],
  ['facts that are empty', ['check', '--facts', 'empty.json'], /empty\.json/],
  ['facts that are nested without an end', ['check', '--facts', 'deep.json'], /deep\.json: nested/],
  ['facts of no date', ['check', '--facts', 'date.json', '--max-age', '1h'], /date\.json: .*\/collectedAt.*2026-13-45/],
  ['facts that are no UTF-8', ['check', '--facts', 'latin1.json'], /latin1\.json: not UTF-8/],
  ['facts in a folder', ['check', '--facts', '.'], /cannot be read \(EISDIR\)/],
  ['facts on a standard input that is empty', ['check', '--facts', '-'], /standard input: not JSON/],
  ['facts of 200 MB', ['check', '--facts', '/dev/zero'], /larger than/],
  ['an ssh config that is not there', ['check', '--ssh-config', 'none', 'host'], /none/],
  ['a sudo command with shell text', ['check', '--sudo-command', 'sudo;reboot', 'host'], /sudo/],
  ['a pack that is no YAML', ['check', '--facts', 'ok.json', '--pack', './broken.yaml'], /broken\.yaml:\d+/],
  [
    'a pack with an unknown key',
    ['check', '--facts', 'ok.json', '--pack', './unknown-key.yaml'],
    /unknown-key\.yaml:3:1.*cheks.*checks/s,
  ],
  ['a pack with an id twice', ['check', '--facts', 'ok.json', '--pack', './duplicate.yaml'], /duplicate\.yaml:2.*a\.b/],
  ['a pack with a bad pointer', ['check', '--facts', 'ok.json', '--pack', './pointer.yaml'], /pointer\.yaml:2.*~2/],
  [
    'a pack with an untyped schema',
    ['check', '--facts', 'ok.json', '--pack', './untyped.yaml'],
    /untyped\.yaml:2.*type/,
  ],
  ['a check that no pack has', ['explain', 'sysctl.kptr-restrct'], /sysctl\.kptr-restrict/],
  ['a kind of rules that there is not', ['list', '--kind', 'alloi'], /alloi/],
  ['a prefix of nothing', ['list', 'alloi'], /alloi/],
  ['facts of two hosts in one file', ['facts', 'a', 'b', '-o', 'one.json'], /folder/],
  ['a module for two hosts', ['nix', 'a', 'b'], /one host/],
  ['a module over a file of somebody else', ['nix', '--facts', 'ok.json', '-o', 'noise.json'], /noise\.json/],
];

t.test('bad input ends in one message, exit code 2, and nothing on standard output', async (t) => {
  await writeFile(join(folder, 'ok.json'), JSON.stringify(document));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  for (const [what, words, message] of table) {
    const { code, stdout, stderr } = await preflight(words, { cwd: folder });
    t.equal(code, 2, `${what}: exit code ${stderr}`);
    t.equal(stdout, '', `${what}: standard output is empty`);
    t.match(stderr, message, `${what}: says what and where`);
    t.notMatch(stderr, /^\s+at .*:\d+:\d+/m, `${what}: no stack trace`);
    t.ok(stderr.split('\n').length <= 8, `${what}: one short message`);
  }
});

t.test('what lies in facts is shown and does nothing', async (t) => {
  const hostile = { ...document, host: 'h\x1b]0;owned\x07', facts: { kernel: { release: '6.1\0\x1b[2J\u202e' } } };
  const file = join(folder, 'hostile.json');
  await writeFile(file, JSON.stringify(hostile));
  const { stdout, stderr } = await preflight(['check', '--facts', file, '--alloy-version', '1.13.1', '--verbose']);
  t.match(stdout, 'h\\x1b]0;owned\\x07');
  t.match(stdout, '6.1\\u0000\\u001b[2J');
  t.notMatch(stdout + stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});

t.test('a pattern without an end is broken off', async (t) => {
  const file = join(folder, 'long.json');
  await writeFile(file, JSON.stringify({ ...document, facts: { kernel: { release: `${'a'.repeat(40)}!` } } }));
  const { code, stderr } = await preflight(['check', '--facts', file, '--pack', './catastrophe.yaml'], { cwd: folder });
  t.equal(code, 2, stderr);
  t.match(stderr, /catastrophe\.yaml:2:\d+: .*pattern/);
  t.notMatch(stderr, /^\s+at /m);
});

t.test('facts come from any kind of standard input', async (t) => {
  const { code, stdout, stderr } = await preflight(['check', '--facts', '-', '--format', 'json'], {
    input: JSON.stringify(document),
  });
  t.equal(code, 3, stderr);
  t.equal(JSON.parse(stdout).targets[0].name, 'h');
});

t.test('an output that fails at the end is a failure of preflight, and the report was shown', async (t) => {
  const { code, stdout, stderr } = await preflight(['check', '--facts', 'ok.json', '--output', 'json=/dev/full'], {
    cwd: folder,
  });
  t.equal(code, 4);
  t.match(stdout, /UNDETERMINED/);
  t.equal(stderr, 'preflight: /dev/full: could not be written (ENOSPC).\n');
});

t.test('standard output that is full, or whose reader has gone', async (t) => {
  for (const words of ['check --facts ok.json', 'list', '--version']) {
    const full = await shell(`"$0" "$1" ${words} >/dev/full`);
    t.equal(full.code, 4, `${words}: ${full.stderr}`);
    t.notMatch(full.stderr, /^\s+at /m, words);
  }
  const gone = await shell('{ "$0" "$1" check --facts ok.json --format json; echo "code $?" >&2; } | true');
  t.equal(gone.stderr, 'code 3\n', 'the verdict stays what it is');
});

t.test('everything that is full is named, and a person is told all the same', async (t) => {
  const ntfy = await startFakeNtfy();
  t.teardown(ntfy.stop);
  const outputs = '--output json=/dev/full --output tap=/proc/self/root/dev/full --output junit=whole.xml';
  const { code, stderr } = await shell(
    `"$0" "$1" check --facts ok.json ${outputs} --notify ntfy:${ntfy.url}/hosts --notify-when always >/dev/full`,
  );
  t.equal(code, 4);
  t.equal(
    stderr,
    'preflight: /dev/full: could not be written (ENOSPC). /proc/self/root/dev/full: could not be written (ENOSPC). Standard output could not be written to (ENOSPC).\n',
  );
  t.match(await readFile(join(folder, 'whole.xml'), 'utf8'), /<testsuites/);
  t.equal(ntfy.messages.length, 1);
});

t.test('a link at the output is replaced, and what it led to is left alone', async (t) => {
  const write = () => preflight(['check', '--facts', 'ok.json', '--output', 'json=report.json'], { cwd: folder });
  await writeFile(join(folder, 'precious'), '');
  await symlink('precious', join(folder, 'report.json'));
  t.equal((await write()).code, 3);
  t.equal(await readFile(join(folder, 'precious'), 'utf8'), '');
  t.equal(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')).schemaVersion, 1);
});

t.test('the age of facts, up to the second', async (t) => {
  const aged = async (seconds: number) => {
    const collectedAt = new Date(Date.now() - seconds * 1000).toISOString();
    await writeFile(join(folder, 'aged.json'), JSON.stringify({ ...document, collectedAt }));
    const words = ['check', '--facts', 'aged.json', '--max-age', '1h', '--format', 'json'];
    return JSON.parse((await preflight(words, { cwd: folder })).stdout).targets[0].stale;
  };
  t.equal(await aged(3500), undefined);
  t.equal(await aged(3601), true);
  t.equal(await aged(-60), undefined, 'clocks differ a little');
  t.equal(await aged(-600), true, 'a time ahead proves nothing');
});

/** Runs a line of sh, whose $0 is node and $1 the built command, in the folder. */
function shell(line: string): Promise<{ code: number | null; stderr: string }> {
  return new Promise((done) => {
    const words = ['-c', line, process.execPath, resolve('dist/preflight.js')];
    const child = execFile('/bin/sh', words, { cwd: folder }, (_error, _stdout, stderr) =>
      done({ code: child.exitCode, stderr }),
    );
  });
}
