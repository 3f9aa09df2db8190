// What the server's decoder takes and refuses. The tables of YAML and of variables were measured with the libraries that it uses.
import fc from 'fast-check';
import t from 'tap';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { mapSpan } from '../../src/base/source-map.ts';
import { checkPyroscope, type Options } from '../../src/pyroscope/check.ts';
import { goSeconds, prometheusSeconds } from '../../src/pyroscope/duration.ts';
import { expandVariables } from '../../src/pyroscope/expand/expand.ts';
import { checkOverrides } from '../../src/pyroscope/overrides.ts';
import { pyroscopeRules, serverRules } from '../../src/pyroscope/rules/all.ts';
import { parsePyroscopeVersion } from '../../src/pyroscope/version.ts';

const shapes = new Set(
  pyroscopeRules.filter((rule) => !serverRules.some(({ id }) => id === rule.id)).map(({ id }) => id),
);

async function check(text: string, minor = '2.2', options: Partial<Options> = {}): Promise<readonly Diagnostic[]> {
  const version = parsePyroscopeVersion(minor);
  const { diagnostics } = await checkPyroscope({ path: 'c.yaml', text }, { version, isExpanded: false, ...options });
  return diagnostics;
}

/** `LINE:COLUMN rule` of what the decoder says. */
async function decode(text: string, minor?: string, options?: Partial<Options>): Promise<readonly string[]> {
  return (await check(text, minor, options))
    .filter(({ rule }) => shapes.has(rule))
    .map(({ rule, span }) => {
      const before = text.slice(0, span.start).split(/\r\n?|\n/);
      return `${before.length}:${(before.at(-1) ?? '').length + 1} ${rule.replace('pyroscope.', '')}`;
    });
}

const yaml: readonly (readonly [name: string, text: string, expected: readonly string[], minor?: string])[] = [
  ['unknown key at the top', 'servr: {}', ['1:1 unknown-key']],
  ['unknown key deep down', 'storage:\n  s3:\n    sse:\n      typ: x', ['4:7 unknown-key']],
  ['key with other letter case', 'server: {HTTP_listen_port: 1}', ['1:10 unknown-key']],
  ['duplicate key', 'server: {}\nserver: {}', ['2:1 duplicate-key']],
  ['duplicate key deep down', 'server:\n  log_level: info\n  log_level: warn', ['3:3 duplicate-key']],
  ['anchor holder at the top', 'base: &b {log_level: info}\nserver: *b', ['1:1 unknown-key']],
  [
    'merge key',
    'frontend: {grpc_client_config: &g {max_recv_msg_size: 1}}\nmetastore: {grpc_client_config: {<<: *g, rate_limit: 1}}',
    [],
  ],
  ['an unknown key by merging', 'server: &s {log_level: info}\napi: {<<: *s}', ['1:13 unknown-key']],
  ['zero bytes', '', []],
  ['comments alone', '# nothing\n\n', ['1:1 empty-document']],
  ['blanks alone', ' \n', ['1:1 empty-document']],
  ['---', '---', []],
  ['null', 'null\n', []],
  ['~', '~', []],
  ['a second document', 'server: {}\n---\nservr: [', ['3:1 second-document']],
  ['a second document without anything', 'server: {}\n---\n# words\n', []],
  ['an end and a second document', 'server: {}\n...\nservr: [', ['3:1 second-document']],
  ['what looks like one in a block scalar', 'api:\n  base-url: |\n    a\n    ---\n    b\n', []],
  ['a block without a value', 'server:\n', []],
  ['a block given a list', 'server: []', ['1:9 wrong-type']],
  ['a block given a text', 'server: yes', ['1:9 wrong-type']],
  ['the root a list', '- a', ['1:1 wrong-type']],
  ['the root a text', 'hello', ['1:1 wrong-type']],
  ['go: days', 'shutdown_delay: 1d', ['1:17 bad-value']],
  ['go: weeks', 'shutdown_delay: 1w', ['1:17 bad-value']],
  ['go: years', 'shutdown_delay: 1y', ['1:17 bad-value']],
  ['go: a number', 'shutdown_delay: 5', ['1:17 wrong-type']],
  ['go: zero', 'shutdown_delay: 0', ['1:17 wrong-type']],
  ['go: zero in quotes', "shutdown_delay: '0'", []],
  ['go: 0s', 'shutdown_delay: 0s', []],
  ['go: a fraction', 'shutdown_delay: 1.5h', []],
  ['go: negative', 'shutdown_delay: -1s', []],
  ['go: empty', 'shutdown_delay: ""', ['1:17 bad-value']],
  ['go in limits', 'limits: {adaptive_placement_burst_window: 1d}', ['1:43 bad-value']],
  [
    'prometheus',
    'limits: {retention_period: 1d, max_query_length: 1w2d, max_query_lookback: 1y, reject_older_than: 0}',
    [],
  ],
  ['prometheus: a fraction', 'limits: {retention_period: 1.5h}', ['1:28 bad-value']],
  ['prometheus: rising', 'limits: {retention_period: 30m1h}', ['1:28 bad-value']],
  ['prometheus: negative', 'limits: {retention_period: -1h}', ['1:28 bad-value']],
  ['prometheus: a number', 'limits: {retention_period: 5}', ['1:28 bad-value']],
  ['int in quotes', "server: {http_listen_port: '4040'}", ['1:28 wrong-type']],
  ['int with a fraction', 'server: {http_listen_port: 1.5}', ['1:28 cut-fraction']],
  [
    'ints in other forms',
    'limits: {max_label_name_length: 1e3, max_label_value_length: 0x10, max_profile_size_bytes: 010, max_sessions_per_series: 1_000}',
    [],
  ],
  ['int that is no number', 'server: {http_listen_port: 0x}', ['1:28 wrong-type']],
  ['int that is too large', 'server: {http_listen_port: 99999999999999999999}', ['1:28 bad-value']],
  ['uint negative', 'limits: {adaptive_placement_tenant_shards: -1}', ['1:44 bad-value']],
  ...['yes', 'no', 'on', 'off', 'y', 'n', 'True', 'TRUE', 'false'].map(
    (word) => [`boolean ${word}`, `multitenancy_enabled: ${word}`, []] as const,
  ),
  ['boolean in quotes', 'multitenancy_enabled: "true"', ['1:23 wrong-type']],
  ['boolean 1', 'multitenancy_enabled: 1', ['1:23 wrong-type']],
  ['boolean 0', 'multitenancy_enabled: 0', ['1:23 wrong-type']],
  ['text of any scalar', 'storage: {s3: {bucket_name: 123, region: true, endpoint: 2026-01-31}}', []],
  ['text given a list', 'storage: {s3: {bucket_name: [a]}}', ['1:29 wrong-type']],
  ['float in quotes', 'limits: {ingestion_rate_mb: "4"}', ['1:29 wrong-type']],
  ['float infinite', 'limits: {ingestion_rate_mb: .inf}', []],
  ['list given a scalar', 'metastore: {raft: {bootstrap_peers: a}}', ['1:37 wrong-type']],
  ['commas given a list', 'target: [all]', ['1:9 wrong-type']],
  ['a list or commas', 'memberlist: {join_members: "a,b", rejoin_seed_nodes: [a, b]}', []],
  ['a list alone', 'memberlist: {join_members: "a,b"}', ['1:28 wrong-type'], '1.19'],
  ['a word that only the flag checks', 'limits: {write_path_compression: zip}', []],
  ['a word that decoding checks', 'server: {log_level: trace}', ['1:21 bad-value']],
  [
    'bytes',
    'frontend: {grpc_client_config: {initial_stream_window_size: 63KiB1023B, initial_connection_window_size: 65536}}',
    ['1:105 bad-value'],
  ],
  ['times', 'limits: {enable_query_backend_from: auto}', []],
  ['times before 1.20', 'limits: {enable_query_backend_from: auto}', ['1:37 bad-value'], '1.19'],
  ['lenient: recording rules', 'limits: {recording_rules: [{nobody: knows}]}', []],
  ['strict: relabel rules', 'limits: {ingestion_relabeling_rules: [{target: x}]}', ['1:40 unknown-key']],
  ['lenient: usage groups take any name', 'limits: {distributor_usage_groups: {any: "{}"}}', []],
  ['tags', 'server: {http_listen_port: !port 1, log_level: !!str info}', ['1:34 syntax']],
  ['a tag that makes it a number', 'server: {http_listen_port: !!int "4040"}', []],
  ['an alias without its anchor', 'server: *nowhere', ['1:9 syntax']],
  ['an alias in its own anchor', 'server: &s {log_level: *s}', ['1:24 syntax']],
  [
    'names of objects',
    '__proto__: {}\nconstructor: {}\ntoString: 1',
    ['1:1 unknown-key', '2:1 unknown-key', '3:1 unknown-key'],
  ],
  ['a key with ~ and /', 'server: {"a~/b": 1}', ['1:10 unknown-key']],
];

t.test('YAML as the decoder reads it', async (t) => {
  for (const [name, text, expected, minor] of yaml) t.same(await decode(text, minor), expected, `${name}: ${text}`);
});

t.test('the way out of an unknown key', async (t) => {
  const hints: readonly (readonly [text: string, minor: string, hint: string | undefined])[] = [
    ['server: {http_listen_prt: 1}', '2.2', 'Write http_listen_port'],
    ['server: {Log_level: info}', '2.2', 'Write log_level: letter case counts'],
    ['admin_server: {}', '2.1', 'It came with Pyroscope 2.2'],
    ['enable_v1_read_path: true', '2.2', 'It went with Pyroscope 2.0: take it out'],
    ['http_listen_port: 4040', '2.2', undefined],
    ['retention_period: 7d', '2.2', 'It belongs at limits.retention_period'],
    ['x-shared: {}', '2.2', 'Put the anchor where its value is used first: helper keys are no keys'],
  ];
  for (const [text, minor, hint] of hints)
    t.equal((await check(text, minor)).find(({ rule }) => rule === 'pyroscope.unknown-key')?.hint, hint, text);
});

const variables: readonly (readonly [text: string, expanded: string | undefined])[] = [
  ['${A}', 'val'],
  ['$A', '$A'],
  ['${UNSET}', ''],
  ['${UNSET:-def}', 'def'],
  ['${EMPTY:-def}', 'def'],
  ['${UNSET:=def}', 'def'],
  ['${UNSET=def}', 'def'],
  ['${UNSET-def}', undefined],
  ['${UNSET:def}', ''],
  ['${A:def}', 'val'],
  ['${A:1}', 'al'],
  ['${UNSET:?msg}', 'msg'],
  ['${UNSET:+alt}', 'alt'],
  ['${A:+alt}', 'val'],
  ['${UNSET:-${A}}', 'val'],
  ['${1}', ''],
  ['$1', '$1'],
  ['$$', '$'],
  ['$${A}', '${A}'],
  ['\\\\', '\\'],
  ['\\/', '/'],
  ['\\.', '\\.'],
  ['${', undefined],
  ['# ${', undefined],
  ['${A', undefined],
  ['${ A }', undefined],
  ['${A.B}', undefined],
  ['${A-B}', undefined],
  ['${env:A}', ''],
  ['${#A}', '3'],
  ['$(A)', '$(A)'],
  // Read, not measured.
  ['${A:0:2}', 'va'],
  ['${A:-2}', 'val'],
  ['${A^^}${A^}', 'VALVal'],
  ['$$$${A}', '$${A}'],
  ['${labels.x}', undefined],
  ['${}', undefined],
];

t.test('variables as drone/envsubst replaces them', (t) => {
  const environment = {
    values: new Map([
      ['A', 'val'],
      ['EMPTY', ''],
    ]),
    isComplete: true,
  };
  for (const [text, expected] of variables) {
    const expanded = expandVariables(text, environment);
    t.equal('excerpt' in expanded ? expanded.excerpt.text : undefined, expected, text);
  }
  const text = 'a: ${A} # $$\nb: c\n';
  const expanded = expandVariables(text, environment);
  if ('excerpt' in expanded) {
    const at = expanded.excerpt.text.indexOf('c');
    t.same(mapSpan(expanded.excerpt.map, { start: at, end: at + 1 }), {
      start: text.indexOf('c'),
      end: text.indexOf('c') + 1,
    });
  }
  t.end();
});

t.test('variables in a configuration', async (t) => {
  const expand = (values: Readonly<Record<string, string>>, isComplete = false): Partial<Options> => ({
    isExpanded: true,
    environment: { values: new Map(Object.entries(values)), isComplete },
  });
  const text = 'api: {base-url: "${A}"} # ${A}\nserver: {http_listen_port: ${PORT:-x}}\n';
  t.same(await decode(text, '2.2', { isExpanded: true }), [], 'nothing is known, so nothing is said');
  t.same(await decode(text, '2.2', expand({ A: 'a long one', PORT: '80' })), []);
  t.same(
    await decode(text, '2.2', expand({ A: 'a long one' }, true)),
    ['2:28 wrong-type'],
    'the default, at its place',
  );
  t.same(await decode('# ${\nserver: {}', '2.2', { isExpanded: true }), ['1:3 broken-variable']);
  t.same(await decode('${BLOCK}\nserver: {}\n', '2.2', { isExpanded: true }), ['1:1 syntax'], 'it may be YAML, or not');
  t.match(await check('${BLOCK}\nserver: {}\n', '2.2', { isExpanded: true }), [{ status: 'unknown' }]);
  t.same(await decode('${BLOCK}\nserver: {}\n', '2.2', expand({ BLOCK: 'api: {}' })), []);
  t.same(await decode('a: ${', '2.2'), ['1:1 unknown-key'], 'without the flag it is text');
  t.same(await decode('# ${A}\napi: {base-url: "${A}"} # ${A}\n', '2.2'), ['2:18 unexpanded']);
  const many = `api: {base-url: "${'${A:-'.repeat(100)}${'}'.repeat(100)}"}`;
  t.same(await decode(many, '2.2', { isExpanded: true }), ['1:18 broken-variable'], 'defaults in defaults');
});

t.test('durations', (t) => {
  const go = {
    '1h30m': 5400,
    '1.5h': 5400,
    '-1s': -1,
    '+1m': 60,
    '.5s': 0.5,
    '1.s': 1,
    '500ms': 0.5,
    '1µs': 1e-6,
    '0': 0,
  };
  for (const [text, seconds] of Object.entries(go)) t.equal(goSeconds(text), seconds, text);
  for (const text of ['', '1', '1d', 's', '1 s', '1h 1m', '--1s', '1H', '9999999999h', '.s'])
    t.equal(goSeconds(text), undefined, text);
  const prometheus = {
    '1d': 86_400,
    '2w3d': 1_468_800,
    '1y': 31_536_000,
    '0': 0,
    '1m1ms': 60.001,
    '5ms': 0.005,
    '0s': 0,
  };
  for (const [text, seconds] of Object.entries(prometheus)) t.equal(prometheusSeconds(text), seconds, text);
  for (const text of ['', '5', '1.5h', '-1h', '30m1h', '1h1h', '1us', '9999y', 'd'])
    t.equal(prometheusSeconds(text), undefined, text);
  t.end();
});

t.test('no message repeats a secret', async (t) => {
  const found = await check(
    'storage: {s3: {secret_access_key: [hunter2], sse: {}}}\nmemberlist: {cluster_label: [hunter2]}',
  );
  t.equal(found.filter(({ rule }) => rule === 'pyroscope.wrong-type').length, 2);
  t.notOk(JSON.stringify(found).includes('hunter2'));
});

t.test('bad inputs end in few findings, each in the file', async (t) => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let level = 0; level < 9; level++)
    bomb.push(`b${level}: &b${level} [${Array(9).fill(`*${level === 0 ? 'a' : `b${level - 1}`}`)}]`);
  const anchored = `limits:\n  ingestion_relabeling_rules: &r\n    - &x {source_labels: [${Array(2000).fill('a')}]}\n${'    - *x\n'.repeat(190)}`;
  const inputs: Readonly<Record<string, string>> = {
    bomb: bomb.join('\n'),
    anchored,
    'a loop': 'server: &a\n  http_tls_config: *a\n',
    deep: '['.repeat(100_000),
    'deep blocks': Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'many unknown keys': Array.from({ length: 3000 }, (_, index) => `sever${index}: 1`).join('\n'),
    'a long key': `${'a'.repeat(1_000_000)}: 1`,
    'a long value': `shutdown_delay: ${'1'.repeat(1_000_000)}x`,
    'a long duration': `limits: {retention_period: ${'1'.repeat(1_000_000)}}`,
    'many escapes': `# ${'$$'.repeat(500_000)}`,
    binary: '\0\x01\x02\xff\xfe'.repeat(1000),
    'a byte order mark': '\ufeffserver: {}\n',
    'carriage returns': 'server: {}\r\nservr: {}\r\n',
    private: `api: {base-url: "${String.fromCharCode(...Array.from({ length: 6400 }, (_, index) => 0xe000 + index))}"}`,
  };
  for (const [name, text] of Object.entries(inputs))
    for (const isExpanded of [false, true]) {
      const found = await check(text, '2.2', { isExpanded });
      t.ok(found.length <= 203, `${name}: ${found.length} findings`);
      t.ok(
        found.every(({ span, message }) => span.start >= 0 && span.end <= text.length && message.length < 500),
        name,
      );
    }
  t.same(await decode(inputs['a loop'] ?? ''), ['2:20 syntax']);
  t.same(await decode(inputs['a byte order mark'] ?? ''), []);
  t.same(await decode(inputs['carriage returns'] ?? ''), ['2:1 unknown-key']);
  t.match(await check(inputs.deep ?? ''), [{ rule: 'pyroscope.syntax' }]);
});

const pieces = fc.constantFrom(
  'server',
  'limits',
  'storage',
  'target',
  'retention_period',
  'http_listen_port',
  ': ',
  ':\n  ',
  '\n',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '${A',
  '${A:-',
  '}',
  '$$',
  '&a ',
  '*a',
  '<<: ',
  '"',
  "'",
  '|\n ',
  '---\n',
  '# ',
  '4040',
  '1d',
  '1.5',
  '!!int ',
  '\0',
  '😀',
  '\ud800',
  '\r\n',
  '__proto__',
  '? ',
  ', ',
);

t.test('any text ends in findings with places inside of it', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(pieces, { maxLength: 25 }).map((some) => some.join('')),
  );
  const isInside = (text: string, found: readonly Diagnostic[]): boolean =>
    found.every(({ span: { start, end } }) => 0 <= start && start <= end && end <= text.length);
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), fc.constantFrom('1.0', '1.14', '2.2'), async (text, isExpanded, minor) => {
      const version = parsePyroscopeVersion(minor);
      return (
        isInside(text, await check(text, minor, { isExpanded })) &&
        isInside(text, (await checkOverrides({ path: 'o.yaml', text }, { version })).diagnostics)
      );
    }),
    { numRuns: 500 },
  );
});
