import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { runFlags } from '../../src/alloy/arguments/flags.ts';
import { argumentRules } from '../../src/alloy/arguments/texts.ts';
import { readArguments } from '../../src/alloy/arguments.ts';
import { checkAlloy } from '../../src/alloy/check.ts';
import { rolloutRules } from '../../src/alloy/rules/all.ts';
import { knownSanitisers, parseSanitiser } from '../../src/alloy/rules/sanitisers.ts';
import { parseAlloy } from '../../src/alloy/syntax/parse.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { InputError } from '../../src/base/errors.ts';
import type { FactsDocument } from '../../src/base/facts.ts';
import type { Located } from '../../src/base/located.ts';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { checkText, options, placeless } from './support/configuration.ts';

const docs = await readFile('docs/alloy-rules.md', 'utf8');
const fixtures = 'test/alloy/fixtures/rules';
const rules = [...rolloutRules, ...argumentRules];

/** Each line as an argument, at its place. */
function argumentsOf(text: string): readonly Located<string>[] {
  let start = 0;
  return text.split('\n').map((value) => {
    const span = { start, end: start + value.length };
    start += value.length + 1;
    return { value, file: 'pod.yaml', span };
  });
}

/** A host that allows so many samples a second. */
function host(rate?: number): FactsDocument {
  const key = 'kernel.perf_event_max_sample_rate';
  return {
    schemaVersion: 1,
    host: 'ringtail',
    collectedAt: '2026-11-22T12:00:00Z',
    facts: rate === undefined ? {} : { sysctl: { [key]: { live: rate } } },
    gaps: {},
    from: {},
  };
}

const lineOf = (text: string) => ({ args: argumentsOf(text), command: undefined, image: 'docker.io/grafana/alloy' });

const lines = (text: string, diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ rule, span }) => {
    const { line, column } = positionAt(lineStarts(text), span.start);
    return `${line}:${column} ${rule}`;
  });

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const sections = docs.split(/^### /m).slice(1);
  const seen = new Set<string>();
  for (const section of sections) {
    const [id = ''] = section.split('\n');
    const [failing, passing] = [...section.matchAll(/```(?:alloy|text)\n(.*?)```/gs)].map(([, text = '']) => text);
    if (failing === undefined || passing === undefined) continue;
    seen.add(id);
    const judge = async (text: string): Promise<readonly Diagnostic[]> =>
      id.startsWith('alloy.argument-')
        ? readArguments(lineOf(text.trimEnd()), parseAlloyVersion('1.19')).diagnostics
        : checkText(text, { facts: host(50) });
    t.same([...new Set((await judge(failing)).map(({ rule }) => rule))], [id], `${id}: reported`);
    t.same((await judge(passing)).map(placeless), [], `${id}: silent`);
  }
  t.same(
    rules.map(({ id }) => id).filter((id) => !seen.has(id)),
    [],
    'every rule has examples',
  );
});

t.test('each example of a statement is reported by its rule, or silent', async (t) => {
  const sections = (await readFile('docs/alloy-statement-rules.md', 'utf8')).split(/^### /m).slice(1);
  const asked = (text: string, name: string) => new RegExp(`^// ${name} (\\S+)$`, 'm').exec(text)?.[1];
  const judged = async (text: string): Promise<readonly string[]> => {
    const found = await checkText(text, {
      version: parseAlloyVersion(asked(text, 'version') ?? '1.16'),
      stability: asked(text, 'stability') === 'generally-available' ? 'ga' : 'experimental',
      community: asked(text, 'community') !== 'no',
    });
    return [...new Set(found.map(({ rule }) => rule))].filter((rule) => rule !== 'alloy.unused-component');
  };
  for (const section of sections) {
    const [id = ''] = section.split('\n');
    const [failing = '', passing = ''] = [...section.matchAll(/```alloy\n(.*?)```/gs)].map(([, text = '']) => text);
    t.same(await judged(failing), [id], `${id}: reported`);
    t.same(await judged(passing), [], `${id}: silent`);
  }
});

t.test('the documentation says what the rules say', (t) => {
  const prose = docs.replace(/\s+/g, ' ');
  for (const { id, severity, title, why } of rules)
    t.ok(prose.includes(`### ${id} ${title}. A ${severity}. ${why}`), id);
  for (const { component, block = '', signal = 'every signal' } of knownSanitisers)
    t.ok(docs.includes(`| ${component} | ${block} | ${signal} |`), `${component}/${block}`);
  t.end();
});

for (const name of (await readdir(fixtures)).filter((file) => file.endsWith('.alloy'))) {
  const text = await readFile(join(fixtures, name), 'utf8');
  const version = parseAlloyVersion(/^\/\/ version (\S+)$/m.exec(text)?.[1] ?? '1.16');

  t.test(`what ${name} does is found where it is`, async (t) => {
    const expected = await readFile(join(fixtures, name.replace('.alloy', '.expected')), 'utf8');
    const found = await checkText(text, { version });
    t.same(
      lines(text, found),
      expected.split('\n').filter((line) => line !== ''),
    );
  });

  t.test(`the order of the blocks of ${name} makes no difference but for places`, async (t) => {
    const blocks = parseAlloy({ path: name, text }).file.body.statements.map(({ start, end }) =>
      text.slice(start, end),
    );
    const judged = async (some: readonly string[]): Promise<readonly string[]> =>
      (await checkText(some.join('\n'), { version })).map(placeless).sort();
    const expected = await judged(blocks);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(blocks, { minLength: blocks.length }), async (shuffled) => {
        t.same(await judged(shuffled), expected);
      }),
      { numRuns: 10 },
    );
  });
}

t.test('the way of the data is shown, also through modules', async (t) => {
  const text = await readFile(join(fixtures, 'privacy.alloy'), 'utf8');
  const found = (await checkText(text)).filter(({ rule }) => rule === 'alloy.rum-privacy');
  const ways = found.map(({ message }) => message.replace(/^.*: /, ''));
  t.ok(ways.includes('faro.receiver.rum -> declare.pipeline/loki.process.plain -> loki.write.main'));
  t.ok(ways.includes('faro.receiver.rum -> otelcol.processor.batch.all -> otelcol.exporter.otlphttp.tempo'));
  t.match(
    found.find(({ message }) => message.includes('cannot be followed')),
    { severity: 'blocker', message: /-> remote\.sink\.x$/ },
  );
  t.match(found[0]?.related?.at(-1), { message: 'it goes through here' });
  // The default of an argument means what it means inside of the module.
  const standard = await checkText(`declare "sink" {
  argument "to" {
    optional = true
    default  = [loki.relabel.inner.receiver]
  }
  argument "out" { }
  export "input" {
    value = argument.to.value
  }
  loki.relabel "inner" {
    forward_to = argument.out.value
  }
}
sink "x" {
  out = [loki.echo.out.receiver]
}
loki.echo "out" { }
faro.receiver "rum" {
  output {
    logs = sink.x.input
  }
}
`);
  t.match(standard, [
    { message: /unsanitised: faro\.receiver\.rum -> declare\.sink\/loki\.relabel\.inner -> loki\.echo\.out$/ },
  ]);
});

t.test('sanitisers can be named', async (t) => {
  const text = `faro.receiver "rum" {
  output {
    logs = [loki.relabel.a.receiver]
  }
}
loki.relabel "a" {
  forward_to = [loki.secretfilter.b.receiver]
  rule {
    action = "labeldrop"
    regex  = "page"
  }
}
loki.secretfilter "b" {
  forward_to = [loki.echo.out.receiver]
}
loki.echo "out" { }
`;
  const rules = async (...sanitisers: readonly string[]): Promise<readonly string[]> =>
    (await checkText(text, sanitisers.length > 0 ? { sanitisers } : {})).map(({ rule }) => rule);
  t.same(await rules(), ['alloy.rum-privacy']);
  t.same(await rules('loki.secretfilter'), []);
  t.same(await rules('loki.relabel/rule'), []);
  t.same(await rules('loki.relabel/rule@logs'), []);
  t.same(await rules('loki.relabel/rule@traces', 'loki.relabel/other'), ['alloy.rum-privacy']);
  for (const wrong of [
    '',
    'loki',
    'loki.process/',
    'loki.process@',
    'loki.process/stage.drop@profiles',
    '__proto__',
    'a.b c',
    `a.${'b'.repeat(300)}`,
  ])
    t.throws(() => parseSanitiser(wrong), InputError, wrong);
  await t.rejects(checkText(text, { sanitisers: ['loki'] }), InputError);
});

t.test('the sample rate is held against the host', async (t) => {
  const profiler = (argument: string): string =>
    `discovery.docker "host" {\n  host = "unix:///x"\n}\npyroscope.ebpf "x" {\n  targets = discovery.docker.host.targets\n  forward_to = [pyroscope.write.x.receiver]\n${argument}\n}\npyroscope.write "x" {\n  endpoint {\n    url = "http://pyroscope:4040"\n  }\n}\n`;
  const judge = async (argument: string, facts: FactsDocument | undefined, version = '1.16') => {
    const sources = [{ path: 'x.alloy', text: profiler(argument) }];
    return checkAlloy(sources, { ...options, version: parseAlloyVersion(version), ...(facts ? { facts } : {}) });
  };
  const table: readonly (readonly [argument: string, rate: number, version: string, message: RegExp | undefined])[] = [
    ['sample_rate = 97', 97, '1.16', undefined],
    ['sample_rate = 97', 96, '1.16', /^97 samples a second are asked for, and the host allows 96/],
    ['sample_rate = "97"', 96, '1.17', /^97 samples/],
    ['', 19, '1.16', undefined],
    ['', 18, '1.16', /^19 samples/],
    ['', 50, '1.10', /^97 samples/],
    ['sample_rate = encoding.from_json("1000")', 1, '1.16', undefined],
  ];
  for (const [argument, rate, version, message] of table) {
    const { diagnostics } = await judge(argument, host(rate), version);
    t.match(
      diagnostics,
      message ? [{ rule: 'alloy.sample-rate', severity: 'blocker', message }] : [],
      `${argument} ${rate}`,
    );
  }
  t.same((await judge('', undefined)).notLookedInto, []);
  const unknown = await judge('', host());
  t.same(unknown.diagnostics, []);
  t.same(unknown.notLookedInto, ['sample_rate: the facts of ringtail do not hold kernel.perf_event_max_sample_rate']);
});

t.test('no message repeats a secret', async (t) => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{8,20}$/);
  await fc.assert(
    fc.asyncProperty(secret, async (text) => {
      const found = await checkText(`pyroscope.write "x" {
  endpoint {
    url = "ftp://user:${text}@pyroscope:4040/ingest?x"
    headers = { "X-Api-Key" = "${text}", "X-Scope-OrgID" = "team" }
    bearer_token = "${text}"
    http_headers = { "Authorization" = ["${text}"], "Accept" = ["text"] }
  }
}
pyroscope.receive_http "in" {
  http { }
  forward_to = [pyroscope.write.x.receiver]
}
`);
      t.same(found.map(({ rule }) => rule).sort(), [...Array(4).fill('alloy.plain-secret'), 'alloy.write-url']);
      t.notOk(JSON.stringify(found).includes(text));
    }),
    { numRuns: 20 },
  );
});

t.test('modules that use each other twice over end', async (t) => {
  const declaration = (depth: number): string =>
    depth === 0
      ? 'declare "d0" {\n  argument "to" { }\n  export "in" {\n    value = loki.relabel.x.receiver\n  }\n  loki.relabel "x" {\n    forward_to = argument.to.value\n  }\n}\n'
      : `declare "d${depth}" {\n  argument "to" { }\n  export "in" {\n    value = array.concat([d${depth - 1}.a.in], [d${depth - 1}.b.in])\n  }\n  d${depth - 1} "a" {\n    to = argument.to.value\n  }\n  d${depth - 1} "b" {\n    to = argument.to.value\n  }\n}\n`;
  const text = Array.from({ length: 40 }, (_, depth) => declaration(depth)).join('');
  const use =
    'd39 "x" {\n  to = [loki.echo.out.receiver]\n}\nfaro.receiver "rum" {\n  output {\n    logs = d39.x.in\n  }\n}\nloki.echo "out" { }\n';
  const { diagnostics, notLookedInto } = await checkAlloy([{ path: 'x.alloy', text: text + use }], options);
  t.match(diagnostics, [{ rule: 'alloy.rum-privacy' }]);
  t.ok(notLookedInto.includes('some of the many instances of modules'));
});

const path = '/etc/alloy/config.alloy';

/** `ARGUMENT rule` of each finding. */
const commands: readonly (readonly [version: string, args: readonly string[], expected: readonly string[]])[] = [
  ['1.16', ['run', path, '--storage.path=/data', '--server.http.listen-addr=0.0.0.0:12345'], []],
  ['1.16', ['run', '--storage.path', '/data', path, '--disable-reporting', '--cluster.rejoin-interval', '1m30s'], []],
  ['1.16', ['run', '--server.http.listen-addr=[::]:12345', '--server.http.ui-path-prefix=/alloy', path], []],
  ['1.16', ['run', '--', path], []],
  ['1.16', ['run', '--help'], []],
  ['1.16', ['run', '--storage.path=/data'], ['run argument-path']],
  ['1.16', ['run', path, '/etc/alloy/more.alloy'], ['/etc/alloy/more.alloy argument-path']],
  ['1.16', ['run', '--cluster.enabled', 'false', path], ['false argument-path']],
  ['1.16', ['run', '--cluster.enabled=no', path], ['--cluster.enabled=no argument-value']],
  ['1.16', ['run', path, '-storage.path=/data'], ['-storage.path=/data argument-unknown']],
  ['1.16', ['run', path, '---storage.path=/data'], ['---storage.path=/data argument-unknown']],
  ['1.16', ['run', path, '--storage.path'], ['--storage.path argument-unknown']],
  ['1.16', ['run', path, '--constructor=x'], ['--constructor=x argument-unknown']],
  ['1.16', ['run', path, '--windows.priority=high'], ['--windows.priority=high argument-unknown']],
  ['1.16', ['run', path, '--stability.level', 'ga'], ['ga argument-value']],
  ['1.16', ['run', path, '--config.format=river'], ['--config.format=river argument-value']],
  ['1.16', ['run', path, '--cluster.max-join-peers=few'], ['--cluster.max-join-peers=few argument-value']],
  ['1.16', ['run', path, '--cluster.wait-timeout=5'], ['--cluster.wait-timeout=5 argument-value']],
  ['1.16', ['run', path, '--server.http.listen-addr=0.0.0.0'], ['--server.http.listen-addr=0.0.0.0 argument-value']],
  ['1.16', ['run', path, '--server.http.listen-addr=:70000'], ['--server.http.listen-addr=:70000 argument-value']],
  ['1.16', ['run', path, '--server.http.listen-addr=$(POD_IP):12345', '--stability.level=$(LEVEL)'], []],
  // New and gone.
  [
    '1.10',
    ['run', path, '--feature.component-shutdown-deadline=5m'],
    ['--feature.component-shutdown-deadline=5m argument-unknown'],
  ],
  [
    '1.11.0',
    ['run', path, '--feature.component-shutdown-deadline=5m'],
    ['--feature.component-shutdown-deadline=5m argument-unknown'],
  ],
  ['1.11.2', ['run', path, '--feature.component-shutdown-deadline=5m'], []],
  ['1.12', ['run', path, '--feature.component-shutdown-deadline=5m'], []],
  [
    '1.16',
    ['run', path, '--server.http.enable-graphql=false'],
    ['--server.http.enable-graphql=false argument-unknown'],
  ],
  ['1.19', ['run', path, '--server.http.enable-graphql=false'], []],
  ['1.19', ['run', path, '--server.http.enable-graphql'], ['--server.http.enable-graphql argument-stability']],
  [
    '1.10',
    ['run', path, '--feature.prometheus.metric-validation-scheme=utf-8'],
    ['--feature.prometheus.metric-validation-scheme=utf-8 argument-stability'],
  ],
  ['1.10', ['run', path, '--feature.prometheus.metric-validation-scheme', 'legacy'], []],
  [
    '1.11',
    ['run', path, '--feature.prometheus.metric-validation-scheme=utf-8'],
    ['--feature.prometheus.metric-validation-scheme=utf-8 argument-no-effect'],
  ],
  ['1.16', [path], [`${path} argument-command`]],
  ['1.16', ['--storage.path=/data', path], ['--storage.path=/data argument-command']],
  ['1.16', ['fmt', path], []],
];

t.test('arguments', (t) => {
  for (const [version, args, expected] of commands) {
    const text = args.join('\n');
    const { diagnostics } = readArguments(lineOf(text), parseAlloyVersion(version));
    t.same(
      diagnostics.map(({ rule, span }) => `${text.slice(span.start, span.end)} ${rule.replace('alloy.', '')}`),
      expected,
      `${version} ${args.join(' ')}`,
    );
  }
  const newest = parseAlloyVersion('1.19');
  t.same(readArguments({ args: undefined, command: undefined, image: undefined }, newest), {
    diagnostics: [],
    notLookedInto: [],
  });
  const gap = (args: readonly string[], command?: readonly string[], image = 'grafana/alloy'): readonly string[] => {
    const line = { ...lineOf(args.join('\n')), command: command && argumentsOf(command.join('\n')), image };
    return readArguments(line, newest).notLookedInto;
  };
  t.match(gap(['alloy run x'], ['sh', '-c']), [/inside of the command of sh/]);
  t.match(gap(['otel', '--config=x']), [/^the arguments of alloy otel$/]);
  t.match(gap(['run', path, '--server.http.enable-graphql=false']), [
    /^whether Alloy 1\.19 has the flag --server\.http\.enable-graphql/,
  ]);
  t.match(gap(['run', path, '--stability.level=$(LEVEL)']), [
    /^the value of --stability\.level, which Kubernetes fills in$/,
  ]);
  t.match(gap(['run', '--feature.prometheus.metric-validation-scheme', 'utf-8', path]), [/behind --feature/]);
  t.same(gap([path], ['/bin/alloy', 'run']), []);
  t.match(gap([path], ['/entrypoint.sh']), [/inside of the command of \/entrypoint\.sh/]);
  // The entry point of an image of one's own may be `alloy run`.
  t.match(gap([path], undefined, 'registry.example.org/house/alloy'), [
    /what registry\.example\.org\/house\/alloy puts before/,
  ]);
  t.same(gap(['run', path], undefined, 'registry.example.org/house/alloy'), []);

  const named = [...runFlags.keys()].filter((name) => name !== 'help');
  for (const name of named) {
    const { diagnostics } = readArguments(lineOf(`run\n${path}\n--${name}x=1`), newest);
    t.match(diagnostics, [{ rule: 'alloy.argument-unknown', hint: `Write --${name}` }], name);
  }
  // Whatever stands there ends in findings that repeat no value of an unknown flag.
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('--', '-', '--=', 'run', path, '--storage.path', '--cluster.enabled'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const clean = words.map((one) => one.replaceAll('\n', ' '));
      const { diagnostics } = readArguments(lineOf(['run', ...clean].join('\n')), newest);
      return diagnostics.every(({ span }) => span.start <= span.end);
    }),
  );
  const secret = readArguments(lineOf(`run\n${path}\n--remote.password=hunter2`), newest);
  t.notOk(JSON.stringify(secret.diagnostics).includes('hunter2'));
  t.end();
});
