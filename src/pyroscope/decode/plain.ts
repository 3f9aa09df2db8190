/** The nodes of a configuration as a plain value for the JSON Schema, resolved as the server's decoder resolves them. */
import type { Span } from '../../base/text.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlText } from '../../base/yaml-documents.ts';
import type { KeyType } from '../catalogue.ts';
import type { Key } from '../view.ts';
import { hasKnownTag, resolveScalar, truthOf } from '../yaml/resolve.ts';
import { elementOf, relabelKeys } from './types.ts';

/** A written key, or an element of a list. */
export interface Written {
  /** The path with its names: `limits.retention_period`, `metastore.levels.0.maxage`. */
  readonly path: string;
  readonly keySpan: Span;
  readonly node: YamlNode;
  /** What the version knows of it; undefined: no such key, or an element of a list. */
  readonly key: Key | undefined;
}

export interface Plain {
  readonly value: unknown;
  /** By JSON Pointer, as the validator names places. */
  readonly written: ReadonlyMap<string, Written>;
  readonly trouble: readonly Trouble[];
  /** Paths of values and keys that hold a variable of which nobody knows the value. */
  readonly unknown: ReadonlySet<string>;
}

/** What a schema cannot say of a value. All but a fraction stop the decoder. */
export interface Trouble {
  readonly kind: 'duplicate' | 'tag' | 'unreadable' | 'too-much' | 'fraction';
  readonly path: string;
  readonly at: Span;
  /** Of a duplicate, where the key is first. */
  readonly first?: Span;
}

/** Aliases let a small text stand for a large one. The largest configuration has under 1,000 keys. */
const nodeLimit = 50_000;

/** Types that take any scalar as its text. */
const texts: ReadonlySet<KeyType> = new Set([
  'string',
  'string-csv',
  'bytes',
  'duration-prometheus',
  'list of string or string-csv',
]);
const integers: ReadonlySet<KeyType> = new Set(['int', 'int32', 'uint']);

interface Reading {
  readonly isUnknown: (text: string) => boolean;
  readonly written: Map<string, Written>;
  readonly trouble: Trouble[];
  readonly unknown: Set<string>;
  nodes: number;
}

/** `top` are the keys of the root; `isUnknown` says of a text whether it holds a variable without a known value. */
export function plainOf(
  root: YamlNode,
  top: ReadonlyMap<string, Key>,
  isUnknown: (text: string) => boolean = () => false,
): Plain {
  const reading: Reading = { isUnknown, written: new Map(), trouble: [], unknown: new Set(), nodes: 0 };
  const value =
    root.kind === 'map'
      ? mapOf(reading, root, (name) => top.get(name), '', '')
      : nodeValue(reading, root, 'block', top, '', '');
  return { value, written: reading.written, trouble: reading.trouble, unknown: reading.unknown };
}

/** undefined: its value is not known, and any would do. */
function nodeValue(
  reading: Reading,
  node: YamlNode,
  type: KeyType,
  children: ReadonlyMap<string, Key> | undefined,
  pointer: string,
  path: string,
): unknown {
  if (node.kind === 'other') {
    reading.trouble.push({ kind: 'unreadable', path, at: node });
    return undefined;
  }
  if (node.kind === 'text') return scalarOf(reading, node, type, path);
  if (node.kind === 'list') return type.startsWith('list') ? listOf(reading, node, type, children, pointer, path) : [];
  if (type === 'block') return mapOf(reading, node, (name) => children?.get(name), pointer, path);
  if (type === 'relabel-config') return mapOf(reading, node, (name) => relabelKeys.get(name), pointer, path);
  // What recording rules hold is decoded through JSON, where unknown keys vanish.
  if (!type.startsWith('map')) return {};
  const element = elementOf(type);
  const anyName = (name: string): Key => ({
    path: `${path}.${name}`,
    type: element,
    default: undefined,
    raw: { type: element },
    children,
  });
  return mapOf(reading, node, anyName, pointer, path);
}

function mapOf(
  reading: Reading,
  node: YamlMap,
  keyOf: (name: string) => Key | undefined,
  pointer: string,
  path: string,
): unknown {
  const value: Record<string, unknown> = Object.create(null);
  for (const entry of withoutDuplicates(reading, node, path)) {
    const inner = pathOf(path, entry.key);
    if (isTooMuch(reading, inner, entry.keySpan)) break;
    if (reading.isUnknown(entry.key)) {
      reading.unknown.add(inner);
      continue;
    }
    const key = keyOf(entry.key);
    const at = `${pointer}/${entry.key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    reading.written.set(at, { path: inner, keySpan: entry.keySpan, node: entry.value, key });
    const made = key ? nodeValue(reading, entry.value, key.type, key.children, at, inner) : null;
    if (made !== undefined) value[entry.key] = made;
  }
  return value;
}

function withoutDuplicates(reading: Reading, { entries }: YamlMap, path: string): Iterable<YamlEntry> {
  const firsts = new Map<string, YamlEntry>();
  for (const entry of entries) {
    const first = firsts.get(entry.key);
    if (first)
      reading.trouble.push({
        kind: 'duplicate',
        path: pathOf(path, entry.key),
        at: entry.keySpan,
        first: first.keySpan,
      });
    else firsts.set(entry.key, entry);
  }
  return firsts.values();
}

function listOf(
  reading: Reading,
  { items }: YamlList,
  type: KeyType,
  children: ReadonlyMap<string, Key> | undefined,
  pointer: string,
  path: string,
): unknown {
  const made: unknown[] = [];
  for (const [index, node] of items.entries()) {
    const inner = pathOf(path, String(index));
    if (isTooMuch(reading, inner, node)) break;
    const at = `${pointer}/${index}`;
    reading.written.set(at, { path: inner, keySpan: node, node, key: undefined });
    made.push(nodeValue(reading, node, elementOf(type), children, at, inner) ?? null);
  }
  return made;
}

function scalarOf(reading: Reading, node: YamlText, type: KeyType, path: string): unknown {
  if (reading.isUnknown(node.text)) {
    reading.unknown.add(path);
    return undefined;
  }
  if (!hasKnownTag(node)) reading.trouble.push({ kind: 'tag', path, at: node });
  const value = resolveScalar(node);
  if (value === null || type === 'boolean') return truthOf(value);
  if (texts.has(type)) return node.text;
  if (typeof value !== 'number') return value;
  // The schema knows no infinity; the decoder takes it for a fraction.
  if (type === 'float' && Math.abs(value) === Number.POSITIVE_INFINITY) return Math.sign(value);
  if (!integers.has(type) || !Number.isFinite(value)) return value;
  if (!Number.isInteger(value)) reading.trouble.push({ kind: 'fraction', path, at: node });
  return Math.trunc(value);
}

function isTooMuch(reading: Reading, path: string, at: Span): boolean {
  reading.nodes++;
  if (reading.nodes === nodeLimit + 1) reading.trouble.push({ kind: 'too-much', path, at });
  return reading.nodes > nodeLimit;
}

function pathOf(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
