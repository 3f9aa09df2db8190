/** Every rule over provisioning files: the examples of the documentation, fixtures with places, hostile texts. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { printable } from '../../src/base/display.ts';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { readYamlDocuments } from '../../src/base/yaml-documents.ts';
import { checkDataSources, rules } from '../../src/grafana/check.ts';
import { checkDataSourceFiles } from '../../src/grafana/check-files.ts';
import { constantOf, referencesIn } from '../../src/grafana/interpolation.ts';
import { looksLikeDataSources, mayBeDataSources } from '../../src/grafana/looks.ts';
import type { Options } from '../../src/grafana/rule.ts';
import { uidOfName } from '../../src/grafana/uid.ts';

const docs = await readFile('docs/grafana-rules.md', 'utf8');
const fixtures = 'test/grafana/fixtures';

interface Judged {
  readonly diagnostics: readonly Diagnostic[];
  readonly notLookedInto: readonly string[];
}

/** Judges a text, or several that are told apart by lines such as `# b.yaml`; `# Grafana 10.2` sets the version. */
async function judge(example: string): Promise<Judged> {
  const options: Options = {
    ...versionIn(example),
    ...(example.startsWith('# in a cluster\n') ? { isInCluster: true } : {}),
  };
  const files = filesIn(example);
  const judged = [];
  for (const file of files) judged.push({ path: file.path, ...(await checkDataSources(file, options)) });
  const across = checkDataSourceFiles(
    judged.flatMap(({ path, summary }) => (summary === undefined ? [] : [{ path, summary }])),
  );
  return {
    diagnostics: [...judged.flatMap(({ diagnostics }) => diagnostics), ...across.diagnostics],
    notLookedInto: [...judged.flatMap(({ notLookedInto }) => notLookedInto), ...across.notLookedInto],
  };
}

function versionIn(example: string): Options {
  const [, version] = /^# Grafana (\S+)$/m.exec(example) ?? [];
  return version === undefined ? {} : { grafanaVersion: version };
}

function filesIn(example: string): readonly { readonly path: string; readonly text: string }[] {
  const starts = [...example.matchAll(/^# (\S+\.yaml)\n/gm)];
  if (starts.length === 0) return [{ path: 'x.yaml', text: example }];
  return starts.map(({ index, 0: line, 1: path = '' }, at) => ({
    path,
    text: example.slice(index + line.length, starts[at + 1]?.index),
  }));
}

const ids = (diagnostics: readonly Diagnostic[]): readonly string[] => [
  ...new Set(diagnostics.map(({ rule }) => rule)),
];

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const seen = new Set<string>();
  for (const section of docs.split(/^### /m).slice(1)) {
    const [id = ''] = section.split('\n');
    const [failing = '', passing = ''] = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    seen.add(id);
    t.same(ids((await judge(failing)).diagnostics), [id], `${id}: reported`);
    t.same(
      (await judge(passing)).diagnostics.map(({ rule, message }) => `${rule}: ${message}`),
      [],
      `${id}: silent`,
    );
    const [root] = readYamlDocuments(filesIn(passing)[0]?.text ?? '').documents;
    t.ok(looksLikeDataSources(root) || passing.includes('datasources: []'), `${id}: recognised`);
  }
  t.same([...seen].sort(), rules.map(({ id }) => id).sort(), 'every rule has examples');
});

for (const name of (await readdir(fixtures)).filter((file) => file.endsWith('.yaml'))) {
  t.test(`what ${name} does is found where it is`, async (t) => {
    const text = await readFile(join(fixtures, name), 'utf8');
    const expected = await readFile(join(fixtures, name.replace('.yaml', '.expected')), 'utf8');
    const starts = lineStarts(text);
    const found = (await judge(text)).diagnostics.map(({ rule, span }): string => {
      const { line, column } = positionAt(starts, span.start);
      return `${line}:${column} ${rule} ${printable(text.slice(span.start, span.end).slice(0, 40))}`.trimEnd();
    });
    t.same(
      found,
      expected.split('\n').filter((line) => line !== ''),
    );
  });
}

t.test('uids are those that Grafana makes', (t) => {
  t.equal(uidOfName('Pyroscope'), 'P02E4190217B50628');
  t.equal(uidOfName('Tempo'), 'P214B5B846CF3925F');
  t.equal(uidOfName('Loki'), 'P8E80F9AEF21F6940');
  t.equal(uidOfName('Prometheus'), 'PBFA97CFB590B2093');
  t.end();
});

t.test('references in strings are those that Grafana replaces', (t) => {
  const table: readonly (readonly [text: string, names: readonly string[], constant?: string])[] = [
    ['plain', [], 'plain'],
    ['$HOME', ['HOME']],
    ['${HOME}x', ['HOME']],
    ['$$HOME', [], '$HOME'],
    ['$$$HOME', ['HOME']],
    ['$$$$', [], '$$'],
    ['a$', [], 'a$'],
    ['a$ b', [], 'a$ b'],
    ['a$(b)', [], 'a$(b)'],
    ['$1$@', ['1', '@']],
    ['$__file{/run/x}', ['/run/x']],
    ['${__span.tags["a.b"]}', ['__span.tags["a.b"]']],
    ['$__tags', ['__tags']],
    ['$__other{x}', ['__other']],
    ['${', [], '${'],
  ];
  for (const [text, names, constant] of table) {
    t.same(
      referencesIn(text).map(({ name }) => name),
      names,
      text,
    );
    t.equal(constantOf(text), constant, text);
  }
  t.end();
});

t.test('a file is summarised for the others', async (t) => {
  const text = `apiVersion: 1
datasources:
  - name: Pyroscope
    type: grafana-pyroscope-datasource
    url: http://pyroscope:4040
    isDefault: "true"
    jsonData: {httpHeaderName1: X-Scope-OrgID}
    secureJsonData: {httpHeaderValue1: shop}
  - name: Tempo
    type: tempo
    orgId: 2
    uid: tempo
    url: $TEMPO
    jsonData: {tracesToProfiles: {datasourceUid: pyroscope}}
deleteDatasources: [{name: Old, orgName: Main}]
`;
  const { summary, notLookedInto } = await checkDataSources({ path: 'a.yaml', text });
  t.match(summary, {
    dataSources: [
      {
        uid: { value: 'P02E4190217B50628', isDerived: true },
        org: '1',
        url: { value: 'http://pyroscope:4040', file: 'a.yaml' },
        tenant: { value: 'shop' },
        isDefault: { value: true },
        links: [],
      },
      {
        uid: { value: 'tempo', isDerived: false },
        org: '2',
        url: undefined,
        tracesToProfiles: { datasourceUid: { value: 'pyroscope' } },
        links: [{ key: 'tracesToProfiles', datasourceUid: { value: 'pyroscope' } }],
      },
    ],
    deletions: [{ name: { value: 'Old' }, org: 'name Main' }],
  });
  t.match(notLookedInto, [/come from the environment/, /whether spans carry pyroscope\.profile\.id/]);
});

t.test('what the environment decides is not judged, and said', async (t) => {
  const { diagnostics, notLookedInto } = await judge(`apiVersion: 1
datasources:
  - name: Pyroscope
    type: grafana-pyroscope-datasource
    uid: $UID
    url: http://pyroscope:4040
  - name: Tempo
    type: tempo
    uid: tempo
    url: http://tempo:3200
    jsonData:
      tracesToProfiles: {datasourceUid: other, profileTypeId: "a:b:c:d:e"}
`);
  t.same(diagnostics, []);
  t.ok(notLookedInto.some((text) => /^links between data sources .*\(1\)$/.test(text)));
});

t.test('a data source file is told by what it holds', (t) => {
  const looks = (text: string): boolean =>
    mayBeDataSources(text) && looksLikeDataSources(readYamlDocuments(text).documents[0]);
  t.ok(looks('datasources:\n- name: x\n'));
  t.ok(looks('"datasources":\n- type: x\n'));
  t.ok(looks('deleteDatasources:\n- name: x\n'));
  t.ok(looks('delete_datasources:\n- name: x\n'));
  t.notOk(looks('datasources:\n  datasources.yaml: {}\n'));
  t.notOk(looks('datasources: []\n'));
  t.notOk(looks('kind: Grafana\ndatasources:\n- name: x\n'));
  t.notOk(looks('providers:\n- name: x\n'));
  t.notOk(looks(''));
  t.end();
});

t.test('no message repeats a secret', async (t) => {
  const secret = fc.stringMatching(/^[A-Za-z0-9$]{8,20}$/).filter((text) => /[A-Za-z0-9]{6}/.test(text));
  await fc.assert(
    fc.asyncProperty(secret, async (text) => {
      const { diagnostics } = await judge(`apiVersion: 1
datasources:
  - name: Pyroscope
    type: grafana-pyroscope-datasource
    url: ftp://user:${text}@pyroscope:4040/
    basicAuthPassword: ${text}
    jsonData:
      password: "x${text}"
    secureJsonData:
      basicAuthPassword: "x${text}"
      other: {deep: "${text}"}
`);
      t.ok(diagnostics.length >= 4);
      t.notOk(JSON.stringify(diagnostics).includes(text));
    }),
    { numRuns: 30 },
  );
});

t.test('a secret under a name that says nothing is not in the line that is pointed at', async (t) => {
  const text = `apiVersion: 1
datasources:
  - name: Other
    type: some-plugin
    secureJsonData:
      one: hunter1
      two: hunter2
`;
  const { diagnostics } = await judge(text);
  t.same(
    diagnostics.map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`),
    ['grafana.plain-secret secureJsonData', 'grafana.plain-secret secureJsonData'],
  );
});

t.test('any text ends in diagnostics, at places that are there', async (t) => {
  const file = await readFile(join(fixtures, 'mistakes.yaml'), 'utf8');
  const cut = fc.tuple(
    fc.nat(file.length),
    fc.nat(file.length),
    fc.constantFrom('', '&a ', '*a', '\n', '- ', ': ', '$', '<<: '),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
      const text = cuts.reduce(
        (before, [at, end, put]) => before.slice(0, at) + put + before.slice(Math.min(end, at + 40)),
        file,
      );
      for (const { span } of (await judge(text)).diagnostics)
        t.ok(span.start >= 0 && span.end <= text.length && span.start <= span.end);
    }),
    { numRuns: 60 },
  );
});

t.test('hostile texts', async (t) => {
  const entry = '  - name: x\n    type: tempo\n    url: http://x\n';
  const bomb = Array.from({ length: 30 }, (_, level) =>
    level === 0 ? 'a0: &a0 [x, x]\n' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}, *a${level - 1}]\n`,
  ).join('');
  const table: readonly (readonly [name: string, text: string, rule: RegExp])[] = [
    ['aliases of aliases', `apiVersion: 1\n${bomb}datasources: *a29\n`, /too-large/],
    ['an anchor around itself', 'apiVersion: 1\ndatasources: &a\n  - *a\n  - name: x\n', /wrong-type|missing-key/],
    ['many levels', `apiVersion: 1\ndatasources:${' ['.repeat(50_000)}`, /yaml/],
    ['levels that close', `apiVersion: 1\ndatasources: ${'['.repeat(3000)}${']'.repeat(3000)}\n`, /yaml|wrong-type/],
    ['many entries', `apiVersion: 1\ndatasources:\n${entry.repeat(2_000)}`, /duplicate-name/],
    [
      'many unknown keys',
      `apiVersion: 1\n${Array.from({ length: 5_000 }, (_, index) => `k${index}: x\n`).join('')}`,
      /unknown-key/,
    ],
    [
      'keys of every object',
      'apiVersion: 1\n__proto__: {polluted: 1}\nconstructor: x\ntoString: y\ndatasources: [{name: a, type: b, __proto__: c}]\n',
      /unknown-key/,
    ],
    ['dollars', `apiVersion: 1\ndatasources: [{name: a, type: b, user: "${'${'.repeat(100_000)}"}]\n`, /^$/],
    ['a scalar', 'text', /yaml/],
    ['a list', '- a', /yaml/],
    ['a null byte', 'apiVersion: 1\u0000\n', /yaml|api-version/],
  ];
  for (const [name, text, rule] of table) {
    const { diagnostics } = await judge(text);
    t.ok(diagnostics.length <= 202, `${name}: bounded`);
    t.match(ids(diagnostics).join(' '), rule, name);
  }
  t.equal(Reflect.get({}, 'polluted'), undefined);
  t.same((await judge('')).diagnostics, []);
  t.same((await judge('# nothing\n')).diagnostics, []);
});
