/**
 * Maps of a manifest as values of Kubernetes' published types. Which keys are asked for, and what type they are read
 * as, is checked against those types when this is compiled; what a file says is checked when it is read.
 */
import { excerpt } from '../../base/display.ts';
import type { Located, Place } from '../../base/located.ts';
import { entryOf, type YamlMap, type YamlNode, type YamlText } from '../../base/yaml-documents.ts';
import { meaning } from '../guesses.ts';
import { placeOf } from '../manifests/nodes.ts';
import { type Faults, misspelledField, repeatedField, unknownField, wrongType } from './faults.ts';
import type { Fields } from './fields.ts';
import { type Meaning, meaningOf } from './scalars.ts';

export interface Written<T> {
  readonly node: YamlMap;
  /** `DaemonSet.alloy/spec.template.spec`. */
  readonly path: string;
  readonly faults: Faults;
  /** Never there; it only says what the map is read as. */
  readonly shape?: T;
}

type Value<T, K extends keyof T> = NonNullable<T[K]>;
type Item<V> = V extends readonly (infer I)[] ? I : never;
type Key<T, V> = { [K in keyof T]-?: NonNullable<T[K]> extends V ? K : never }[keyof T] & string;

/** Where the key stands, for what is said of everything below it. */
export function keyPlace<T>({ node }: Written<T>, key: keyof T & string): Place | undefined {
  const entry = entryOf(node, key);
  return entry && { file: entry.value.file, span: entry.keySpan };
}

export function textOf<T>(at: Written<T>, key: Key<T, string>): Located<string> | undefined {
  const value = below(at, key);
  return value && textIn(value, at.faults, `${at.path}.${key}`, key);
}

export function numberOf<T>(at: Written<T>, key: Key<T, number>): Located<number> | undefined {
  const found = scalarOf(at, key, 'a whole number');
  if (!found) return undefined;
  const { meaning, node } = found;
  if (meaning.kind === 'number' && Number.isSafeInteger(meaning.value))
    return { value: meaning.value, ...placeOf(node) };
  if (meaning.kind !== 'nothing') refuse(at.faults, `${at.path}.${key}`, node, key, meaning.kind, 'a whole number');
  return undefined;
}

export function booleanOf<T>(at: Written<T>, key: Key<T, boolean>): Located<boolean> | undefined {
  const found = scalarOf(at, key, 'true or false');
  if (!found) return undefined;
  const { meaning, node } = found;
  if (meaning.kind === 'boolean') return { value: meaning.value, ...placeOf(node) };
  if (meaning.kind !== 'nothing') refuse(at.faults, `${at.path}.${key}`, node, key, meaning.kind, 'true or false');
  return undefined;
}

/** A port by its number or its name. */
export function portOf<T>(at: Written<T>, key: Key<T, number | string>): Located<number | string> | undefined {
  const found = scalarOf(at, key, 'a number or a name');
  if (!found) return undefined;
  const { meaning, node } = found;
  if (meaning.kind === 'text' || (meaning.kind === 'number' && Number.isSafeInteger(meaning.value)))
    return { value: meaning.value, ...placeOf(node) };
  if (meaning.kind !== 'nothing') refuse(at.faults, `${at.path}.${key}`, node, key, meaning.kind, 'a number or a name');
  return undefined;
}

/** The map at a key. `fields` are those that it may have. */
export function mapOf<T, K extends Key<T, object>>(
  at: Written<T>,
  key: K,
  fields: Fields<Value<T, K>>,
): Written<Value<T, K>> | undefined {
  const value = below(at, key);
  return value && mapIn(value, at.faults, `${at.path}.${key}`, key, fields);
}

/** The maps of the list at a key; undefined where there is no list. `name` is the key that tells them apart. */
export function listOf<T, K extends Key<T, readonly object[]>>(
  at: Written<T>,
  key: K,
  fields: Fields<Item<Value<T, K>>>,
): readonly Written<Item<Value<T, K>>>[] | undefined {
  return itemsOf(at, key)?.flatMap((item, index) => {
    const name = entryOf(item, 'name')?.value;
    const path = `${at.path}.${key}[${name?.kind === 'text' ? excerpt(name.text, 80) : index}]`;
    return mapIn<Item<Value<T, K>>>(item, at.faults, path, `an item of ${key}`, fields) ?? [];
  });
}

/** The texts of the list at a key; undefined where there is no list. */
export function textsOf<T>(at: Written<T>, key: Key<T, readonly string[]>): readonly Located<string>[] | undefined {
  return itemsOf(at, key)?.flatMap(
    (item, index) => textIn(item, at.faults, `${at.path}.${key}[${index}]`, `an item of ${key}`) ?? [],
  );
}

/** The texts of the map at a key, such as labels. */
export function labelsOf<T>(
  at: Written<T>,
  key: Key<T, { readonly [name: string]: string }>,
): ReadonlyMap<string, Located<string>> {
  const labels = new Map<string, Located<string>>();
  const value = below(at, key);
  if (value?.kind === 'map')
    for (const entry of at.faults.spend(value.entries.length) ? value.entries : []) {
      const text = textIn(
        entry.value,
        at.faults,
        `${at.path}.${key}.${excerpt(entry.key, 80)}`,
        excerpt(entry.key, 80),
      );
      if (text) labels.set(entry.key, text);
    }
  else if (value) refuse(at.faults, `${at.path}.${key}`, value, key, kindOf(value), 'a map');
  return labels;
}

export function plainLabels(labels: ReadonlyMap<string, Located<string>>): ReadonlyMap<string, string> {
  return new Map([...labels].map(([name, { value }]) => [name, value]));
}

/** A node read as a map of Kubernetes: keys that it does not know or that are repeated are reported. */
export function mapIn<T>(
  node: YamlNode,
  faults: Faults,
  path: string,
  what: string,
  fields: Fields<T>,
): Written<T> | undefined {
  if (node.kind !== 'map') {
    refuse(faults, path, node, what, kindOf(node), 'a map');
    return undefined;
  }
  if (!faults.spend(node.entries.length + 1)) return undefined;
  const seen = new Set<string>();
  const renamed = new Map<string, string>();
  for (const { key, keySpan, value } of node.entries) {
    const at = { file: value.file, span: keySpan };
    const shown = excerpt(key, 80);
    if (seen.has(key)) faults.report(repeatedField, at, `${path}.${shown}`, { message: `"${shown}" is written twice` });
    seen.add(key);
    if (fields.has(key)) continue;
    const meant = faults.guess(key, fields);
    if (meant !== undefined && !entryOf(node, meant)) renamed.set(key, meant);
    faults.report(meant === undefined ? unknownField : misspelledField, at, `${path}.${shown}`, {
      message: `"${shown}" is no field that Kubernetes knows here`,
      hint: meaning(meant),
    });
  }
  if (renamed.size === 0) return { node, path, faults };
  // A misspelled field is read as what is meant: otherwise all that it holds would be missed as well.
  const entries = node.entries.map((entry) => ({ ...entry, key: renamed.get(entry.key) ?? entry.key }));
  return { node: { ...node, entries }, path, faults };
}

function textIn(node: YamlNode, faults: Faults, path: string, what: string): Located<string> | undefined {
  const meaning = node.kind === 'text' ? meaningOf(node) : undefined;
  if (meaning?.kind === 'text') return { value: meaning.value, ...placeOf(node) };
  if (meaning?.kind !== 'nothing') refuse(faults, path, node, what, meaning?.kind ?? kindOf(node), 'a text');
  return undefined;
}

function itemsOf<T>(at: Written<T>, key: keyof T & string): readonly YamlNode[] | undefined {
  const value = below(at, key);
  if (value?.kind === 'list') return at.faults.spend(value.items.length) ? value.items : [];
  if (value) refuse(at.faults, `${at.path}.${key}`, value, key, kindOf(value), 'a list');
  return undefined;
}

/** The node at a key; undefined also where nothing or `null` is written. */
function below<T>({ node }: Written<T>, key: keyof T & string): YamlNode | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'text' && meaningOf(value).kind === 'nothing' ? undefined : value;
}

function scalarOf<T>(
  at: Written<T>,
  key: keyof T & string,
  wanted: string,
): { readonly meaning: Meaning; readonly node: YamlText } | undefined {
  const node = below(at, key);
  if (node?.kind === 'text') return { meaning: meaningOf(node), node };
  if (node) refuse(at.faults, `${at.path}.${key}`, node, key, kindOf(node), wanted);
  return undefined;
}

type Found = Meaning['kind'] | YamlNode['kind'];

const kinds: Readonly<Record<Found, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'a truth value',
  nothing: 'empty',
  map: 'a map',
  list: 'a list',
  other: 'nothing that can be read',
};

function kindOf(node: YamlNode): Found {
  return node.kind === 'text' ? meaningOf(node).kind : node.kind;
}

function refuse(faults: Faults, path: string, node: YamlNode, what: string, found: Found, wanted: string): void {
  const hint = hintFor(node, found, wanted);
  const is =
    found === 'number' && wanted === 'a whole number' ? 'a number that is not whole or too large' : kinds[found];
  faults.report(wrongType, spanned(node), path, {
    message: `${what} is ${is}, and Kubernetes takes ${wanted}`,
    hint,
  });
}

/** Of a map or a list its beginning: it may be many lines. */
function spanned(node: YamlNode): Place {
  const { file, span } = placeOf(node);
  return { file, span: node.kind === 'text' ? span : { start: span.start, end: span.start } };
}

function hintFor(node: YamlNode, found: Found, wanted: string): string | undefined {
  if (node.kind !== 'text') return undefined;
  // What it is stays unsaid: a password may be all digits.
  if (wanted === 'a text') return 'Put it in quotes';
  if (found !== 'text' || node.style === 'plain') return undefined;
  const bare = meaningOf({ ...node, style: 'plain' }).kind;
  const fits = (wanted === 'true or false' && bare === 'boolean') || (wanted === 'a whole number' && bare === 'number');
  return fits ? `Take the quotes off: ${excerpt(node.text, 40)}` : undefined;
}
