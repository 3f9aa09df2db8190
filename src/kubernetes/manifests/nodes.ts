/** Changes YAML nodes without touching them. Whatever is put in keeps the file and the place that it was written in. */
import type { Place } from '../../base/located.ts';
import { excerpting } from '../../base/source-map.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlText } from '../../base/yaml-documents.ts';

/** A text that stands for itself, such as the name of an image with the tag that a kustomization gives it. */
export function textNode(text: string, { file, span }: Place): YamlText {
  const excerpt = () => {
    const whole = excerpting(text);
    whole.put(text, span.start, span.end);
    return whole.finish(span.end);
  };
  return { kind: 'text', text, style: 'quoted', file, start: span.start, end: span.end, excerpt };
}

export function mapNode(entries: readonly YamlEntry[], { file, span }: Place): YamlMap {
  return { kind: 'map', file, start: span.start, end: span.end, entries };
}

/** An entry whose key has no place of its own. */
export function entry(key: string, value: YamlNode): YamlEntry {
  return { key, keySpan: { start: value.start, end: value.end }, value };
}

export function placeOf({ file, start, end }: YamlNode): Place {
  return { file, span: { start, end } };
}

/** The map with an entry in the place of those of its name, or behind the others. */
export function withEntry(map: YamlMap, added: YamlEntry): YamlMap {
  const entries: YamlEntry[] = [];
  let isPlaced = false;
  for (const old of map.entries) {
    if (old.key !== added.key) entries.push(old);
    else if (!isPlaced) {
      entries.push(added);
      isPlaced = true;
    }
  }
  if (!isPlaced) entries.push(added);
  return { ...map, entries };
}

export function withoutEntry(map: YamlMap, key: string): YamlMap {
  return { ...map, entries: map.entries.filter((old) => old.key !== key) };
}

/** What becomes of the value at a path; undefined where there is none, and where none shall be. */
export type Change = (value: YamlNode | undefined) => YamlNode | undefined;

export interface FieldPath {
  /** Keys from the outside in; a key that ends in `[]` means every item of the list there. */
  readonly keys: readonly string[];
  /** Where maps that are missing on the way are made, and what place they then have. */
  readonly create?: Place;
}

/** The node with a change made at a path. What the path does not reach stays as it is. */
export function changeAt(node: YamlNode, { keys, create }: FieldPath, change: Change): YamlNode {
  const [first, ...rest] = keys;
  if (first === undefined) return change(node) ?? node;
  if (node.kind !== 'map') return node;
  const key = first.replace(/\[\]$/, '');
  const old = entryOf(node, key);
  if (first.endsWith('[]')) {
    if (old?.value.kind !== 'list') return node;
    const items = old.value.items.map((item) => changeAt(item, { keys: rest }, change));
    return items.every((item, at) => item === (old.value.kind === 'list' ? old.value.items[at] : undefined))
      ? node
      : withEntry(node, { ...old, value: { ...old.value, items } });
  }
  if (rest.length > 0) {
    const below =
      old?.value.kind === 'map' ? old.value : create && !isFilled(old?.value) ? mapNode([], create) : undefined;
    if (!below) return node;
    const value = changeAt(below, { keys: rest, ...(create ? { create } : {}) }, change);
    if (value === old?.value || (!old && value === below)) return node;
    return withEntry(node, old ? { ...old, value } : entry(key, value));
  }
  if (!old && !create) return node;
  const value = change(old?.value);
  if (value === old?.value) return node;
  if (value === undefined) return withoutEntry(node, key);
  // The key belongs to the file of its value.
  return withEntry(node, old && old.value.file === value.file ? { ...old, value } : entry(key, value));
}

/** Whether a value is more than `null` or nothing. */
function isFilled(node: YamlNode | undefined): boolean {
  return node !== undefined && node.kind !== 'other' && !isNull(node);
}

export function isNull(node: YamlNode): boolean {
  if (node.kind === 'other') return node.start === node.end;
  return node.kind === 'text' && node.style === 'plain' && /^(?:~|null|Null|NULL|)$/.test(node.text);
}

/** `true` as YAML means it. */
export function isTrue(node: YamlNode | undefined): boolean {
  return node?.kind === 'text' && node.style === 'plain' && /^(?:true|True|TRUE)$/.test(node.text);
}

export function isText(node: YamlNode): node is YamlText {
  return node.kind === 'text';
}

export function isMap(node: YamlNode): node is YamlMap {
  return node.kind === 'map';
}
