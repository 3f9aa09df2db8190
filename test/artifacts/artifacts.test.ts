// What is found below a path, what is told of it, and that every character of it keeps its place in the file.
import { spawnSync } from 'node:child_process';
import { truncate } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { templatesIn, withoutPlaceholders } from '../../src/alloy/templates.ts';
import { mapSpan } from '../../src/base/source-map.ts';
import { embeddedAlloySets } from '../../src/tasks/validate/alloy-embedded.ts';
import { type AlloySet, alloySets } from '../../src/tasks/validate/alloy-sets.ts';
import { gather } from '../../src/tasks/validate/gather.ts';
import type { Gathered } from '../../src/tasks/validate/gathered.ts';
import type { Kind } from '../../src/tasks/validate/kinds.ts';
import { validate } from '../../src/tasks/validate.ts';
import { temporaryFolder } from '../support/files.ts';

const valid = 'prometheus.exporter.self "a" { }\n';

const stdin = () => Readable.from([]);

type Files = Readonly<Record<string, string | Uint8Array>>;

interface Found extends Gathered {
  readonly alloy: readonly AlloySet[];
}

async function find(
  t: Test,
  files: Files,
  paths: readonly string[],
  { placeholders = false, as }: { placeholders?: boolean; as?: Kind } = {},
) {
  const folder = await temporaryFolder(files);
  t.teardown(folder.remove);
  const found = await findIn(
    paths.map((path) => (path === '.' ? folder.path : join(folder.path, path))),
    { placeholders, ...(as ? { as } : {}) },
  );
  return { folder: folder.path, found };
}

async function findIn(paths: readonly string[], options: { placeholders: boolean; as?: Kind }): Promise<Found> {
  const gathered = await gather({ paths, stdin, ...options });
  const embedded = await embeddedAlloySets({ gathered, runs: [], options });
  const alloy = [...(await alloySets(gathered, options)), ...embedded];
  // Letters stand for placeholders.
  for (const { name, sources } of options.placeholders ? [] : alloy)
    for (const source of sources) t.equal(misplaced(gathered, source), undefined, `${name} keeps its places`);
  return { ...gathered, alloy: alloy.sort((left, right) => (left.name < right.name ? -1 : 1)) };
}

/** The first character of a source that is not found in its file. */
function misplaced({ texts }: Gathered, { text, file, map }: AlloySet['sources'][number]) {
  const whole = texts.get(file) ?? '';
  for (let at = 0; at < text.length; at++) {
    const { start, end } = map ? mapSpan(map, { start: at, end: at + 1 }) : { start: at, end: at + 1 };
    const [shown, wanted] = [whole.slice(start, end), text.charAt(at)];
    if (shown !== wanted && !/^(?:\\.*|''|\s*)$/s.test(shown)) return `${at}: ${wanted} as ${shown}`;
  }
  return undefined;
}

/** Set -> its sources and why it cannot be judged, then what is said of other files, without the folder's own path. */
function summary({ folder, found }: { folder: string; found: Found }) {
  const short = (path: string) => path.replaceAll(`${folder}/`, '').replace(folder, '.');
  return [
    ...found.alloy.map(({ name, sources, obstacles }) =>
      [
        short(name),
        ...sources.map(({ path }) => short(path)),
        ...obstacles.map(({ rule, file }) => `${rule} ${short(file)}`),
      ].join(' | '),
    ),
    ...found.sets.flatMap(({ diagnostics }) => diagnostics.map(({ rule, file }) => `${rule} ${short(file)}`)),
    ...found.unread
      .filter(({ name }) => !name.endsWith('.alloy'))
      .map(({ obstacle: { rule, file } }) => `${rule} ${short(file)}`),
  ];
}

t.test('templates', async (t) => {
  const table: readonly (readonly [string, 'none' | 'inside' | 'foreign' | 'outside'])[] = [
    ['a.b "c" { d = {} }', 'none'],
    ['x = { a = { b = 1 } }', 'none'],
    ['x = "{ {a} }"', 'none'],
    ['{{ if .Values.x }}\na = 1\n{{ end }}', 'outside'],
    ['x = {{ .Values.x | quote }}', 'outside'],
    ['{%- if x %}\na = 1\n{% endif %}', 'outside'],
    ['{# a comment #}', 'outside'],
    ['template = "{{ .Value }}"', 'inside'],
    ['template = `{{ if .a }}\n{{ end }}`', 'inside'],
    ['template = "{{ ReplaceAll \\"a\\" }}"', 'inside'],
    ['url = "{{ index .Values "a" }}"', 'foreign'],
    ['url = "{% if x %}a{% endif %}"', 'foreign'],
    ['x = "{{" + y + "}}"', 'none'],
    ['x = "{{"\ny = "}}"', 'none'],
    ['// {{ .Values.x }}\na = 1', 'none'],
    ['/* {{ */ a = 1', 'none'],
    ['x = "a//b{{ y }}" // "', 'inside'],
    ['x = "\\"{{ y }}', 'inside'],
    ['x = `{{', 'none'],
    ['{{', 'outside'],
  ];
  for (const [text, wanted] of table) {
    const { outside, inside } = templatesIn(text);
    const found = outside
      ? 'outside'
      : inside.some(({ isForeign }) => isForeign)
        ? 'foreign'
        : inside.length > 0
          ? 'inside'
          : 'none';
    t.equal(found, wanted, text);
    const without = withoutPlaceholders(text, { inside });
    t.equal(without.text.length, text.length, 'placeholders keep their length');
    if (!outside) t.same(templatesIn(without.text), { inside: [] }, 'and are gone');
  }
  const two = 'a "{{ x }}" { }\na "{{ y }}" { }';
  const { text, opaque } = withoutPlaceholders(two, templatesIn(two));
  t.match(text, /^a "[a-z]{7}" \{ \}\na "[a-z]{7}" \{ \}$/);
  t.not(text.split('\n')[0], text.split('\n')[1], 'two placeholders stay two');
  t.same(
    opaque,
    [
      { start: 2, end: 11 },
      { start: 18, end: 27 },
    ],
    'their strings are known',
  );
});

t.test('folders', async (t) => {
  const files = {
    'a.alloy': valid,
    'b.alloy': valid,
    'notes.txt': valid,
    'deep/er/c.alloy': valid,
    'node_modules/d.alloy': valid,
    '.git/e.alloy': valid,
    'result/f.alloy': valid,
    'loop/back': '-> ../loop',
    'loop/g.alloy': valid,
  };
  t.same(summary(await find(t, files, ['.'])), [
    '. | a.alloy | b.alloy',
    'deep/er | deep/er/c.alloy',
    'loop | loop/g.alloy',
  ]);
  t.same(summary(await find(t, files, ['b.alloy', 'deep'])), ['b.alloy | b.alloy', 'deep/er | deep/er/c.alloy']);
  t.same(
    summary(await find(t, files, ['notes.txt', 'notes.txt'])),
    ['notes.txt | notes.txt'],
    'a file is named as what it is',
  );
});

t.test('links', async (t) => {
  const outside = await temporaryFolder({ 'out.alloy': valid });
  t.teardown(outside.remove);
  const mounted = {
    '..2026/config.alloy': valid,
    '..data': '-> ..2026',
    'config.alloy': '-> ..data/config.alloy',
  };
  t.same(summary(await find(t, mounted, ['.'])), ['. | config.alloy'], 'a mounted ConfigMap is one configuration');
  const leading = {
    'a.alloy': valid,
    'x.alloy': `-> ${outside.path}/out.alloy`,
    'gone.alloy': '-> nowhere',
    sub: `-> ${outside.path}`,
  };
  t.same(summary(await find(t, leading, ['.'])), [
    '. | a.alloy | file.unreadable gone.alloy | file.unreadable x.alloy',
    'file.unreadable sub',
  ]);
  t.same(summary(await find(t, leading, ['x.alloy'])), ['x.alloy | x.alloy'], 'a link that is named is followed');
});

t.test('what cannot be judged', async (t) => {
  const folder = await temporaryFolder({
    'binary.alloy': new Uint8Array([97, 0, 98]),
    'latin.alloy': new Uint8Array([97, 0xe9, 98]),
    'utf16.alloy': new Uint8Array([0xff, 0xfe, 97, 0]),
    'large.alloy': '',
    'mark.alloy': `\ufeff${valid}`,
    'config.alloy.j2': valid,
    'nginx.conf.j2': '{{ x }}',
    'rendered.tmpl': `${valid}x = {{ y }}`,
  });
  t.teardown(folder.remove);
  await truncate(join(folder.path, 'large.alloy'), (32 << 20) + 1);
  spawnSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', join(folder.path, 'pipe.alloy')]);
  const found = await findIn([folder.path], { placeholders: false });
  const [set, ...others] = found.alloy;
  t.equal(others.length, 0);
  t.same(
    set?.sources.map(({ file }) => relative(folder.path, file)),
    ['mark.alloy'],
  );
  t.same(
    set?.obstacles.map(({ file, rule, hint }) => [relative(folder.path, file), rule, typeof hint]),
    [
      ['binary.alloy', 'file.not-text', 'string'],
      ['config.alloy.j2', 'file.template', 'string'],
      ['large.alloy', 'file.too-large', 'string'],
      ['latin.alloy', 'file.not-text', 'string'],
      ['rendered.tmpl', 'file.template', 'string'],
      ['utf16.alloy', 'file.not-text', 'string'],
    ],
  );
});

t.test('files of every kind that cannot be judged: one message each', async (t) => {
  const manifest = (body: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n${body}`;
  const names = [...'abcdefghij'];
  const bomb = names.map(
    (name, n) =>
      `  ${name}: &${name} [${
        n === 0
          ? 'x'
          : Array(9)
              .fill(`*${names[n - 1]}`)
              .join(', ')
      }]`,
  );
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(manifest(''), 'utf16le')]);
  // A file, whether it is made 50 MB long, and what is said of it.
  const table: readonly (readonly [string, string | Uint8Array, boolean, RegExp])[] = [
    ['large.alloy', '', true, /^file\.too-large: the file is larger than 16 MB$/],
    ['large.yaml', '', true, /^file\.too-large: the file is larger than 16 MB$/],
    ['large.nix', '', true, /^file\.too-large/],
    ['large.md', '', true, /^file\.too-large/],
    ['many.yaml', `${manifest('')}---\n`.repeat(80_000), false, /^file\.too-large: the file is larger than 4 MB$/],
    [
      'server.yaml',
      `pyroscopedb:\n${'  # words\n'.repeat(500_000)}`,
      false,
      /^file\.too-large: the file is larger than 4 MB$/,
    ],
    [
      'map.yaml',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m }\ndata:\n  k: |\n${'    some words\n'.repeat(150_000)}`,
      false,
      /^kubernetes\.config-map-size/,
    ],
    [
      'short.yaml',
      manifest(`  a: [${'a,'.repeat(400_000)}]`),
      false,
      /^file\.too-large: the file has more than 174,000 entries$/,
    ],
    [
      'lines.yaml',
      manifest('  a: b\n'.repeat(200_000)),
      false,
      /^file\.too-large: the file has more than 174,000 entries$/,
    ],
    ['binary.yaml', new Uint8Array([97, 0, 98]), false, /^file\.not-text: the file is binary$/],
    ['utf16.yaml', utf16, false, /^file\.not-text: the file is UTF-16/],
    ['latin.md', new Uint8Array([97, 0xe9, 98]), false, /^file\.not-text: the file is not UTF-8/],
    [
      'deep.yaml',
      manifest(`  a: ${'['.repeat(50_000)}`),
      false,
      /^file\.yaml: the file cannot be read as YAML: Too many levels/,
    ],
    ['broken.yaml', manifest('  a: "'), false, /^file\.yaml/],
    ['template.yaml', manifest('  a: {{ .Values.x }}'), false, /^file\.template/],
    ['template.yaml.j2', manifest('  a: b'), false, /^file\.template/],
    ['bomb.yaml', manifest(bomb.join('\n')), false, /^kubernetes\./],
    [
      'loop.yaml',
      manifest('  a: &a [*a]\n  b: &b { <<: *b, c: *b }'),
      false,
      /^file\.yaml: .*an alias leads into itself/,
    ],
  ];
  for (const [name, content, isLarge, says] of table) {
    const folder = await temporaryFolder({ [name]: content });
    t.teardown(folder.remove);
    const path = join(folder.path, name);
    if (isLarge) await truncate(path, 50 << 20);
    const { report } = await validate({
      paths: [path],
      stdin,
      placeholders: false,
      community: false,
      strict: false,
      upgradeTo: [],
    });
    const blockers = report.findings.filter(({ severity }) => severity === 'blocker');
    const said = blockers.map(({ check, message }) => `${check}: ${message}`);
    t.match(said[0], says, name);
    if (!says.source.includes('kubernetes\\.')) t.equal(said.length, 1, `${name} gets one message`);
    t.not(report.verdict, 'ready');
  }
});

t.test('manifests', async (t) => {
  const files = {
    'all.yaml': `kind: ConfigMap
metadata: { name: one }
data:
  config.alloy: |-
    ${valid}
  readme.txt: hello
  agent.river: |
    ${valid}
---
kind: ConfigMap
metadata: { name: plain }
data: { a: b }
---
kind: List
items:
  - kind: ConfigMap
    metadata: { name: two }
    data: { x.alloy: &x "prometheus.exporter.self \\"a\\" { }\\n" }
  - { kind: ConfigMap, metadata: { name: two }, data: { y.alloy: *x, folded.alloy: 'a
      b' } }
`,
    'values.yaml': `alloy:
  configMap:
    create: true
    content: |
      ${valid}
`,
    'service.yaml': 'kind: Service\n',
    'broken.yaml': 'kind: ConfigMap\ndata:\n  a.alloy: "x\n',
    'crlf.yml': 'kind: ConfigMap\r\ndata:\r\n  a.alloy: |\r\n    // a\r\n    \tb\r\n',
  };
  t.same(summary(await find(t, files, ['.'])), [
    'all.yaml (ConfigMap one) | all.yaml#config.alloy | all.yaml#agent.river',
    'all.yaml (ConfigMap two) | all.yaml#x.alloy',
    'all.yaml (ConfigMap two)#2 | all.yaml#y.alloy | all.yaml#folded.alloy',
    'crlf.yml (ConfigMap without a name) | crlf.yml#a.alloy',
    'values.yaml (alloy.configMap.content) | values.yaml#alloy.configMap.content',
    'file.yaml broken.yaml',
  ]);
  t.same(summary(await find(t, files, ['service.yaml'])), [], 'a manifest needs no configuration');
  t.equal((await find(t, files, ['all.yaml', '.'])).found.alloy.length, 5, 'what is named twice is judged once');
});

t.test('templates in manifests', async (t) => {
  const configMap = (body: string) => `kind: ConfigMap\ndata:\n  a.alloy: |\n    ${body}\n`;
  const files = {
    'chart/Chart.yaml': 'name: x\n',
    'chart/templates/inside.yaml': configMap('x = "{{ .Values.x }}"'),
    'chart/templates/none.yaml': configMap(valid),
    'chart/templates/whole.yaml': 'kind: ConfigMap\ndata:\n  a.alloy: |\n{{ .Files.Get "a.alloy" | indent 4 }}\n',
    'chart/templates/other.yaml': 'kind: Service\nspec: {{ x }}\n',
    'own/stage.yaml': configMap('x = "{{ .Value }}"'),
    'own/outside.yaml': configMap('{{ x }}'),
  };
  t.same(summary(await find(t, files, ['.'])), [
    'chart/templates/inside.yaml (ConfigMap without a name) | file.template chart/templates/inside.yaml',
    'chart/templates/none.yaml (ConfigMap without a name) | chart/templates/none.yaml#a.alloy',
    'own/outside.yaml (ConfigMap without a name) | file.template own/outside.yaml',
    'own/stage.yaml (ConfigMap without a name) | own/stage.yaml#a.alloy',
    'file.template chart/templates/other.yaml',
    'file.template chart/templates/whole.yaml',
  ]);
  const at = files['own/outside.yaml'].indexOf('{{ x }}');
  const folder = await temporaryFolder(files);
  t.teardown(folder.remove);
  const { alloy: sets } = await findIn(
    [join(folder.path, 'own/outside.yaml'), join(folder.path, 'chart/templates/inside.yaml')],
    { placeholders: true },
  );
  t.same(
    sets.map(({ obstacles, sources }) => [obstacles[0]?.span, sources[0]?.opaque]),
    [
      [undefined, [{ start: 4, end: 21 }]],
      [{ start: at, end: at + 7 }, undefined],
    ],
    'a placeholder is opaque, a tag outside of strings stays an obstacle, at its place in the YAML',
  );
});

t.test('kustomizations', async (t) => {
  const outside = await temporaryFolder({ 'out.alloy': valid });
  t.teardown(outside.remove);
  const files = {
    'k/kustomization.yaml': `configMapGenerator:
  - name: one
    files: [config.alloy, x.alloy=files/plain.txt, readme.txt]
    literals:
      - small.alloy=logging { }
      - "other=x"
  - name: bad
    files: [missing.alloy, ../up.alloy, /etc/abs.alloy, link.alloy]
`,
    'k/config.alloy': valid,
    'k/files/plain.txt': valid,
    'k/readme.txt': 'hello',
    'k/alone.alloy': valid,
    'k/link.alloy': `-> ${outside.path}/out.alloy`,
    'up.alloy': valid,
  };
  t.same(summary(await find(t, files, ['k'])), [
    'k | k/alone.alloy | file.unreadable k/link.alloy',
    'k/kustomization.yaml (configMapGenerator one) | k/config.alloy | k/files/plain.txt | k/kustomization.yaml#small.alloy',
    ...Array<string>(4).fill('kubernetes.missing-file k/kustomization.yaml'),
  ]);
});

t.test('the version that manifests run', async (t) => {
  const image = (reference: string) => `spec:\n  containers:\n    - image: ${reference}\n`;
  const kustomization = 'images:\n  - name: grafana/alloy\n    newTag: "v1.15.0"\n';
  const table: readonly (readonly [string, Files, string | undefined])[] = [
    ['a manifest', { 'm.yaml': image('grafana/alloy:v1.13.1') }, 'v1.13.1 m.yaml:3'],
    [
      'a quoted reference with a registry and a digest',
      { 'm.yaml': image('"mirror.local:5000/x/alloy:v1.14@sha256:00" # x') },
      'v1.14 m.yaml:3',
    ],
    [
      'a kustomization before a manifest',
      { 'a.yaml': image('grafana/alloy:v1.13.1'), 'kustomization.yaml': kustomization },
      'v1.15.0 kustomization.yaml:3',
    ],
    [
      'values of a chart',
      { 'values.yaml': 'image:\n  repository: grafana/alloy\n  tag: v1.12.0\n' },
      'v1.12.0 values.yaml:3',
    ],
    ['another image', { 'm.yaml': image('grafana/alloy-operator:v1.0.0') }, undefined],
    ['no tag', { 'm.yaml': image('grafana/alloy') }, undefined],
    ['a template', { 'm.yaml': image('grafana/alloy:{{ .Values.tag }}') }, undefined],
    ['a comment', { 'm.yaml': '# image: grafana/alloy:v1.13.1\n' }, undefined],
    ['nothing', {}, undefined],
  ];
  for (const [name, files, wanted] of table) {
    for (const path of ['.', 'c.alloy']) {
      const { found, folder } = await find(t, { 'c.alloy': valid, ...files }, [path]);
      const image = found.alloy[0]?.deployed.image;
      t.equal(image && `${image.text} ${relative(folder, image.file)}:${image.line}`, wanted, `${name}, ${path}`);
    }
  }
  const args =
    'spec:\n  containers:\n    - image: grafana/alloy:v1.13.1\n      args:\n        - --stability.level=experimental\n        - --feature.community-components.enabled=true\n';
  const { found } = await find(t, { 'c.alloy': valid, 'm.yaml': args }, ['c.alloy']);
  const { stability, community } = found.alloy[0]?.deployed ?? {};
  t.same([stability?.text, stability?.line, community?.line], ['experimental', 5, 6]);
});

t.test('hostile texts take no time', async (t) => {
  const many = 300_000;
  for (const text of ['"{{"\n', '{', '"{{ {{ ', '`{{', '"a"', '{%', '"{{{{ " "', "'"])
    t.ok(templatesIn(`"{{ x }}"\n${text.repeat(many)}`));
  const image = 'image: grafana/alloy:v1.13.1\n';
  const names = Array.from(
    { length: 300 },
    (_, n) => `- { kind: ConfigMap, metadata: { name: n }, data: { a${n}.alloy: '//' } }\n`,
  );
  const files = {
    'c.alloy': valid,
    'images.yaml': image.repeat(many / 4),
    'blanks.yaml': `${image}--stability.level${' '.repeat(many)}x\n`,
    'words.yaml': `ConfigMap ${'a'.repeat(many)}.${'b'.repeat(many)}${' '.repeat(many)}`,
    'list.yaml': `kind: List\nitems:\n${names.join('')}`,
    'quoted.yaml': `kind: ConfigMap\ndata:\n  a.alloy: '${'// x\n\n    '.repeat(20_000)}'\n`,
  };
  const { found } = await find(t, files, ['.']);
  t.equal(found.alloy.length, 302);
});

t.test('bad input', async (t) => {
  await t.rejects(find(t, { 'a.txt': '' }, ['none.alloy']), /none\.alloy: does not exist/);
  await t.rejects(find(t, { 'a.txt': '' }, ['.']), /nothing is there that preflight knows/);
});
