import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { catalogue, readCatalogue } from '../../src/alloy/catalogue/catalogue.ts';
import { viewIn, viewOf } from '../../src/alloy/catalogue/view.ts';
import { scopeOf } from '../../src/alloy/scope.ts';
import { checkStatements } from '../../src/alloy/shape/statements.ts';
import { parseAlloy } from '../../src/alloy/syntax/parse.ts';
import type { Block } from '../../src/alloy/syntax/tree.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';
import { findings } from '../../src/base/findings.ts';
import { check, lines, settingsOf } from './support/check.ts';
import { minimalBody, requiredPlaces } from './support/minimal.ts';

const fixtures = 'test/alloy/fixtures';
const names = async (folder: string): Promise<readonly string[]> =>
  (await readdir(`${fixtures}/${folder}`)).filter((name) => name.endsWith('.alloy')).sort();

t.test('configurations that Alloy takes are silent', async (t) => {
  for (const name of await names('ok')) {
    const text = await readFile(`${fixtures}/ok/${name}`, 'utf8');
    const { diagnostics } = await check(text, settingsOf(text));
    t.same(
      diagnostics.map(({ message }, index) => `${lines(text, diagnostics)[index]}: ${message}`),
      [],
      name,
    );
  }
});

t.test('faults are found where they are', async (t) => {
  for (const name of await names('err')) {
    const text = await readFile(`${fixtures}/err/${name}`, 'utf8');
    const expected = await readFile(`${fixtures}/err/${name.replace('.alloy', '.expected')}`, 'utf8');
    const { diagnostics } = await check(text, settingsOf(text));
    t.same(lines(text, diagnostics), expected.trim().split('\n'), name);
  }
});

t.test('a component that the configuration declares runs without a label, but for alloy validate', async (t) => {
  const declared = 'declare "unit" {\n  export "url" {\n    value = "http://pyroscope:4040"\n  }\n}\n';
  const once = await check(`${declared}unit { }\npyroscope.write "main" {\n  endpoint {\n    url = unit.url\n  }\n}\n`);
  t.match(once.diagnostics, [{ rule: 'alloy.label-required', severity: 'warning', span: { start: declared.length } }]);
  t.equal(once.diagnostics.length, 1);
  t.notOk(once.result.diagnostics.some(({ severity }) => severity === 'blocker'));
  const twice = await check(`${declared}unit { }\nunit { }\n`);
  t.same(
    twice.diagnostics.filter(({ severity }) => severity === 'blocker').map(({ rule }) => rule),
    ['alloy.duplicate-component'],
  );
});

t.test('what another version has is said with the version', async (t) => {
  const text = 'pyroscope.ebpf "x" {\n  forward_to = []\n  comm = "both"\n}\n';
  const old = await check(text, { version: parseAlloyVersion('1.13.1') });
  t.match(old.diagnostics, [
    { message: 'attribute "comm" exists since 1.15, you run 1.13.1', place: 'pyroscope.ebpf.x/comm' },
  ]);
  const gone = await check('otelcol.receiver.opencensus "x" { }', { version: parseAlloyVersion('1.14') });
  t.match(gone.diagnostics, [{ message: /was removed after 1\.12, you run 1\.14/ }]);
  const near = await check('pyroscope.ebfp "x" { }\nprometheus.scrape "y" {\n  targets = []\n  forward_too = []\n}\n');
  t.match(near.diagnostics, [
    { rule: 'alloy.unknown-component', hint: 'Did you mean "pyroscope.ebpf"?' },
    // That it is missing is the same mistake.
    { rule: 'alloy.unknown-attribute', hint: 'Did you mean "forward_to"? It is required, and missing' },
  ]);
  t.equal(near.diagnostics.length, 2);
});

for (const version of catalogue().versions) {
  const view = viewOf(version);
  const components = [...catalogue().names('component')].flatMap((name) => view.component(name) ?? []);
  const everything = {
    version: parseAlloyVersion(version),
    stability: 'experimental',
    community: true,
    limit: 1e6,
  } as const;
  const oses = [...new Set(components.map(({ os }) => os?.[0] ?? 'linux'))];
  const on = (os: string) => components.filter((component) => (component.os?.[0] ?? 'linux') === os);

  t.test(`${version}: every component with the least it may hold is silent`, async (t) => {
    for (const os of oses) {
      const text = on(os)
        .map(({ name, raw }) => `${name} "x" {\n${minimalBody(view, view.bodyOf(raw), undefined)}\n}\n`)
        .join('');
      const { diagnostics } = await check(text, { ...everything, os });
      t.same(
        diagnostics.map(({ place, message }) => `${place}: ${message}`),
        [],
        os,
      );
    }
  });

  t.test(`${version}: each required element that is left out is reported, and nothing else`, async (t) => {
    for (const os of oses) {
      const texts: string[] = [];
      const expected: string[] = [];
      for (const { name, raw } of on(os)) {
        for (const [index, place] of requiredPlaces(view, view.bodyOf(raw)).entries()) {
          texts.push(`${name} "x${index}" {\n${minimalBody(view, view.bodyOf(raw), place)}\n}\n`);
          expected.push(`${name}.x${index}/${place}`);
        }
      }
      const { diagnostics } = await check(texts.join(''), { ...everything, os });
      t.same(
        diagnostics.map(({ place }) => place),
        expected,
        os,
      );
      t.ok(diagnostics.every(({ rule }) => rule === 'alloy.missing-attribute' || rule === 'alloy.missing-block'));
    }
  });
}

t.test('kinds of bodies that no component of Alloy has today', (t) => {
  const catalogueText = [
    '{"versions":{"1.1":"v1.1.0"},"source":"test","written":"2026-01-01"}',
    'component a.b {"blocks":{"free":{"freeform":"list(string)"},"two":{"count":2}}}',
  ].join('\n');
  const view = viewIn(readCatalogue(catalogueText), '1.1');
  const text = `a.b "x" {
  free {
    any = ["a"]
    any = [true]
    block { }
  }
  two { }
  two { }
  two { }
}
`;
  const source = { path: 'x', text };
  const { file } = parseAlloy(source);
  const settings = { version: parseAlloyVersion('1.19'), stability: 'ga', community: false, os: 'linux' } as const;
  const found = findings(['x'], 10, 'alloy.more-findings');
  const scope = scopeOf('root', [file.body], view);
  const [notLookedInto, faulty] = [new Set<string>(), new Set<Block>()];
  const walk = { view, settings, findings: found, notLookedInto, faulty, file: '', scope, place: [] };
  checkStatements(walk, [{ file: 'x', body: file.body, scope, place: [] }]);
  t.same(lines(text, found.all()), [
    '4:5 alloy.repeated-key',
    '4:12 alloy.wrong-type',
    '5:5 alloy.unknown-block',
    '9:3 alloy.duplicate-block',
  ]);
  t.end();
});

t.test('findings of one file are capped, blockers apart, and the rest is counted', async (t) => {
  const many = Array.from({ length: 500 }, (_, index) => `loki.wirte "x${index}" { }\n`).join('');
  const warned = 'pyroscope.ebpf "x" {\n  forward_to = []\n  pid_map_size = 1\n}\n';
  const { diagnostics } = await check(many + warned, { limit: 20 });
  t.equal(diagnostics.length, 22);
  t.ok(diagnostics.some(({ rule }) => rule === 'alloy.no-op'));
  t.match(diagnostics.at(-1), {
    severity: 'blocker',
    // The profiler has two faults of its own: no targets, and nowhere to send to.
    message: '482 more findings in this file are not shown, 482 of them blockers',
  });
});

t.test('one thing broken in a valid file is one finding at that place', async (t) => {
  const text = await readFile(`${fixtures}/ok/profiling.alloy`, 'utf8');
  const settings = settingsOf(text);
  const mutations: readonly (readonly [from: string, to: string, rule: string, at?: string])[] = [
    ['discovery.kubernetes "pods"', 'discovery.kubernets "pods"', 'alloy.unknown-component'],
    ['role = "pod"\n', '\n', 'alloy.missing-attribute', 'discovery.kubernetes "pods"'],
    ['sample_rate  ', 'sample_rat  ', 'alloy.unknown-attribute'],
    ['node = true', 'node = "true"', 'alloy.wrong-type', '"true"'],
    ['"15s"', '"15"', 'alloy.bad-duration'],
    ['action        = "replace"', 'action        = "relace"', 'alloy.bad-value', '"relace"'],
    ['rule {', 'rule "x" {', 'alloy.label-forbidden', '"x"'],
    ['rule {', 'ruel {', 'alloy.unknown-block'],
    ['attach_metadata {\n    node = true\n  }', 'attach_metadata = { node = true }', 'alloy.block-as-attribute'],
    ['sys.env("HOSTNAME")', 'sys.env()', 'alloy.argument-count'],
    ['sys.env("HOSTNAME")', '1', 'alloy.bad-operand', '"spec.nodeName=" + 1'],
    ['pyroscope.write "default"', 'pyroscope.write', 'alloy.label-required', 'pyroscope.write {'],
    [
      'separator     = "/"',
      'separator     = "/"\n    separator     = "/"',
      'alloy.duplicate-attribute',
      'separator     = "/"\n    target',
    ],
    [
      'username = "alloy"',
      'username = local.file.token.content\n      password_file = "/x"',
      'alloy.exclusive',
      'password = ',
    ],
    ['[pyroscope.write.default.receiver]', 'pyroscope.write.default.receiver', 'alloy.wrong-type'],
    ['"env" = "production"', '"env" = ["production"]', 'alloy.wrong-type', '["production"]'],
  ];
  for (const [from, to, rule, at = to] of mutations) {
    const broken = text.replace(from, to);
    t.not(broken, text, from);
    const { diagnostics } = await check(broken, settings);
    t.equal(diagnostics.length, 1, `${from} -> ${to}: ${diagnostics.map(({ message }) => message).join('; ')}`);
    t.match(diagnostics[0], { rule, span: { start: broken.indexOf(at) } }, `${from} -> ${to}`);
  }
});

t.test('any text ends in diagnostics that lie inside of it', async (t) => {
  const texts = await Promise.all(
    ['ok', 'err'].map(async (folder) =>
      Promise.all((await names(folder)).map((name) => readFile(`${fixtures}/${folder}/${name}`, 'utf8'))),
    ),
  );
  const words = [
    ...new Set(
      texts
        .flat()
        .join(' ')
        .match(/\w+|"[^"\n]*"|[^\w\s]|\s+/g) ?? [],
    ),
  ];
  const words2 = ['__proto__', 'constructor', 'toString', 'loki.process "x" {', 'declare "loki" {', '}'];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...words, ...words2), fc.string()), { maxLength: 60 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(...catalogue().versions), async (source, version) => {
      const { result } = await check(source, { version: parseAlloyVersion(version) });
      return result.diagnostics.every(
        ({ span }) => 0 <= span.start && span.start <= span.end && span.end <= source.length,
      );
    }),
    { numRuns: 500 },
  );
  t.pass();
});
