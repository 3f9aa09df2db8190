// Sets of manifests are what kustomize itself makes of them: each fixture's expected.yaml is its output, and where kubectl is
// installed it is asked again.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import t from 'tap';
import { readNamed } from '../../src/artifacts/named-path.ts';
import type { ManifestSet } from '../../src/base/rollout/manifests.ts';
import { entryOf, readYamlDocuments, textAt, type YamlNode } from '../../src/base/yaml-documents.ts';
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
  const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
  if (!kubectl) t.comment('kubectl is not installed: the expected files are taken as they are');
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
