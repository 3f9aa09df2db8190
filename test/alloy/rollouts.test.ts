import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { checkAlloy } from '../../src/alloy/check.ts';
import { diskReader } from '../../src/alloy/modules/reader.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import type { SourceText } from '../../src/base/text.ts';
import { checkFolder, checkText, options, placeless, sourcesOf } from './support/configuration.ts';

const fixtures = 'test/alloy/fixtures/rollouts';

for (const name of await readdir(fixtures)) {
  t.test(`nothing is said of ${name}`, async (t) => {
    for (const version of ['1.10', '1.13', '1.16', '1.19']) {
      const { diagnostics } = await checkFolder(join(fixtures, name), { version: parseAlloyVersion(version) });
      t.same(diagnostics.map(placeless), [], version);
    }
  });
}

type Mistake = readonly [from: string, to: string, rule: string, at: string];

/** One thing is changed; the rule that finds it, and the text that the finding is at. */
const mistakes: Readonly<Record<string, readonly Mistake[]>> = {
  profiling: [
    ['pyroscope.ebpf "node"', 'pyroscope.epbf "node"', 'unknown-component', 'pyroscope.epbf "node"'],
    ['targets       = disc', 'target        = disc', 'unknown-attribute', 'target'],
    ['= discovery.relabel.profiled.output', '= discovery.relabel.profile.output', 'unknown-reference', ''],
    ['= discovery.relabel.profiled.output', '= discovery.relabel.profiled.targets', 'unknown-export', ''],
    ['= discovery.relabel.profiled.output', '= profiled', 'unknown-reference', 'profiled'],
    ['= discovery.relabel.profiled.output', '= [discovery.relabel.profiled.output]', 'wrong-type', ''],
    ['forward_to    = [', 'forwardto     = [', 'unknown-attribute', 'forwardto'],
    [
      '[pyroscope.write.backend.receiver]\n\n  rule',
      '[]\n\n  rule',
      'pipeline-ends',
      '[pyroscope.relabel.trim.receiver]',
    ],
    ['[pyroscope.relabel.trim.receiver]', '[pyroscope.relabel.trim]', 'whole-component', 'pyroscope.relabel.trim'],
    ['sample_rate   = 97', 'sample_rate   = "fast"', 'bad-number', '"fast"'],
    ['pyroscope.write "backend"', 'pyroscope.wirte "backend"', 'unknown-component', 'pyroscope.wirte "backend"'],
    ['  endpoint {', '  endpont {', 'unknown-block', 'endpont'],
    ['    url     =', '    ulr     =', 'unknown-attribute', 'ulr'],
    ['http://pyroscope-dis', 'pyroscope-dis', 'write-url', ''],
    ['  role = "pod"\n\n', '  role = "pods"\n\n', 'kubernetes-role', '"pods"'],
    ['  selectors {', '  selector {', 'unknown-block', 'selector'],
    ['    field = "spec', '    fields = "spec', 'unknown-attribute', 'fields'],
    ['    role  = "pod"\n', '    role  = "node"\n', 'node-local', 'discovery.kubernetes "local_pods"'],
    ['"spec.nodeName=" + sys.env("HOSTNAME")', '"spec.nodeName=ringtail"', 'node-local', '"spec.nodeName=ringtail"'],
  ],
  browsers: [
    ['    logs   = [loki.process', '    log    = [loki.process', 'unknown-attribute', 'log'],
    [
      '[loki.process.visitors.receiver]',
      '[loki.process.visitor.receiver]',
      'unknown-reference',
      'loki.process.visitor.receiver',
    ],
    [
      '.visitors.receiver]',
      '.visitors.receiver, loki.write.default.receiver]',
      'rum-privacy',
      'loki.write.default.receiver',
    ],
    ['butes.visitors.input]', 'butes.visitors.input, otelcol.exporter.otlphttp.tempo.input]', 'rum-privacy', ''],
    [
      '[loki.relabel.shared.receiver]\n}\n\nloki.relabel',
      '[otelcol.exporter.otlphttp.tempo.input]\n}\n\nloki.relabel',
      'wrong-type',
      '',
    ],
    ['    action = "delete"', '    actoin = "delete"', 'unknown-attribute', 'actoin'],
  ],
  modules: [
    ['declare "log_sink" {', 'declare "log_sinks" {', 'unknown-component', ''],
    ['    to = argument.logs.value', '    too = argument.logs.value', 'unknown-attribute', 'too'],
    ['  logs = [lib.log_sink.loki.receiver]', '  logs = [lib.log_sink.loki.reciever]', 'unknown-export', ''],
    [
      '[sanitised.logs.receiver]',
      'array.concat([sanitised.logs.receiver], argument.logs.value)',
      'rum-privacy',
      'argument.logs.value',
    ],
    ['"http://pyroscope.profiling.svc:4040"', '"pyroscope.profiling.svc:4040"', 'write-url', ''],
    ['field = "spec.nodeName=" + argument.node.value', 'field = argument.nodes.value', 'unknown-reference', ''],
  ],
};

for (const [name, rows] of Object.entries(mistakes)) {
  t.test(`one mistake in ${name} is one finding`, async (t) => {
    const sources = await sourcesOf(join(fixtures, name));
    const disk = diskReader();
    for (const [from, to, rule, at] of rows) {
      const changed: SourceText[] = [];
      const change = (source: SourceText): SourceText => {
        const text = source.text.replace(from, () => to);
        if (text !== source.text) changed.push(source);
        return { ...source, text };
      };
      const { diagnostics, configuration } = await checkAlloy(sources.map(change), {
        ...options,
        readModules: async (importing, path) => {
          const found = await disk(importing, path);
          return found.kind === 'files' ? { ...found, files: found.files.map(change) } : found;
        },
      });
      t.equal(changed.length, 1, `"${from}" is in one file`);
      const files = [...configuration.files, ...configuration.imported.flatMap((one) => one.files)];
      const textAt = ({ file, span }: Diagnostic): string =>
        files.find(({ source }) => source.path === file)?.source.text.slice(span.start, span.end) ?? '';
      t.same(
        diagnostics.map((one) => `${one.rule} ${at === '' ? '' : textAt(one)}`),
        [`alloy.${rule} ${at}`],
        `${from} -> ${to}`,
      );
    }
  });
}

/** Sinks on the way out; of what is not used nothing but that is said. */
const sinks = `
loki.write "out" {
  endpoint {
    url = "http://loki:3100/loki/api/v1/push"
  }
}
otelcol.exporter.otlphttp "out" {
  client {
    endpoint = "http://tempo:4318"
  }
}
`;

const faro = (output: string): string => `faro.receiver "rum" {
  output {
    ${output}
  }
}
`;

/** Traces through a processor of OpenTelemetry, or logs through a stage. */
const traces = (name: string, body: string): string => `${faro(`traces = [otelcol.processor.${name}.p.input]`)}
otelcol.processor.${name} "p" {
  ${body}
  output {
    traces = [otelcol.exporter.otlphttp.out.input]
  }
}
`;

const logs = (stage: string): string => `${faro('logs = [loki.process.p.receiver]')}
loki.process "p" {
  forward_to = [loki.write.out.receiver]
  ${stage}
}
`;

/** An export of a module, which has a way with a sanitiser and one without. */
const exported = (output: string, value: string): string => `${faro(output)}
declare "m" {
  export "x" {
    value = ${value}
  }
  loki.write "in" {
    endpoint {
      url = "http://loki:3100/loki/api/v1/push"
    }
  }
  loki.process "clean" {
    forward_to = [loki.write.in.receiver]
    stage.drop {
      expression = "x"
    }
  }
}
m "a" { }
`;

const bridge = `${faro('logs = [otelcol.receiver.loki.b.receiver]')}
otelcol.receiver.loki "b" {
  output {
    logs = [otelcol.processor.transform.p.input]
  }
}
otelcol.processor.transform "p" {
  statements {
    trace = ["x"]
  }
  output {
    logs = [otelcol.exporter.otlphttp.out.input]
  }
}
`;

const insert = 'action {\nkey = "a"\naction = "insert"\nvalue = 1\n}\n';
const remove = 'action {\nkey = "b"\naction = "delete"\n}\n';
const both = '{ clean = [loki.process.clean.receiver], to = [loki.write.in.receiver] }';
const inBranch = 'stage.match {\nselector = "{a=\\"b\\"}"\nstage.replace {\nexpression = "(x)"\n}\n}';
const git = 'import.git "g" {\nrepository = "https://example.org/x.git"\npath = "x.alloy"\n}\ng.sink "s" { }\n';

/** What the data of a faro.receiver meets, and whether it leaves the process unsanitised. */
const ways: readonly (readonly [what: string, text: string, found: 'fail' | 'unknown' | 'silent'])[] = [
  ['a stage', logs('stage.replace {\nexpression = "(x)"\n}'), 'silent'],
  ['a stage in a branch', logs(inBranch), 'fail'],
  ['no labels to drop', logs('stage.label_drop {\nvalues = []\n}'), 'fail'],
  [
    'one of two ways',
    logs('stage.drop {\nexpression = "x"\n}').replace('.p.receiver]', '.p.receiver, loki.write.out.receiver]'),
    'fail',
  ],
  ['an action that adds', traces('attributes', insert), 'fail'],
  ['an action that deletes', traces('attributes', insert + remove), 'silent'],
  ['a redaction', traces('redaction', 'allow_all_keys = true\nblocked_values = ["x"]'), 'silent'],
  ['a redaction of nothing', traces('redaction', 'allow_all_keys = true'), 'fail'],
  ['statements for the signal', traces('transform', 'statements {\ntrace = ["x"]\n}'), 'silent'],
  ['statements for another signal', bridge, 'fail'],
  ['no statements', traces('transform', 'trace_statements {\ncontext = "span"\nstatements = []\n}'), 'fail'],
  ['conditions', traces('filter', 'traces {\nspan = ["x"]\n}'), 'silent'],
  ['no conditions', traces('filter', 'traces { }'), 'fail'],
  [
    'an element of a list',
    exported('logs = [m.a.x[1]]', '[loki.process.clean.receiver, loki.write.in.receiver]'),
    'fail',
  ],
  ['another element', exported('logs = [m.a.x[0]]', '[loki.process.clean.receiver, loki.write.in.receiver]'), 'silent'],
  ['a field of an object', exported('logs = m.a.x.to', both), 'fail'],
  ['a field by its key', exported('logs = m.a.x["clean"]', both), 'silent'],
  ['any field', exported('logs = m.a.x[sys.env("X")]', both), 'fail'],
  [
    'the first that is there',
    exported('logs = [coalesce(m.a.x, loki.write.out.receiver)]', 'loki.process.clean.receiver'),
    'fail',
  ],
  ['a function', faro('logs = encoding.from_json(sys.env("X"))'), 'unknown'],
  ['an import', git + faro('logs = [g.sink.s.x]'), 'unknown'],
  [
    'an argument of what nothing uses',
    `declare "rum" {\nargument "to" { }\n${faro('logs = argument.to.value')}}\n`,
    'silent',
  ],
  [
    'an element of a foreach',
    `foreach "f" {\ncollection = [loki.write.out.receiver]\nvar = "to"\ntemplate {\n${faro('logs = [to]')}}\n}\n`,
    'fail',
  ],
];

t.test('visitors’ data is followed, and nothing is taken for a sanitiser that is none', async (t) => {
  const version = parseAlloyVersion('1.19');
  for (const [what, text, expected] of ways) {
    const found = (await checkText(text + sinks, { version })).filter(({ rule }) => rule !== 'alloy.unused-component');
    const said = found.map(({ rule, status = 'fail' }) => `${rule} ${status}`);
    t.same(said, expected === 'silent' ? [] : [`alloy.rum-privacy ${expected}`], what);
  }
});
