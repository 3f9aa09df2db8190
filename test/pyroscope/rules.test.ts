import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { InputError } from '../../src/base/errors.ts';
import type { Located } from '../../src/base/located.ts';
import { readYamlDocuments } from '../../src/base/yaml-documents.ts';
import { readArguments } from '../../src/pyroscope/arguments.ts';
import { catalogue } from '../../src/pyroscope/catalogue.ts';
import { checkPyroscope } from '../../src/pyroscope/check.ts';
import { compareVersions } from '../../src/pyroscope/compare.ts';
import { looksLikeOverrides, looksLikePyroscope, mayBePyroscope } from '../../src/pyroscope/looks.ts';
import { checkOverrides } from '../../src/pyroscope/overrides.ts';
import { pyroscopeRules, serverRules } from '../../src/pyroscope/rules/all.ts';
import { parsePyroscopeVersion } from '../../src/pyroscope/version.ts';

const docs = await readFile('docs/pyroscope-rules.md', 'utf8');
const coverage = await readFile('docs/coverage.md', 'utf8');
const ids = new Set(pyroscopeRules.map(({ id }) => id));

/** Each line as an argument, at its place. */
function argumentsOf(text: string): readonly Located<string>[] {
  let start = 0;
  return text
    .trimEnd()
    .split('\n')
    .map((value) => {
      const span = { start, end: start + value.length };
      start += value.length + 1;
      return { value, file: 'pod.yaml', span };
    });
}

/** Judges an example as its first line says. */
async function judge(text: string, kind: string): Promise<readonly Diagnostic[]> {
  const [head = ''] = text.split('\n');
  const version = parsePyroscopeVersion(/^# version (\S+?),?(?: |$)/.exec(head)?.[1] ?? '2.2');
  if (kind === 'text') return readArguments(argumentsOf(text), undefined, version).diagnostics;
  const source = { path: 'config.yaml', text };
  const options = { version, isExpanded: head.includes('-config.expand-env') };
  if (head === '# overrides') return (await checkOverrides(source, options)).diagnostics;
  const to = /upgrade to (\S+)$/.exec(head)?.[1];
  if (to !== undefined) return (await compareVersions(source, options, parsePyroscopeVersion(to))).changes;
  return (await checkPyroscope(source, options)).diagnostics;
}

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const seen = new Set<string>();
  for (const section of docs.split(/^### /m).slice(1)) {
    const [id = ''] = section.split('\n');
    const examples = [...section.matchAll(/```(yaml|text)\n(.*?)```/gs)];
    if (examples.length !== 2) continue;
    seen.add(id);
    const isChange = /-changes$|new-keys$/.test(id);
    const [bad, good] = await Promise.all(
      examples.map(async ([, kind = '', text = '']) => {
        const rules = new Set((await judge(text, kind)).map(({ rule }) => rule));
        if (id !== 'pyroscope.analytics') rules.delete('pyroscope.analytics');
        return [...rules].filter((rule) => !isChange || rule === id);
      }),
    );
    t.same(bad, [id], `${id}: reported`);
    t.same(good, [], `${id}: silent`);
  }
  t.same(
    [...ids].filter((id) => !seen.has(id)),
    ['pyroscope.too-large'],
    'every other rule has examples',
  );
});

t.test('the documentation says what the rules say', (t) => {
  const prose = docs.replace(/\s+/g, ' ');
  for (const { id, severity, title, why } of pyroscopeRules)
    t.ok(prose.includes(`### ${id} ${title}. ${severity === 'info' ? 'An' : 'A'} ${severity}. ${why}`), id);
  t.equal(ids.size, pyroscopeRules.length, 'no rule is there twice');
  t.end();
});

t.test('docs/coverage.md and the code agree', (t) => {
  const rows = new Map(
    [...coverage.matchAll(/^\| ([\w.-]+) \| (done|undecidable|open) \| (.+) \|$/gm)].map(
      ([, id = '', state, how = '']) => [id, { state, how }],
    ),
  );
  const numbers = [...Array.from({ length: 13 }, (_, index) => index + 1), 20, 21, 22, 23, 24, 25].map(
    (n) => `R4.${n}`,
  );
  t.same(
    [...catalogue().checks, ...numbers].filter((id) => !rows.has(id)),
    [],
    'every check and rule has a line',
  );
  for (const { id, covers } of serverRules)
    for (const covered of covers)
      t.ok(rows.get(covered)?.state === 'done' && rows.get(covered)?.how.includes(`\`${id}\``), `${id} for ${covered}`);
  for (const [id, { state, how }] of rows) {
    const named = [...how.matchAll(/`(pyroscope\.[\w-]+)`/g)].map(([, rule = '']) => rule);
    t.same(
      named.filter((rule) => !ids.has(rule)),
      [],
      `${id}: its rules exist`,
    );
    const covering = serverRules.filter(({ covers }) => covers.includes(id)).map((rule) => rule.id);
    if (state === 'undecidable') t.same(covering, [], `${id}: no rule stands for it`);
  }
  t.end();
});

const s3 = 'storage:\n  backend: s3\n  s3:\n    bucket_name: b\n    endpoint: h\n    ';

const recorded = (keys: string): string =>
  `limits:\n  recording_rules:\n    - {${keys}, matchers: ['{__profile_type__="cpu"}']}\n`;

const relabelled = (keys: string): string => `limits:\n  sample_type_relabeling_rules:\n    - {${keys}}\n`;

/** What a file ends in: `LINE:COLUMN rule`, without what nearly every file gets. */
const table: readonly (readonly [name: string, version: string, text: string, expected: readonly string[]])[] = [
  ['an unknown module', '2.2', 'target: all,queryer\n', ['1:9 pyroscope.target']],
  ['a tenant that no request names', '2.2', 'self_profiling: {tenant_id: "team#a"}\n', ['1:29 pyroscope.tenant-id']],
  ['all that a tenant may hold', '2.2', `self_profiling: {tenant_id: "aZ9!-_.*'()"}\n`, []],
  ['a tenant that is cut off in newer servers', '2.2', 'self_profiling: {tenant_id: "team:a"}\n', []],
  ['a tenant in a variable', '2.2', 'self_profiling: {tenant_id: "${TENANT}"}\n', ['1:30 pyroscope.unexpanded']],
  ['an emptied target', '2.2', 'target:\n', ['1:1 pyroscope.target']],
  ['an empty text keeps the target', '2.2', 'target: ""\n', []],
  ['modules of v1 in dual', '2.2', 'target: querier,compactor\n', []],
  [
    'a module that came with 2.2',
    '2.1',
    'target: admin-server\nlimits: {retention_period: 0}\n',
    ['1:9 pyroscope.target'],
  ],
  [
    'v2 with the ingester',
    '2.0',
    'architecture_storage: v2\nlimits: {write_path: ingester, retention_period: 0}\n',
    ['2:22 pyroscope.write-path'],
  ],
  ['dual with anything', '2.2', 'limits: {write_path: combined}\n', []],
  ['dual with nonsense', '2.2', 'limits: {write_path: both}\n', ['1:22 pyroscope.unchecked-word']],
  ['no such architecture', '2.2', 'architecture_storage: ""\n', ['1:23 pyroscope.bad-value']],
  ['no backend in 1.x', '1.21', 'server: {}\n', []],
  ['no backend for one module in 1.x', '1.21', 'target: querier\n', ['1:9 pyroscope.storage-backend']],
  ['a backend for one module in 1.0', '1.0', 'target: querier\n', []],
  [
    'gRPC compression',
    '2.2',
    'frontend: {grpc_client_config: {grpc_compression: zstd}}\nmetastore: {grpc_client_config: {grpc_compression: gzip}}\n',
    ['1:51 pyroscope.allowed-value'],
  ],
  ['a ring’s store', '2.2', 'distributor: {ring: {kvstore: {store: redis}}}\n', ['1:39 pyroscope.allowed-value']],
  [
    'where relabel rules stand',
    '2.2',
    'limits: {ingestion_relabeling_default_rules_position: middle}\n',
    ['1:55 pyroscope.allowed-value'],
  ],
  [
    'the compactor under v2 from 2.2',
    '2.2',
    'architecture_storage: v2\ncompactor: {compaction_jobs_order: any, block_ranges: [7m]}\n',
    ['2:36 pyroscope.v1-only'],
  ],
  [
    'the compactor under v2 before',
    '2.1',
    'architecture_storage: v2\ncompactor: {compaction_jobs_order: any, block_ranges: [7m]}\nlimits: {retention_period: 0}\n',
    ['2:36 pyroscope.allowed-value', '2:36 pyroscope.v1-only', '2:55 pyroscope.compactor-ranges'],
  ],
  ['a chain of ranges', '2.2', 'compactor: {block_ranges: [1h, 3h, 4h]}\n', ['1:27 pyroscope.compactor-ranges']],
  ['a division by zero', '2.2', 'pyroscopedb: {max_block_duration: 0s}\n', ['1:35 pyroscope.compactor-ranges']],
  [
    'schedulers with dns',
    '2.2',
    'query_scheduler: {service_discovery_mode: dns, max_used_instances: 2}\n',
    ['1:68 pyroscope.number-bounds'],
  ],
  ['schedulers with a ring', '2.2', 'query_scheduler: {max_used_instances: 2}\n', []],
  [
    'shards, blocks and heartbeats',
    '2.2',
    'limits: {store_gateway_tenant_shard_size: -1}\ncompactor: {max_opening_blocks_concurrency: 0}\ningester: {lifecycler: {heartbeat_period: 0s}}\nsymbolizer: {max_debuginfod_concurrency: 0}\n',
    [
      '1:43 pyroscope.number-bounds',
      '2:45 pyroscope.number-bounds',
      '3:43 pyroscope.number-bounds',
      '4:42 pyroscope.number-bounds',
    ],
  ],
  ['both prefixes', '2.2', 'storage: {prefix: a/b/, storage_prefix: c}\n', ['1:41 pyroscope.storage-prefix']],
  ['prefixes that are none', '2.2', 'storage: {prefix: a//b}\n', ['1:19 pyroscope.storage-prefix']],
  ['half a pair of keys', '2.2', `${s3}access_key_id: x\n`, ['6:20 pyroscope.s3']],
  [
    'keys beside those of the machine',
    '2.2',
    `${s3}access_key_id: x\n    secret_access_key: y\n    native_aws_auth_enabled: true\n`,
    ['8:30 pyroscope.s3'],
  ],
  [
    'encryption without a key',
    '2.2',
    `${s3}sse: {type: SSE-KMS, kms_encryption_context: "[]"}\n`,
    ['6:17 pyroscope.s3', '6:50 pyroscope.s3'],
  ],
  [
    'two ways to look a bucket up',
    '2.2',
    `${s3}bucket_lookup_type: virtual-hosted-style\n    force_path_style: true\n`,
    ['7:23 pyroscope.s3'],
  ],
  [
    'words of S3',
    '2.2',
    `${s3}signature_version: v5\n    sse: {type: AES}\n`,
    ['6:24 pyroscope.allowed-value', '7:17 pyroscope.allowed-value'],
  ],
  ['words of S3 for another backend', '2.2', 'storage: {s3: {signature_version: v5}}\n', []],
  [
    'S3 without an endpoint and a bucket',
    '2.2',
    'storage: {backend: s3}\n',
    ['1:20 pyroscope.s3', '1:20 pyroscope.bucket'],
  ],
  [
    'a part of a client of azure',
    '2.2',
    'storage: {backend: azure, azure: {account_name: a, container_name: c, client_id: x}}\n',
    ['1:82 pyroscope.azure'],
  ],
  [
    'a key and a connection string of azure',
    '2.2',
    'storage: {backend: azure, azure: {account_name: a, container_name: c, account_key: x, connection_string: y}}\n',
    ['1:106 pyroscope.azure'],
  ],
  [
    'two ways into azure, which is not used',
    '2.2',
    'storage: {backend: filesystem, azure: {account_key: x, connection_string: y}}\n',
    [],
  ],
  ['azure and cos', '2.2', 'storage: {backend: azure, azure: {account_name: a}}\n', ['1:20 pyroscope.bucket']],
  [
    'cos with an endpoint',
    '2.2',
    'storage: {backend: cos, cos: {endpoint: e, secret_id: i}}\n',
    ['1:20 pyroscope.bucket'],
  ],
  ['no address', '2.2', 'metastore: {address: ""}\n', ['1:22 pyroscope.address']],
  [
    'no address under v1',
    '2.2',
    'architecture_storage: v1\nlimits: {write_path: ingester}\nmetastore: {address: ""}\n',
    [],
  ],
  [
    'a port that the server does not listen on',
    '2.2',
    'query_backend: {address: "localhost:9096"}\n',
    ['1:26 pyroscope.grpc-port'],
  ],
  ['a port of another host', '2.2', 'target: distributor\nserver: {grpc_listen_port: 9096}\n', []],
  [
    'retention of v1 under v2',
    '2.2',
    'architecture_storage: v2\nlimits: {compactor_blocks_retention_period: 7d}\n',
    ['2:45 pyroscope.v1-only'],
  ],
  ['the cleaner by default', '2.1', 'server: {}\n', ['1:1 pyroscope.retention']],
  ['the cleaner by default from 2.2', '2.2', 'server: {}\n', []],
  [
    'a hashmod without modulus',
    '2.2',
    'limits:\n  sample_type_relabeling_rules:\n    - {action: HashMod, target_label: x}\n',
    ['3:7 pyroscope.relabel-rule'],
  ],
  ['a hashmod of 0', '2.2', relabelled('action: hashmod, target_label: x, modulus: 0'), ['3:7 pyroscope.relabel-rule']],
  [
    'what labeldrop takes no',
    '2.2',
    relabelled('action: labeldrop, regex: a, source_labels: [b], separator: ";", modulus: 1'),
    ['3:37 pyroscope.relabel-rule', '3:73 pyroscope.relabel-rule'],
  ],
  ['what labeldrop takes', '2.2', relabelled('action: LabelDrop, regex: a, replacement: $1'), []],
  [
    'what keepequal takes no, even with the text of its default',
    '2.2',
    relabelled('action: keepequal, source_labels: [a], target_label: b, regex: (.*)'),
    ['3:64 pyroscope.relabel-rule'],
  ],
  [
    'a replacement of lowercase',
    '2.2',
    relabelled('action: lowercase, source_labels: [a], target_label: b, regex: a.*, replacement: c'),
    ['3:76 pyroscope.relabel-rule'],
  ],
  [
    'a recording rule without a name',
    '2.2',
    'limits:\n  recording_rules:\n    - {matchers: [], nobody: knows}\n',
    ['3:7 pyroscope.recording-rule', '3:7 pyroscope.recording-rule'],
  ],
  ['a recorded name without its beginning', '2.2', recorded('metric_name: cpu'), ['3:21 pyroscope.recording-rule']],
  ['a recorded name before 1.16', '1.14', recorded('metric_name: "shop:cpu"'), []],
  ['a recorded name in other letters', '2.2', recorded('Metric_Name: profiles_recorded_cpu'), []],
  ['a recorded name without _', '2.2', recorded('metricName: profiles_recorded_cpu'), ['3:7 pyroscope.recording-rule']],
  [
    'labels that no metric has',
    '2.2',
    recorded('metric_name: profiles_recorded_c, group_by: [pod, a.b], external_labels: [{name: a-b, value: "1"}]'),
    ['3:58 pyroscope.recording-rule', '3:89 pyroscope.recording-rule'],
  ],
  [
    'a group without a name',
    '2.2',
    'limits: {distributor_usage_groups: {" ": "{}"}}\n',
    ['1:37 pyroscope.usage-groups'],
  ],
];

const lines = (text: string, diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics
    .filter(({ rule }) => rule !== 'pyroscope.analytics')
    .map(({ rule, span }) => {
      const before = text.slice(0, span.start).split('\n');
      return `${before.length}:${(before.at(-1) ?? '').length + 1} ${rule}`;
    });

t.test('what is found, and where', async (t) => {
  for (const [name, minor, text, expected] of table) {
    const options = { version: parsePyroscopeVersion(minor), isExpanded: false };
    const { diagnostics } = await checkPyroscope({ path: 'config.yaml', text }, options);
    t.same(lines(text, diagnostics), expected, name);
  }
});

const file = '-config.file=/c.yaml';

/** `ARGUMENT rule severity`. */
const commands: readonly (readonly [version: string, args: readonly string[], expected: readonly string[]])[] = [
  ['2.2', [file], []],
  ['2.2', ['--config.file', '/c.yaml', '--auth.multitenancy-enabled', '-target=all'], []],
  ['2.2', [file, '-target=all', 'x'], ['x argument-stops warning']],
  ['2.2', [file, 'x', '-target=all'], ['x argument-stops blocker']],
  ['2.2', ['server', file], ['server argument-stops blocker']],
  ['1.21', ['server', file], ['server argument-stops blocker']],
  ['1.21', [file, 'serve'], ['serve argument-stops blocker']],
  ['1.21', [file, 'server'], ['server argument-stops warning']],
  ['2.2', [file, '--', '-target=all'], ['-- argument-stops blocker']],
  ['2.2', [file, '-auth.multitenancy-enabled', 'false'], ['false argument-switch blocker']],
  ['2.2', [file, '-config.expand-env', 'true', '-target=all'], ['true argument-switch blocker']],
  ['2.2', [file, '-targets=all'], ['-targets=all argument-unknown blocker']],
  ['2.2', [file, '---target=all'], ['---target=all argument-unknown blocker']],
  ['2.2', [file, '-target'], ['-target argument-unknown blocker']],
  ['1.21', [file, '-architecture.storage=v2'], ['-architecture.storage=v2 argument-unknown blocker']],
  ['2.2', [file, '-architecture.storage=v3'], ['-architecture.storage=v3 argument-value blocker']],
  ['2.2', [file, '-write-path=both'], ['-write-path=both argument-value blocker']],
  ['2.2', [file, '-shutdown-delay=1d'], ['-shutdown-delay=1d argument-value blocker']],
  ['2.2', [file, '-retention-period=31d', '-server.http-listen-port=0x10'], []],
  ['2.2', [file, '-server.http-listen-port', '4040.5'], ['4040.5 argument-value blocker']],
  ['2.2', [file, '-memberlist.advertise-addr=$(POD_IP)', '-server.http-listen-port=$(PORT)'], []],
  ['2.2', [file, '-target=all', '-target=metastore'], ['-target=metastore argument-twice warning']],
  ['2.2', [file, '-memberlist.join=a', '-memberlist.join=b'], []],
  ['2.2', ['-version'], []],
  ['2.2', [], []],
];

t.test('arguments', async (t) => {
  for (const [minor, args, expected] of commands) {
    const text = args.join('\n');
    const read = readArguments(args.length > 0 ? argumentsOf(text) : [], undefined, parsePyroscopeVersion(minor));
    const found = read.diagnostics.map(
      ({ rule, span, severity }) => `${text.slice(span.start, span.end)} ${rule.replace('pyroscope.', '')} ${severity}`,
    );
    t.same(found.sort(), [...expected].sort(), text);
  }
  const version = parsePyroscopeVersion('2.2');
  t.match(readArguments(undefined, undefined, version), { configFile: { path: '/etc/pyroscope/config.yaml' } });
  const [shell, binary] = argumentsOf('sh\n/usr/bin/pyroscope');
  t.match(readArguments([], shell ? [shell] : [], version), { notLookedInto: [/command of sh/], diagnostics: [] });
  const whole = readArguments(argumentsOf(`${file}\n-config.expand-env=1`), binary ? [binary] : [], version);
  t.match(whole, { isExpanded: true, configFile: { path: '/c.yaml' }, diagnostics: [] });
  t.equal(readArguments(argumentsOf(`${file}\n-config.expand-env=false`), undefined, version).isExpanded, false);
  const secret = readArguments(argumentsOf(`${file}\nx\n-storage.s3.secret-access-key=hunter2`), undefined, version);
  t.notOk(JSON.stringify(secret.diagnostics).includes('hunter2'));

  // The command line wins, and says where.
  const flags = readArguments(
    argumentsOf('-server.http-listen-port=4041\n-memberlist.join=b'),
    undefined,
    version,
  ).flags;
  const source = { path: 'c.yaml', text: 'server: {http_listen_port: 4040, grpc_listen_port: 9096}\n' };
  const { summary } = await checkPyroscope(source, { version, isExpanded: false, flags });
  t.match(summary, { httpPort: { value: 4041, file: 'pod.yaml' }, grpcPort: { value: 9096, file: 'c.yaml' } });
  const filled = readArguments(argumentsOf('-server.http-listen-port=$(PORT)'), undefined, version);
  t.match(filled.notLookedInto, [/-server\.http-listen-port/]);
  const unknown = await checkPyroscope(source, { version, isExpanded: false, flags: filled.flags });
  t.equal(unknown.summary, undefined, 'what others are compared with is not known');

  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('-', '--', '-target', '-config.expand-env', '-=')), {
        maxLength: 6,
      }),
      (args) => {
        const read = readArguments(
          args.map((value) => ({ value, file: 'f', span: { start: 0, end: value.length } })),
          undefined,
          version,
        );
        return read.diagnostics.every(({ rule }) => ids.has(rule));
      },
    ),
  );
});

t.test('what a configuration says to other files', async (t) => {
  const text = `target: all
server: {http_listen_port: 4050}
multitenancy_enabled: true
metastore: {address: "kubernetes:///pyroscope.profiling.svc:9095", raft: {dir: data/raft}}
limits: {retention_period: 7d}
storage: {backend: filesystem, filesystem: {dir: ./shared}}
self_profiling: {tenant_id: own}
analytics: {reporting_enabled: \${REPORT}}
api: {base-url: "\${BASE}"}
`;
  const environment = { values: new Map([['REPORT', 'no']]), isComplete: false };
  const options = { version: parsePyroscopeVersion('2.2'), isExpanded: true, environment };
  const { summary, diagnostics, notLookedInto } = await checkPyroscope({ path: 'config.yaml', text }, options);
  t.same(diagnostics, []);
  t.same(notLookedInto, ['values that the variable BASE is part of']);
  t.match(summary, {
    architecture: { value: 'v1-v2-dual', span: { start: 0, end: text.length } },
    targets: ['all'],
    httpPort: { value: 4050, span: { start: text.indexOf('4050'), end: text.indexOf('4050') + 4 } },
    grpcPort: { value: 9095 },
    memberlistPort: { value: 7946 },
    multitenancy: { value: true },
    selfProfilingTenant: { value: 'own' },
    adminPort: { value: 4042 },
    retentionSeconds: { value: 604_800 },
    resolvesThroughKubernetes: { value: 'kubernetes:///pyroscope.profiling.svc:9095' },
  });
  const folders = new Map(summary?.folders.map(({ key, value, mustSurvive }) => [key, `${value} ${mustSurvive}`]));
  t.equal(folders.get('metastore.raft.dir'), '/data/raft true');
  t.equal(folders.get('storage.filesystem.dir'), '/shared true');
  t.equal(folders.get('compaction_worker.temp_dir'), '/tmp false');
});

t.test('from 1.x to 2.x', async (t) => {
  const text = 'enable_v1_write_path: true\npyroscopedb: {data_path: /data}\n';
  const options = { version: parsePyroscopeVersion('1.21'), isExpanded: false };
  const { now, changes } = await compareVersions({ path: 'c.yaml', text }, options, parsePyroscopeVersion('2.0'));
  t.same(lines(text, now.diagnostics), []);
  const found = changes.map(({ rule, place }) => `${rule.replace('pyroscope.', '')} ${place ?? ''}`);
  for (const expected of [
    'unknown-key enable_v1_write_path',
    'storage-changes architecture_storage',
    'default-changes storage.backend',
    'default-changes limits.disable_label_sanitization',
    'retention limits.retention_period',
  ])
    t.ok(found.includes(expected), expected);
  t.match(
    changes.find(({ rule }) => rule === 'pyroscope.unknown-key'),
    { hint: 'It went with Pyroscope 2.0: take it out' },
  );
});

t.test('which files are a server’s configuration', (t) => {
  const looks = (text: string, name: string, isNamed = false): boolean => {
    const root = readYamlDocuments(text).documents[0];
    return looksLikePyroscope(root, name, isNamed);
  };
  const shared = 'server: {}\nmemberlist: {}\nlimits: {}\nstorage: {}\n';
  t.ok(looks('pyroscopedb: {}\nserver: {}\n', 'config.yaml'));
  t.ok(looks('self_profiling: {}\n', 'x.yaml'));
  t.notOk(looks(shared, 'config.yaml'), 'Loki, Mimir and Tempo have these, too');
  t.ok(looks(shared, 'pyroscope.yaml'));
  t.ok(looks(shared, 'config.yaml', true));
  t.notOk(looks(`${shared}schema_config: {}\n`, 'pyroscope.yaml'), 'Loki');
  t.notOk(looks('auth_enabled: false\nserver: {}\n', 'pyroscope.yaml', true), 'Loki');
  t.notOk(looks('apiVersion: v1\nkind: ConfigMap\nmetastore: {}\n', 'pyroscope.yaml'), 'Kubernetes');
  t.notOk(looks('pyroscopedb: {}\na: 1\nb: 1\n', 'pyroscope.yaml'), 'most is unknown');
  t.notOk(looks('[1]', 'pyroscope.yaml'));
  t.notOk(looks('toString: 1\n__proto__: 2\n', 'pyroscope.yaml'));
  const overrides = readYamlDocuments('overrides:\n  a: {max_query_length: 1d}\n').documents[0];
  t.ok(looksLikeOverrides(overrides, 'pyroscope-overrides.yaml'));
  t.notOk(looksLikeOverrides(overrides, 'overrides.yaml'));
  t.ok(mayBePyroscope('a: 1\nmetastore: {}\n', 'c.yaml'));
  t.notOk(mayBePyroscope('a: 1\n  metastores: {}\n', 'c.yaml'));
  t.end();
});

t.test('versions', (t) => {
  for (const text of ['2.2.1', 'v2.2.1', '2.2', '1.21.1', '2.2.1-rc.1'])
    t.equal(parsePyroscopeVersion(text).note, undefined, text);
  t.match(parsePyroscopeVersion('3.1'), { minor: '2.2', note: /newer than what is known/ });
  t.match(parsePyroscopeVersion(), { minor: '2.2', note: /no version/ });
  for (const text of ['', 'latest', '0.9', '1.22', '2', 'x'.repeat(1000)])
    t.throws(() => parsePyroscopeVersion(text), InputError, text);
  t.end();
});
