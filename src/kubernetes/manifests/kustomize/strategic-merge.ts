/** Strategic merge: a part of an object laid over the object. Source: kustomize, kyaml/yaml/merge2. */
import {
  entryOf,
  textAt,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
} from '../../../base/yaml-documents.ts';
import { isMap, isNull, placeOf, withEntry, withoutEntry } from '../nodes.ts';
import type { Resource } from '../resource.ts';
import { patchLost } from '../rules.ts';
import { type Building, say } from './building.ts';
import { mergeKeysOf } from './merge-keys.ts';

interface Merging {
  readonly building: Building;
  readonly keysOf: ReturnType<typeof mergeKeysOf>;
}

/** The object with the patch laid over it; undefined where the patch deletes it. */
export function merged(building: Building, resource: Resource, patch: YamlMap): YamlMap | undefined {
  const node = mergeMap({ building, keysOf: mergeKeysOf(resource) }, resource.node, patch, []);
  return node && isMap(node) ? node : undefined;
}

/** Words that a patch has for what to do; the others of these are rare, and told by `unknownDirectives`. */
const directive = '$patch';

/** What a patch says beside `$patch`, and nobody here understands. */
export function unknownDirectives(patch: YamlNode): YamlEntry[] {
  const found: YamlEntry[] = [];
  const seen = new Set<YamlNode>();
  const left: YamlNode[] = [patch];
  for (let node = left.pop(); node; node = left.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') left.push(...node.items);
    if (node.kind !== 'map') continue;
    for (const entry of node.entries) {
      if (/^\$(?:retainKeys|setElementOrder\/|deleteFromPrimitiveList\/)/.test(entry.key)) found.push(entry);
      left.push(entry.value);
    }
  }
  return found;
}

function mergeMap(merging: Merging, old: YamlMap, patch: YamlMap, path: readonly string[]): YamlNode | undefined {
  if (merging.building.budget-- <= 0) return old;
  const what = textAt(patch, directive)?.text;
  if (what === 'delete') return undefined;
  if (what === 'replace') return cleaned(merging, withoutEntry(patch, directive));
  let made = old;
  for (const entry of patch.entries) {
    if (entry.key === directive || entry.key.startsWith('$')) continue;
    const before = entryOf(old, entry.key);
    const value = mergeValue(merging, before?.value, entry.value, [...path, entry.key]);
    if (value === undefined) made = withoutEntry(made, entry.key);
    // The key belongs to the file of its value.
    else
      made = withEntry(made, before && before.value.file === value.file ? { ...before, value } : { ...entry, value });
  }
  return made;
}

function mergeValue(
  merging: Merging,
  old: YamlNode | undefined,
  patch: YamlNode,
  path: readonly string[],
): YamlNode | undefined {
  if (isNull(patch)) return undefined;
  if (isMap(patch)) {
    if (old && isMap(old)) return mergeMap(merging, old, patch, path);
    return textAt(patch, directive)?.text === 'delete' ? undefined : cleaned(merging, patch);
  }
  if (patch.kind === 'list') {
    const keys = merging.keysOf(path);
    if (keys && old?.kind === 'list') return mergeList(merging, old, patch, { path, keys });
    return { ...patch, items: patch.items.flatMap((item) => cleaned(merging, item) ?? []) };
  }
  return patch;
}

interface ListAt {
  readonly path: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Elements of the patch are merged into those of the same keys. kustomize puts those of the patch first; where several keys tell
 * elements apart, only those that are new.
 */
function mergeList(merging: Merging, old: YamlList, patch: YamlList, { path, keys }: ListAt): YamlList {
  if (patch.items.some((item) => textAt(item, directive)?.text === 'replace')) {
    return { ...patch, items: patch.items.filter((item) => textAt(item, directive) === undefined) };
  }
  const left = new Map(old.items.map((item) => [keyOf(item, keys), item]));
  const made = new Map<string, YamlNode | undefined>();
  for (const item of patch.items) {
    const key = keyOf(item, keys);
    if (isLost(old, item, keys)) lost(merging, item, keys);
    else made.set(key, mergeValue(merging, left.get(key), item, [...path, '*']));
  }
  const isFirst = (key: string): boolean => keys.length === 1 || !left.has(key);
  const first = [...made].filter(([key]) => isFirst(key)).map(([, item]) => item);
  const rest = [...left]
    .filter(([key]) => !made.has(key) || !isFirst(key))
    .map(([key, item]) => (made.has(key) ? made.get(key) : item));
  return { ...old, items: [...first, ...rest].filter((item) => item !== undefined) };
}

/** Text by which elements are told apart. A key that is missing is not the same as one with its default. */
function keyOf(item: YamlNode, keys: readonly string[]): string {
  return keys.map((key) => textAt(item, key)?.text ?? '').join('\0');
}

/**
 * Of two keys, such as containerPort and protocol, one may be missing. Where the first one is in both and only one of the two
 * has the second, kustomize leaves the element of the patch out without a word. Seen with kustomize 5.5.
 */
function isLost({ items }: YamlList, item: YamlNode, [first = '', second]: readonly string[]): boolean {
  if (second === undefined) return false;
  const near = items.filter((one) => textAt(one, first)?.text === textAt(item, first)?.text);
  const [own, others] = [textAt(item, second)?.text, near.map((one) => textAt(one, second)?.text)];
  if (own === undefined) return others.some((other) => other !== undefined);
  return !others.includes(own) && others.includes(undefined);
}

function lost({ building }: Merging, item: YamlNode, keys: readonly string[]): void {
  const both = keys.join(' and ');
  const message = `kustomize leaves this element of the patch out: not all that are merged with it have ${both}`;
  say(building, patchLost, placeOf(item), message, { hint: `Write ${both} in the patch and in what it patches` });
}

/** What is put in anew has no directives in it. */
function cleaned(merging: Merging, node: YamlNode): YamlNode | undefined {
  if (merging.building.budget-- <= 0) return node;
  if (node.kind === 'list') return { ...node, items: node.items.flatMap((item) => cleaned(merging, item) ?? []) };
  if (node.kind !== 'map') return node;
  if (textAt(node, directive)?.text === 'delete') return undefined;
  const entries = node.entries.flatMap((entry): YamlEntry[] => {
    if (entry.key.startsWith('$') || isNull(entry.value)) return [];
    const value = cleaned(merging, entry.value);
    return value ? [value === entry.value ? entry : { ...entry, value }] : [];
  });
  return { ...node, entries };
}
