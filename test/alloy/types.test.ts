import fc from 'fast-check';
import t from 'tap';
import { parseType } from '../../src/alloy/catalogue/type.ts';
import { compareVersions } from '../../src/alloy/compare.ts';
import { refusal } from '../../src/alloy/types/convert.ts';
import { durationFault, durationOf, formatFault, numberFault } from '../../src/alloy/types/texts.ts';
import { valueOfType } from '../../src/alloy/types/value.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';
import { check } from './support/check.ts';

t.test('durations as Go reads them, in nanoseconds', (t) => {
  const taken: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['-0', 0],
    ['1s', 1e9],
    ['1m30s', 90e9],
    ['1.5h', 5400e9],
    ['.5s', 5e8],
    ['1.s', 1e9],
    ['+1ms', 1e6],
    ['-1m', -60e9],
    ['2µs', 2e3],
    ['2μs', 2e3],
    ['3us4ns', 3004],
  ];
  for (const [text, nanoseconds] of taken) t.equal(durationOf(text), nanoseconds, text);
  for (const text of ['', '1', '1d', '1w', '1 s', 's', '1h30', '.s', '--1s', '1S', '9999999999h', '1e3s']) {
    t.equal(durationOf(text), undefined, text);
    t.ok(durationFault(text), text);
  }
  t.match(durationFault('7d'), /hours/);
  t.match(durationFault('30'), /unit is missing/);
  t.end();
});

t.test('texts that stand for numbers, sizes, URLs and TLS versions', (t) => {
  const numbers = ['1', '-1', '1.5', '+1.5', '1e3', '007', '0x1.8p1', '18446744073709551615', '-9223372036854775808'];
  for (const text of [...numbers, `${'0'.repeat(99)}7`]) t.equal(numberFault(text), undefined, text);
  const none = ['', '-1.5', '+1', 'x', '1x', '--1', '1.2.3', '1a', '0x10', '0b1', '1_000', '1e400', 'e', '.', 'Inf'];
  for (const text of [...none, '18446744073709551616', '-9223372036854775809']) t.ok(numberFault(text), text);
  const table: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      'units.Base2Bytes',
      ['0', '1B', '1KiB', '1.5GiB', '1MB', '1GiB512MiB'],
      ['', '1', '1mb', '1kb', '1MiB1KB', 'MiB', '1 MiB'],
    ],
    [
      'config.URL',
      [
        '',
        'http://a',
        'http://a:80/b?c=%zz',
        'http://[::1]:8080/',
        '/path',
        'unix:///run/x',
        'http://user:p%40ss@host:1/',
      ],
      ['http://a:port/', 'http://a b/', 'http://a/%zz', ':8080', 'http://a\n'],
    ],
    ['config.TLSVersion', ['TLS10', 'TLS13'], ['', 'TLS14', '1.2', 'tls12']],
    ['relabel.Regexp', ['(', '['], []],
  ];
  for (const [format, good, bad] of table) {
    for (const text of good) t.equal(formatFault(format, text), undefined, `${format} ${text}`);
    for (const text of bad) t.ok(formatFault(format, text), `${format} ${text}`);
  }
  t.end();
});

t.test('texts of a million characters are judged in linear time', (t) => {
  for (const text of [
    '1'.repeat(1e6),
    '1s'.repeat(5e5),
    `${'1.1'.repeat(3e5)}x`,
    `http://${':'.repeat(1e6)}`,
    '%'.repeat(1e6),
  ]) {
    durationFault(text);
    numberFault(text);
    for (const format of ['units.Base2Bytes', 'config.URL']) formatFault(format, text);
  }
  t.pass();
  t.end();
});

t.test('one type given for another', (t) => {
  const all =
    'string int number bool duration secret optional_secret any list(string) map(string) capsule(loki.LogsReceiver) capsule(discovery.Target)'.split(
      ' ',
    );
  const taken: Readonly<Record<string, string>> = {
    string: 'string int number duration secret optional_secret any',
    int: 'string int number duration any',
    number: 'string int number duration any',
    bool: 'bool any',
    duration: 'string int number duration secret optional_secret any',
    secret: 'secret optional_secret any',
    optional_secret: 'string int number duration secret optional_secret any',
    any: all.join(' '),
    'list(string)': 'any list(string)',
    'map(string)': 'any map(string) capsule(discovery.Target)',
    'capsule(loki.LogsReceiver)': 'any capsule(loki.LogsReceiver)',
    'capsule(discovery.Target)': 'any map(string) capsule(discovery.Target)',
  };
  for (const from of all)
    t.same(
      all.filter((to) => refusal(valueOfType(parseType(from)), parseType(to)) === undefined),
      taken[from]?.split(' '),
      from,
    );
  t.equal(refusal(valueOfType(parseType('map(secret)')), parseType('map(string)')), 'secret');
  t.equal(
    refusal(valueOfType(parseType('list(map(string))')), parseType('list(capsule(discovery.Target))')),
    undefined,
  );
  t.end();
});

t.test('values: what is refused, and what is not known is let pass', async (t) => {
  const scrape = (line: string) => `prometheus.scrape "x" {\n  targets = []\n  forward_to = []\n  ${line}\n}\n`;
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['job_name = 1.5', []],
    ['job_name = null', []],
    ['job_name = "a" + 1', ['alloy.bad-operand']],
    ['job_name = ("a")', []],
    ['job_name = 1 == 2', ['alloy.wrong-type']],
    ['job_name = unknown.thing.value', []],
    ['job_name = unknown.thing.value + 1', []],
    ['job_name = encoding.from_json("{}").name', []],
    ['job_name = encoding.from_json("{}")["name"][0]', []],
    ['job_name = sys.env', ['alloy.wrong-type']],
    ['job_name = string.split("a", ",")[0]', []],
    ['job_name = string.split("a", ",")', ['alloy.wrong-type']],
    ['job_name = constants', ['alloy.wrong-type']],
    ['job_name = constants.os()', ['alloy.bad-operand']],
    ['job_name = convert.nonsensitive("x")', []],
    ['job_name = coalesce(null, 1, [])', []],
    ['targets = array.concat("a")', ['alloy.duplicate-attribute', 'alloy.wrong-type']],
    ['job_name = (1).x', ['alloy.bad-operand']],
    ['sample_limit = "1" + "2"', []],
    ['sample_limit = "1" + "x"', ['alloy.bad-number']],
    ['sample_limit = 10 % 0', ['alloy.bad-operand']],
    ['sample_limit = 2 ^ 10', []],
    ['sample_limit = -"1"', ['alloy.bad-operand']],
    ['scrape_interval = 1', ['alloy.bad-duration']],
    ['scrape_interval = 2 - 2', []],
    ['scrape_interval = "1" + "m"', []],
    ['honor_labels = !null', ['alloy.bad-operand']],
    ['honor_labels = 1 < "a"', ['alloy.bad-operand']],
    ['honor_labels = 1 < 2 < 3', ['alloy.bad-operand']],
    ['params = { a = ["b", 1, [null]] }', ['alloy.wrong-type']],
    ['bearer_token = 5', ['alloy.wrong-type']],
    ['bearer_token = string.to_lower("X")', []],
  ];
  for (const [line, expected] of table) {
    const { diagnostics } = await check(scrape(line));
    t.same(
      diagnostics.map(({ rule }) => rule),
      expected,
      line,
    );
  }
});

t.test('a secret that would become a plain string, from wherever it comes', async (t) => {
  const text = (value: string) =>
    `remote.vault "v" {\n  server = "x"\n  path = "y"\n  auth.token {\n    token = "t"\n  }\n}\nloki.source.api "x" {\n  forward_to = []\n  labels = { a = ${value} }\n}\n`;
  for (const value of [
    'remote.vault.v.data.key',
    'remote.vault.v.data["key"]',
    '"a" + remote.vault.v.data.key',
    '(remote.vault.v.data.key)',
  ]) {
    const { diagnostics } = await check(text(value));
    t.match(diagnostics, [{ rule: 'alloy.secret-to-string', hint: /nonsensitive/ }], value);
    t.equal(diagnostics.length, 1, value);
  }
  const target =
    text('"x"').replace('labels = { a = "x" }', '') +
    'prometheus.scrape "x" {\n  forward_to = []\n  targets = [{ a = remote.vault.v.data.key, b = 1 }]\n}\n';
  t.match((await check(target)).diagnostics, [
    { rule: 'alloy.secret-to-string', severity: 'warning', message: /target/ },
  ]);
  t.same((await check(text('convert.nonsensitive(remote.vault.v.data.key)'))).diagnostics, []);
  t.same(
    (await check(text('remote.vault.other.data.key'))).diagnostics,
    [],
    'a component that is not there is no matter of types',
  );
});

t.test('a string that a template has yet to fill in may be anything', async (t) => {
  const text = `pyroscope.scrape "x" {
  targets         = [{ __address__ = "XXXXX" }]
  forward_to      = []
  scrape_interval = "XXXXX"
  scheme          = "a" + ("XXXXX")
  basic_auth { }
  bearer_token    = "XXXXX"
  tls_config {
    min_version = "XXXXX"
  }
}
discovery.relabel "y" {
  targets = []
  rule {
    action  = string.to_lower("XXXXX")
    modulus = ["XXXXX"]
  }
}
`;
  const opaque = [...text.matchAll(/"XXXXX"/g)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  t.ok((await check(text)).diagnostics.length > 2, 'as a plain text it is refused');
  const { diagnostics } = await check(text, {}, opaque);
  t.match(diagnostics, [
    { rule: 'alloy.exclusive', severity: 'warning' },
    { rule: 'alloy.wrong-type', span: { start: text.indexOf('["XXXXX"]') } },
  ]);
  t.equal(diagnostics.length, 2);
});

t.test('what was not looked into is said, and only that', async (t) => {
  const notLookedInto = async (text: string) => (await check(text)).result.notLookedInto;
  t.same(await notLookedInto('loki.write "x" {\n}\n'), []);
  t.same(
    await notLookedInto(
      `otelcol.processor.transform "x" {\n  trace_statements {\n    context = "span"\n    statements = []\n  }\n  output { }\n}
import.git "lib" {\n  repository = "x"\n  path = "y"\n}
discovery.relabel "y" {\n  targets = []\n  rule {\n    regex = "("\n  }\n}\n`,
    ),
    ['OTTL statements and conditions', 'regular expressions', 'remote modules (import.git)'],
  );
});

t.test('going to another version: what breaks, what is ignored, which defaults change', async (t) => {
  const text = `pyroscope.ebpf "x" {
  forward_to = []
  pid_map_size = 64
}
otelcol.receiver.opencensus "y" {
  output { }
}
declare "m" {
  otelcol.processor.filter "z" {
    output { }
  }
}
`;
  const options = { version: parseAlloyVersion('1.10'), stability: 'ga', community: false, os: 'linux' } as const;
  const mine = new Set(['alloy.no-op', 'alloy.default-changes', 'alloy.unknown-component']);
  const changes = async (from: string, to: string) => {
    const compared = await compareVersions(
      [{ path: 'x', text }],
      { ...options, version: parseAlloyVersion(from) },
      parseAlloyVersion(to),
    );
    return compared.changes
      .filter(({ rule }) => mine.has(rule))
      .map(({ rule, place, message }) => `${rule} ${place}: ${message}`);
  };
  t.same(await changes('1.10', '1.10.2'), []);
  const far = await changes('1.10', '1.19');
  t.ok(far.includes('alloy.no-op pyroscope.ebpf.x/pid_map_size: "pid_map_size" does nothing since Alloy 1.11'));
  t.ok(
    far.includes(
      'alloy.default-changes pyroscope.ebpf.x/sample_rate: the default of "sample_rate" is 97 now, and 19 with Alloy 1.11',
    ),
  );
  t.ok(far.some((line) => line.startsWith('alloy.unknown-component otelcol.receiver.opencensus.y')));
  t.ok(
    far.includes(
      'alloy.default-changes declare.m/otelcol.processor.filter.z/error_mode: the default of "error_mode" is "propagate" now, and "ignore" with Alloy 1.18',
    ),
  );
  t.notOk(
    far.some((line) => line.includes('cache_rounds')),
    'what does nothing any more has no default to speak of',
  );
  t.ok(
    (await changes('1.19', '1.10')).some((line) => line.includes('is 19 now, and 97 with Alloy 1.10')),
    'downwards too',
  );
});

t.test('defaults of blocks that are left out change too', async (t) => {
  const text = `prometheus.exporter.self "x" { }
database_observability.postgres "db" {
  data_source_name = "postgres://x"
  forward_to = []
  targets = []
  schema_details {
    collect_interval = "1m"
  }
}
otelcol.exporter.loadbalancing "lb" {
  protocol {
    otlp { }
  }
  resolver {
    static {
      hostnames = []
    }
  }
}
`;
  const options = {
    version: parseAlloyVersion('1.16'),
    stability: 'experimental',
    community: false,
    os: 'linux',
  } as const;
  const { changes } = await compareVersions([{ path: 'x', text }], options, parseAlloyVersion('1.19'));
  t.same(
    changes
      .filter(({ rule }) => rule === 'alloy.default-changes')
      .map(({ severity, place, message }) => `${severity} ${place}: ${message}`),
    [
      'info database_observability.postgres.db/query_samples: block "query_samples" is left out, and defaults in it change: "collect_interval" is "15s" now, and "10s" with Alloy 1.18; "exclude_current_user" is true now, and false with Alloy 1.17',
      'warning database_observability.postgres.db/schema_details/cache_enabled: the default of "cache_enabled" is true now, and false with Alloy 1.17',
      'warning database_observability.postgres.db/schema_details/cache_size: the default of "cache_size" is 256 now, and 0 with Alloy 1.17',
      'warning database_observability.postgres.db/schema_details/cache_ttl: the default of "cache_ttl" is "10m" now, and empty with Alloy 1.17',
    ],
    'but resolver.kubernetes, which would need a service, is not there when it is left out',
  );
});

t.test('what two versions share is no change, however much it is, and what is missing is told apart', async (t) => {
  const compare = async (text: string, from: string, to: string, limit = 10) => {
    const options = { version: parseAlloyVersion(from), stability: 'ga', community: false, os: 'linux' } as const;
    return (await compareVersions([{ path: 'x', text }], { ...options, limit }, parseAlloyVersion(to))).changes;
  };
  const wrong = (name: string) => `prometheus.scrape "${name}" {\n  targets = 1\n  forward_to = []\n}\n`;
  const many = Array.from({ length: 30 }, (_, index) => wrong(`x${index}`)).join('');
  const old = 'otelcol.receiver.opencensus "old" {\n  output { }\n}\n';
  t.match(await compare(many + old, '1.11', '1.19'), [{ rule: 'alloy.unknown-component' }]);
  t.equal((await compare(many + old, '1.11', '1.19')).length, 1, 'found behind more than are kept');
  t.same(await compare(old + many, '1.19', '1.11'), []);
  const changes = await compare(
    Array.from({ length: 30 }, (_, index) => old.replace('old', `x${index}`)).join(''),
    '1.10',
    '1.19',
  );
  t.equal(changes.length, 11, 'they are capped');
  t.match(changes.at(-1), { rule: 'alloy.more-findings', message: /^20 more findings/ });
  const select = `beyla.ebpf "b" {\n  attributes {\n    kubernetes {\n      enable = "true"\n    }\n    select {\n    }\n  }\n}\n`;
  const missing = (await compare(select, '1.19', '1.10')).filter(({ rule }) => rule === 'alloy.missing-attribute');
  t.same(
    missing.map(({ place }) => place),
    ['beyla.ebpf.b/attributes/select/exclude', 'beyla.ebpf.b/attributes/select/include'],
    'although "attr" is missing there in both',
  );
});

t.test('every text is either a duration or has a fault', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => (durationOf(text) === undefined) === (durationFault(text) !== undefined)),
  );
  t.pass();
  t.end();
});
