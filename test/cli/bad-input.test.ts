import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { preflight } from '../support/preflight.ts';

const folder = await mkdtemp(join(tmpdir(), 'preflight-bad-input-'));
t.teardown(() => import('node:fs/promises').then(({ rm }) => rm(folder, { recursive: true })));

const document = { schemaVersion: 1, host: 'h', collectedAt: '2026-11-01T00:00:00Z', facts: {}, gaps: {}, from: {} };
const files: Record<string, string> = {
  'noise.json': 'not json at all',
  'later.json': JSON.stringify({ ...document, schemaVersion: 2 }),
  'proto.json':
    '{"schemaVersion":1,"host":"h","collectedAt":"2026-11-01T00:00:00Z","facts":{"sysctl":{"__proto__":{"live":0}}},"gaps":{},"from":{}}',
  'shape.json': JSON.stringify({ ...document, facts: { btf: 'yes' } }),
  'extra.json': JSON.stringify({ ...document, facts: { surprise: 1 } }),
  'array.json': '[]',
  'empty.json': '',
  'duplicate.yaml': pack('checks: [ CHECK, CHECK ]'),
  'unknown-key.yaml': pack('checks: [ CHECK ]\ncheks: []'),
  'pointer.yaml': pack('checks: [ CHECK ]').replace('fact: /btf', 'fact: "/a~2"'),
  'untyped.yaml': pack('checks: [ CHECK ]').replace('{ const: true }', '{ minimum: 1 }'),
  'broken.yaml': 'pack: [',
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
  ['an unknown option', ['check', '--facts', 'x', '--frobnicate'], /frobnicate/],
  ['a host that begins with a dash', ['check', '--', '-oProxyCommand=true'], /-oProxyCommand/],
  ['a host with a space', ['check', 'a b'], /a b/],
  ['a port that is none', ['check', 'host:99999'], /99999/],
  ['a timeout of nothing', ['check', '--timeout', '0'], /--timeout/],
  ['a concurrency that is no number', ['check', '--concurrency', 'many'], /--concurrency/],
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
  ['an output that is a folder', ['check', '--output', 'json=.'], /folder/],
  ['facts that are not there', ['check', '--facts', 'none.json'], /none\.json.*preflight facts/],
  ['facts that are no JSON', ['check', '--facts', 'noise.json'], /noise\.json: not JSON/],
  ['facts of a later version', ['check', '--facts', 'later.json'], /version 2/],
  ['facts with __proto__', ['check', '--facts', 'proto.json'], /__proto__/],
  ['facts of a wrong shape', ['check', '--facts', 'shape.json'], /\/facts\/btf/],
  ['facts with what no schema knows', ['check', '--facts', 'extra.json'], /surprise/],
  ['facts that are a list', ['check', '--facts', 'array.json'], /array\.json/],
  ['facts that are empty', ['check', '--facts', 'empty.json'], /empty\.json/],
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
