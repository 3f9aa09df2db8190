/** configMapGenerator and secretGenerator: ConfigMaps with their texts, and the names of Secrets. */
import { basename } from 'node:path';
import { excerpt } from '../../../base/display.ts';
import type { ConfigMapEntry } from '../../../base/rollout/manifests.ts';
import { behind, type Excerpt, excerpting } from '../../../base/source-map.ts';
import { entryOf, itemsAt, textAt, type YamlMap, type YamlNode, type YamlText } from '../../../base/yaml-documents.ts';
import { entry, isMap, isText, isTrue, mapNode, placeOf, textNode } from '../nodes.ts';
import { identityOf, kindOf, type Resource } from '../resource.ts';
import { kustomization as kustomizationRule } from '../rules.ts';
import { type Building, fieldOf, type Kustomization, type Resources, say } from './building.ts';
import { namedFile } from './files.ts';

/** Adds what the generators of a kustomization make, or merges it into what is there. */
export async function generate(building: Building, kustomization: Kustomization, resources: Resources): Promise<void> {
  for (const [field, kind] of [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const) {
    for (const item of itemsAt(kustomization.node, field)) {
      if (isMap(item)) await generateOne(building, kustomization, resources, { item, kind, field });
    }
  }
}

interface Generator {
  readonly item: YamlMap;
  readonly kind: 'ConfigMap' | 'Secret';
  readonly field: string;
}

async function generateOne(
  building: Building,
  kustomization: Kustomization,
  resources: Resources,
  generator: Generator,
): Promise<void> {
  const { item, kind, field } = generator;
  const name = textAt(item, 'name');
  const at = placeOf(name ?? item);
  if (!name?.text) {
    say(building, kustomizationRule, at, `an entry of ${field} has no name, and kustomize refuses it`);
    return;
  }
  const made = await entriesOf(building, kustomization, generator);
  const namespace = textAt(item, 'namespace');
  const behaviour = textAt(item, 'behavior');
  const isMerge = behaviour?.text === 'merge';
  if (behaviour && (isMerge || behaviour.text === 'replace')) {
    const found = resources.findIndex((one) => isNamed(one, kind, name.text, namespace?.text));
    const old = resources[found];
    if (!old) {
      const message = `there is no ${kind} "${excerpt(name.text)}" to ${behaviour.text}, and kustomize fails`;
      say(building, kustomizationRule, placeOf(behaviour), message);
      return;
    }
    resources[found] = merged(old, made, isMerge);
    return;
  }
  if (resources.some((one) => isNamed(one, kind, name.text, namespace?.text))) {
    const message = `there is a ${kind} "${excerpt(name.text)}" already, and kustomize refuses a second one`;
    say(building, kustomizationRule, at, message, { hint: 'Write behavior: merge or replace' });
  }
  const metadata = [
    { ...entry('name', name) },
    ...(namespace ? [entry('namespace', namespace)] : []),
    ...optionMaps(kustomization, item),
  ];
  resources.push({
    node: mapNode(
      [
        entry('apiVersion', textNode('v1', at)),
        entry('kind', textNode(kind, at)),
        entry('metadata', mapNode(metadata, at)),
      ],
      at,
    ),
    former: [],
    generated: { hasHash: !isHashDisabled(kustomization, item), ...made, at },
  });
}

/** Labels and annotations of `options`, else of `generatorOptions`. */
function optionMaps(kustomization: Kustomization, item: YamlMap) {
  return ['labels', 'annotations'].flatMap((key) => {
    const own = entryOf(entryOf(item, 'options')?.value, key);
    const shared = entryOf(fieldOf(kustomization, 'generatorOptions'), key);
    const used = own ?? shared;
    return used?.value.kind === 'map' ? [used] : [];
  });
}

function isHashDisabled(kustomization: Kustomization, item: YamlMap): boolean {
  const key = 'disableNameSuffixHash';
  return [entryOf(item, 'options')?.value, fieldOf(kustomization, 'generatorOptions')].some((options) =>
    isTrue(entryOf(options, key)?.value),
  );
}

/** A generator names what it merges into by its first name, too. */
function isNamed(resource: Resource, kind: string, name: string, namespace: string | undefined): boolean {
  if (kindOf(resource) !== kind) return false;
  return [identityOf(resource), ...resource.former].some(
    (identity) =>
      identity.name === name && (namespace === undefined || (identity.namespace ?? 'default') === namespace),
  );
}

function merged(old: Resource, { entries, unread }: Made, isMerge: boolean): Resource {
  const before: Iterable<[string, ConfigMapEntry]> = isMerge ? (old.generated?.entries ?? []) : [];
  const written = entryOf(old.node, 'data');
  // Data that stand in the manifest itself give way to those that are generated.
  const rest =
    written?.value.kind !== 'map'
      ? undefined
      : { ...written.value, entries: isMerge ? written.value.entries.filter(({ key }) => !entries.has(key)) : [] };
  const node = rest
    ? { ...old.node, entries: old.node.entries.map((one) => (one === written ? { ...one, value: rest } : one)) }
    : old.node;
  return {
    ...old,
    node,
    generated: {
      hasHash: old.generated?.hasHash ?? false,
      at: old.generated?.at ?? placeOf(old.node),
      entries: new Map([...before, ...entries]),
      unread: [...(isMerge ? (old.generated?.unread ?? []) : []), ...unread],
    },
  };
}

type Made = Pick<NonNullable<Resource['generated']>, 'entries' | 'unread'>;

async function entriesOf(
  building: Building,
  kustomization: Kustomization,
  { item, kind, field }: Generator,
): Promise<Made> {
  const unread: string[] = [];
  const found = new Map<string, ConfigMapEntry>();
  const add = (made: ConfigMapEntry | undefined): void => {
    if (made && kind === 'ConfigMap') found.set(made.key, made);
  };
  for (const file of itemsAt(item, 'files').filter(isText)) {
    const at = file.text.indexOf('=');
    const path = file.text.slice(at + 1);
    const key = at < 0 ? basename(path) : file.text.slice(0, at);
    const opened = await namedFile(building, kustomization, { node: file, place: `${field}/${key}`, path });
    if (opened) add(wholeFile(key, opened));
    else unread.push(key);
  }
  for (const one of itemsAt(item, 'literals').filter(isText)) add(literal(building, one));
  for (const env of [...itemsAt(item, 'envs'), ...environmentFile(item)].filter(isText)) {
    const opened = await namedFile(building, kustomization, { node: env, place: `${field}/${env.text}` });
    if (opened) for (const made of linesOf(building, opened)) add(made);
  }
  return { entries: found, unread };
}

/** `env: FILE`, the older form of `envs`. */
function environmentFile(item: YamlMap): YamlNode[] {
  const env = textAt(item, 'env');
  return env ? [env] : [];
}

function wholeFile(key: string, { path, text }: { readonly path: string; readonly text: string }): ConfigMapEntry {
  return { key, excerpt: copied(text, 0, text.length), file: path, path };
}

function copied(text: string, start: number, end: number) {
  const part = excerpting(text);
  part.copy(start, end);
  return part.finish(end);
}

/** `KEY=VALUE`; kustomize takes off quotes that surround the value. */
function literal(building: Building, node: YamlText): ConfigMapEntry | undefined {
  const at = node.text.indexOf('=');
  if (at <= 0) return undefined;
  const key = node.text.slice(0, at);
  const value = behind(node.excerpt(), at + 1);
  const isQuoted = /^(["'])[\s\S]*\1$/.test(value.text) && value.text.length > 1;
  return {
    key,
    excerpt: isQuoted ? withoutLast(behind(value, 1)) : value,
    file: node.file,
    path: building.fresh(`${node.file}#${key}`),
  };
}

function withoutLast({ text, map }: Excerpt): Excerpt {
  return { text: text.slice(0, -1), map: { ...map, length: map.length - 1, end: map.end - 1 } };
}

/** Lines of an env file: more than this nobody writes. */
const lineLimit = 10_000;

/** `KEY=VALUE` of each line that is no comment. A key without a value is taken from the environment of whoever builds. */
function linesOf(
  building: Building,
  { path, text }: { readonly path: string; readonly text: string },
): ConfigMapEntry[] {
  const made: ConfigMapEntry[] = [];
  let start = 0;
  for (let count = 0; start < text.length && count < lineLimit; count++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).replace(/\r$/, '');
    const first = line.length - line.trimStart().length;
    const equals = line.indexOf('=');
    if (line[first] !== '#' && equals > first) {
      const key = line.slice(first, equals);
      const from = start + equals + 1;
      const excerpt = copied(text, from, start + line.length);
      made.push({ key, excerpt, file: path, path: building.fresh(`${path}#${key}`) });
    }
    start = end + 1;
  }
  return made;
}
