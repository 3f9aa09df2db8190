// Sets of manifests are what kustomize itself makes of them: each fixture's expected.yaml is its output, and where kubectl is
// installed it is asked again.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import t from 'tap';
import { readNamed } from '../../src/artifacts/named-path.ts';
import type { ManifestSet } from '../../src/base/rollout/manifests.ts';
import { entryOf, itemsAt, readYamlDocuments, textAt, type YamlNode } from '../../src/base/yaml-documents.ts';
import { looksLikeManifest } from '../../src/kubernetes/manifests/looks.ts';
import { readManifestSets } from '../../src/kubernetes/manifests/read.ts';
import { temporaryFolder } from '../support/files.ts';

const fixtures = join(import.meta.dirname, 'fixtures/kustomize');

/** Reads every YAML file below a folder but the expected ones, as a walk would. */
async function read(root: string) {
  const names = (await readdir(root, { recursive: true })).filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort();
  const texts = await Promise.all(
    names
      .filter((name) => !name.endsWith('expected.yaml'))
      .map(async (name) => {
        const path = join(root, name);
        return { path, real: await realpath(path), text: await readFile(path, 'utf8'), set: dirname(path) };
      }),
  );
  const kept = new Map(texts.map(({ path, text }) => [path, text]));
  const result = await readManifestSets(
    texts.filter(({ path, text }) => looksLikeManifest(text) || path.endsWith('kustomization.yaml')),
    (folder, path) => readNamed({ folder, path, root }, (shown, text) => kept.set(shown, text)),
  );
  return { ...result, kept };
}

/** Data without places; keys in order. */
function plain(node: YamlNode): unknown {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'other') return null;
  const sorted = [...node.entries].sort((left, right) => (left.key < right.key ? -1 : 1));
  return Object.fromEntries(sorted.map(({ key, value }) => [key, plain(value)]));
}

/** Objects as kustomize prints them, by kind and name, the texts of ConfigMaps apart. */
function made({ objects, configMaps }: ManifestSet) {
  return {
    objects: objects.map(({ node }) => without(plain(node))).sort(byText),
    configMaps: configMaps
      .map(({ name, namespace, entries }) => ({
        name,
        namespace,
        data: Object.fromEntries(entries.map(({ key, excerpt }) => [key, excerpt.text]).sort()),
      }))
      .sort(byText),
  };
}

function expected(text: string, hashed: readonly string[]) {
  // Nobody here computes the hash.
  const unhashed = hashed.reduce(
    (all, name) => all.replaceAll(new RegExp(`\\b(${name})-[a-z0-9]{10}\\b`, 'g'), '$1'),
    text,
  );
  const documents = readYamlDocuments(unhashed).documents;
  const configMaps = documents
    .filter((document) => textAt(document, 'kind')?.text === 'ConfigMap')
    .map((document) => ({
      name: textAt(document, 'metadata', 'name')?.text,
      namespace: textAt(document, 'metadata', 'namespace')?.text,
      data: plain(entryOf(document, 'data')?.value ?? document),
    }));
  return {
    objects: documents.map((document) => without(plain(document))).sort(byText),
    configMaps: configMaps.sort(byText),
  };
}

/** Of an object without its data, which nobody keeps of a Secret. */
function without(object: unknown): unknown {
  if (typeof object !== 'object' || object === null) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'data' && key !== 'type'));
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

t.test('plain manifests', async (t) => {
  const folder = await temporaryFolder({
    'a.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: { name: one, namespace: n }\n---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: Secret, metadata: { name: two } }\n',
    'b.json': '{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "three" }, "data": { "k": "a\\tb" } }',
    'c.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: four }\ndata:\n  k: |\n    text\n---\napiVersion: v1\nkind: ConfigMap\ndata: { k: other }\n',
    'sub/d.yml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: five }\n',
    'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: "\n',
    'chart.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {{ .Values.x }}\n',
    'other.yaml': 'a: b\n',
  });
  t.teardown(folder.remove);
  const { sets } = await read(folder.path);
  const short = (path: string) => relative(folder.path, path);
  t.same(
    sets.map(({ name, objects, configMaps, diagnostics }) => [
      short(name),
      objects.map(({ kind, name, namespace, at }) => [kind, name, namespace, short(at.file), at.span.start]),
      configMaps.flatMap(({ entries }) => entries.map(({ path, excerpt }) => [short(path), excerpt.text])),
      diagnostics.map(({ rule, file, status }) => [rule, short(file), status]),
    ]),
    [
      [
        '',
        [
          ['Service', 'one', 'n', 'a.yaml', 0],
          ['Secret', 'two', undefined, 'a.yaml', 122],
          ['ConfigMap', 'three', undefined, 'b.json', 0],
          ['ConfigMap', 'four', undefined, 'c.yaml', 0],
          ['ConfigMap', '', undefined, 'c.yaml', 82],
        ],
        [
          ['b.json#k', 'a\tb'],
          ['c.yaml#k', 'text\n'],
          ['c.yaml#k#2', 'other'],
        ],
        [
          ['file.yaml', 'broken.yaml', 'unknown'],
          ['file.template', 'chart.yaml', 'unknown'],
        ],
      ],
      ['sub/d.yml', [['Pod', 'five', undefined, 'sub/d.yml', 0]], [], []],
    ],
  );
});

t.test('kustomizations come out as kustomize builds them', async (t) => {
  const kubectl = hasKustomize();
  if (!kubectl) t.comment('no kubectl with kustomize 5 is here: the expected files are taken as they are');
  for (const name of await readdir(fixtures)) {
    const root = join(fixtures, name);
    const { sets } = await read(root);
    for (const set of sets.filter(({ isKustomization }) => isKustomization)) {
      const folder = dirname(set.name);
      const shown = relative(fixtures, folder);
      const text = await readFile(join(folder, 'expected.yaml'), 'utf8');
      if (kubectl) {
        const { stdout } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
        t.equal(stdout, text, `${shown}: expected.yaml is what kustomize builds`);
      }
      const hashed = set.configMaps.filter(({ hasHash }) => hasHash).map((map) => map.name);
      const secrets = set.objects.filter(({ kind }) => kind === 'Secret').map((object) => object.name);
      t.same(made(set), expected(text, [...hashed, ...secrets]), shown);
      t.same(set.diagnostics, [], `${shown} is not complained of`);
      t.same(set.notUnderstood, [], `${shown} is understood`);
    }
  }
});

t.test('texts of a ConfigMap that could not be had are named', async (t) => {
  const folder = await temporaryFolder({
    'kustomization.yaml':
      'resources:\n  - binary.yaml\nconfigMapGenerator:\n  - name: made\n    files:\n      - there.txt\n      - as=gone.txt\n',
    'there.txt': 'text\n',
    'binary.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: binary\ndata:\n  a: x\nbinaryData:\n  b: AA==\n',
  });
  t.teardown(folder.remove);
  const { sets } = await read(folder.path);
  t.same(
    sets.flatMap(({ configMaps }) =>
      configMaps.map(({ name, entries, unread }) => [name, entries.map(({ key }) => key), unread]),
    ),
    [
      ['binary', ['a'], ['b']],
      ['made', ['there.txt'], ['as']],
    ],
  );
});

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers: [{ name: c, image: "i:1" }]\n';

t.test('what kustomize refuses, and what is not understood', async (t) => {
  const kubectl = hasKustomize();
  const outside = await temporaryFolder({ 'x.yaml': pod });
  t.teardown(outside.remove);
  // The kustomization, other files, whether kustomize builds it, what is said of it.
  const table: readonly (readonly [string, Record<string, string>, boolean, readonly string[]])[] = [
    ['resources: [p.yaml]', {}, true, []],
    ['resources: [none.yaml]', {}, false, ['1:13 kubernetes.missing-file']],
    ['resources: [sub]', { 'sub/x': '' }, false, ['1:13 kubernetes.missing-file']],
    ['resources: [out.yaml]', { 'out.yaml': `-> ${outside.path}/x.yaml` }, false, ['1:13 kubernetes.missing-file']],
    ['resources: [p.yaml, p.yaml]', {}, false, ['1:21 kubernetes.kustomization']],
    ['resources: [sub]', { 'sub/kustomization.yaml': 'resources: [..]' }, false, ['sub 1:13 kubernetes.kustomization']],
    ['resource: [p.yaml]', {}, false, ['1:1 kubernetes.kustomization']],
    ['', {}, false, ['kubernetes.kustomization']],
    ['resources: [p.yaml]\nconfigMapGenerator: [{ files: [p.yaml] }]', {}, true, ['2:22 kubernetes.kustomization']],
    [
      'resources: [p.yaml]\nconfigMapGenerator: [{ name: a, behavior: merge, literals: [a=b] }]',
      {},
      false,
      ['2:43 kubernetes.kustomization'],
    ],
    ['resources: [p.yaml]\nreplicas: [{ name: none, count: 2 }]', {}, false, ['2:20 kubernetes.kustomization']],
    [
      'resources: [p.yaml]\ncomponents: [sub]',
      { 'sub/kustomization.yaml': 'resources: []' },
      false,
      ['2:14 kubernetes.kustomization'],
    ],
    [
      'resources: [p.yaml]\npatches: [{ path: q.yaml }]',
      { 'q.yaml': pod.replace('name: p', 'name: q') },
      false,
      ['q.yaml 1:1 kubernetes.patch'],
    ],
    [
      'resources: [p.yaml]\npatches: [{ path: q.yaml, target: { kind: Service } }]',
      { 'q.yaml': pod },
      true,
      ['2:35 kubernetes.patch-selects-nothing'],
    ],
    [
      'resources: [p.yaml]\npatches:\n  - target: { kind: Pod }\n    patch: |-\n      - op: remove\n        path: /spec/none\n',
      {},
      false,
      ['6:15 kubernetes.patch'],
    ],
    [
      'resources: [p.yaml]\npatches:\n  - target: { kind: Pod }\n    patch: |-\n      - op: test\n        path: /metadata/name\n        value: q\n',
      {},
      false,
      ['6:15 kubernetes.patch'],
    ],
    [
      'resources: [p.yaml]\npatches:\n  - target: { kind: Pod }\n    patch: "[{op: add, path: /metadata/labels, value: {a: b}}]"\n',
      {},
      false,
      ['3:5 kubernetes.patch'],
    ],
    [
      `resources: [p.yaml]\npatches:\n  - target: { kind: Pod }\n    patch: '[{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]'\n`,
      {},
      true,
      [],
    ],
    ['resources: [p.yaml]\npatches: [{ target: { kind: "P[o]d" }, patch: "a: b" }]', {}, true, ['2:21 not understood']],
    ['resources: [p.yaml]\nhelmCharts: [{ name: x }]', {}, false, ['2:1 not understood']],
    ['resources: [p.yaml, "https://example.org/x.yaml"]', {}, false, ['1:21 not understood']],
    ['resources: [p.yaml, "github.com/a/b//c?ref=v1"]', {}, false, ['1:21 not understood']],
  ];
  for (const [kustomization, files, builds, wanted] of table) {
    const folder = await temporaryFolder({ 'kustomization.yaml': kustomization, 'p.yaml': pod, ...files });
    t.teardown(folder.remove);
    const isRemote =
      kustomization.includes('https:') || kustomization.includes('github') || kustomization.includes('helm');
    if (kubectl && !isRemote && wanted[0] !== '2:22 kubernetes.kustomization' && !wanted[0]?.includes('understood')) {
      t.equal(spawnSync('kubectl', ['kustomize', folder.path]).status === 0, builds, `kustomize: ${kustomization}`);
    }
    const { sets, kept } = await read(folder.path);
    const [set] = sets.filter(({ isKustomization }) => isKustomization);
    const at = (file: string, offset: number): string => {
      const before = (kept.get(file) ?? '').slice(0, offset).split('\n');
      const name = relative(folder.path, file).replace(/\/?kustomization\.yaml$/, '');
      return [name, `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`].filter(Boolean).join(' ');
    };
    const said = [
      ...(set?.diagnostics ?? []).map(({ rule, file, span }) =>
        span.end === 0 ? rule : `${at(file, span.start)} ${rule}`,
      ),
      ...(set?.notUnderstood ?? []).map(({ file, span }) => `${at(file, span.start)} not understood`),
    ];
    t.same(said, wanted, kustomization);
  }
});

t.test('what is patched stands where the patch is written', async (t) => {
  const { sets, kept } = await read(join(fixtures, 'patches'));
  const [set] = sets.filter(({ name }) => name.includes('overlay'));
  const server = set?.objects.find(({ kind }) => kind === 'StatefulSet');
  const spec = entryOf(entryOf(entryOf(server?.node, 'spec')?.value, 'template')?.value, 'spec')?.value;
  const [container] = itemsAt(spec, 'containers');
  const written = (node: YamlNode | undefined): string =>
    node ? `${relative(fixtures, node.file)} ${kept.get(node.file)?.slice(node.start, node.end)}` : 'nothing';
  t.equal(written(textAt(container, 'image')), 'patches/overlay/kustomization.yaml grafana/pyroscope:2.2.0');
  t.equal(written(itemsAt(container, 'args')[1]), 'patches/overlay/patches/merge.yaml -target=all');
  t.equal(written(textAt(container, 'name')), 'patches/overlay/patches/merge.yaml server');
  t.equal(written(textAt(server?.node, 'kind')), 'patches/base/workload.yaml StatefulSet');
  t.equal(
    written(entryOf(entryOf(server?.node, 'spec')?.value, 'replicas')?.value),
    'patches/overlay/kustomization.yaml 3',
  );
  t.ok([...kept.keys()].some((file) => file.endsWith('replicas.json')));
});

t.test('hostile kustomizations take no time', async (t) => {
  const names = Array.from({ length: 12 }, (_, n) => `n${n}`);
  const bomb = [
    'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:',
    '  a0: &a0 { k: v }',
    ...names.slice(1).map((_, n) => `  a${n + 1}: &a${n + 1} { ${names.map((name) => `${name}: *a${n}`).join(', ')} }`),
  ].join('\n');
  const doubling = Object.fromEntries(
    names.map((name, n) => [
      `d${n}/kustomization.yaml`,
      n === names.length - 1 ? 'resources: [../p.yaml]' : `resources: [../d${n + 1}, ../d${n + 1}]\n# ${name}`,
    ]),
  );
  const folder = await temporaryFolder({
    'p.yaml': pod,
    'bomb/kustomization.yaml':
      'resources: [bomb.yaml]\nnamePrefix: x-\nimages: [{ name: i, newTag: "2" }]\npatches: [{ path: bomb.yaml, target: { kind: Pod } }]\n',
    'bomb/bomb.yaml': bomb,
    'loop/kustomization.yaml': 'resources: [.]\n',
    'proto/kustomization.yaml': `resources: [p.yaml]\n__proto__: x\npatches:\n  - target: { kind: "(a|b)*" }\n    patch: "a: b"\n  - target: { kind: "${'.*'.repeat(200)}x", labelSelector: "${'a,'.repeat(5000)}(" }\n    patch: "a: b"\n`,
    'proto/p.yaml': `${pod}  __proto__: { a: b }\n`,
    ...doubling,
  });
  t.teardown(folder.remove);
  const { sets } = await read(folder.path);
  t.ok(sets.length >= 3);
});

/** Whether kubectl is here with a kustomize whose behaviour is meant. Debian's is of 2019 and knows no components. */
function hasKustomize(): boolean {
  const { stdout } = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' });
  return Number(/Kustomize Version: v(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= 5;
}
