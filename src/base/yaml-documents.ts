/**
 * Every document of a YAML text as plain nodes with their places. Scalars stay text, whatever they look like, and know
 * where each of their characters stands. Slow to load: import what uses it where it is used.
 */
import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLParseError,
} from 'yaml';
import { type Excerpt, excerpting } from './source-map.ts';
import type { Span } from './text.ts';
import { scalarExcerpt } from './yaml-scalars.ts';

export type YamlNode = YamlMap | YamlList | YamlText | YamlOther;

/** What every node has: where it stands, and the tag that is written before it, such as `tag:yaml.org,2002:int` for `!!int`. */
interface YamlPlace extends Span {
  /** The path that the text was read under. */
  readonly file: string;
  readonly tag?: string;
}

/** Nothing, an alias that leads nowhere, or what lies too deep. */
interface YamlOther extends YamlPlace {
  readonly kind: 'other';
}

export interface YamlMap extends YamlPlace {
  readonly kind: 'map';
  /** In their order; of a key that is written twice both, of merged ones (<<) those that are not written. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

export interface YamlList extends YamlPlace {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlText extends YamlPlace {
  readonly kind: 'text';
  readonly text: string;
  /** Only a plain one can mean a number, a truth value or nothing; the others are text. */
  readonly style: 'plain' | 'quoted' | 'block';
  readonly excerpt: () => Excerpt;
}

export interface YamlDocuments {
  readonly documents: readonly YamlNode[];
  /** What the text breaks of YAML's rules first; the documents then hold what could be read. */
  readonly problem?: Problem;
  /** The first alias that could not be followed: it leads nowhere or into itself, or there are too many. */
  readonly lostAlias?: Problem;
}

interface Problem {
  readonly message: string;
  readonly offset: number;
}

/** Levels of maps and lists; what lies deeper is `other`. A manifest needs about 15. */
const depthLimit = 64;
/** Looking one up costs a walk over the document. */
const aliasLimit = 200;
/** Entries of a map into which others are merged: merged again and again, they would double each time. */
const mergeLimit = 10_000;

/** Reads any text, in time linear to its length; aliases share their node. `file` is the path that the nodes will name. */
export function readYamlDocuments(text: string, file = ''): YamlDocuments {
  try {
    const parsed = parseAllDocuments<Node>(text, {
      keepSourceTokens: true,
      prettyErrors: false,
      uniqueKeys: false,
      schema: 'failsafe',
      version: '1.2',
      logLevel: 'silent',
    });
    const documents = [...parsed];
    const [error] = documents.flatMap(({ errors }) => errors);
    const readings = documents.map(
      (document): Reading => ({ text, file, document, known: new Map(), open: new Set(), aliases: 0 }),
    );
    const nodes = readings.map((reading) => read(reading.document.contents, reading, 0));
    const lostAlias = readings.find((reading) => reading.lostAlias)?.lostAlias;
    return {
      documents: nodes,
      ...(error ? { problem: problemOf(error) } : {}),
      ...(lostAlias ? { lostAlias } : {}),
    };
  } catch (error) {
    // The parser recurses, so what is nested thousands deep ends in a RangeError of the stack.
    if (!(error instanceof RangeError)) throw error;
    return { documents: [], problem: { message: 'Too many levels are nested', offset: 0 } };
  }
}

/** The parser catches the end of the stack itself; where that was says nothing about the text. */
function problemOf({ message, pos }: YAMLParseError): Problem {
  return /call stack/i.test(message)
    ? { message: 'Too many levels are nested', offset: 0 }
    : { message, offset: pos[0] };
}

/** The value of the last entry of that name, or undefined where the node is no map or has none. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'map' ? node.entries.findLast((entry) => entry.key === key) : undefined;
}

/** The text at a path of keys. */
export function textAt(node: YamlNode | undefined, ...path: readonly string[]): YamlText | undefined {
  const found = path.reduce<YamlNode | undefined>((at, key) => entryOf(at, key)?.value, node);
  return found?.kind === 'text' ? found : undefined;
}

/** The items of the list at a key; none where there is no list. */
export function itemsAt(node: YamlNode | undefined, key: string): readonly YamlNode[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'list' ? value.items : [];
}

interface Reading {
  readonly text: string;
  readonly file: string;
  readonly document: Document<Node>;
  readonly known: Map<Node, YamlNode>;
  /** Nodes that are being made. */
  readonly open: Set<Node>;
  aliases: number;
  lostAlias?: Problem;
}

function read(node: Node | null | undefined, reading: Reading, depth: number): YamlNode {
  if (!node) return { kind: 'other', start: 0, end: 0, file: reading.file };
  const seen = reading.known.get(node);
  if (seen) return seen;
  const other = { kind: 'other', ...placeOf(node, reading) } as const;
  reading.known.set(node, other);
  reading.open.add(node);
  const made = depth > depthLimit ? other : readNode(node, reading, depth);
  reading.known.set(node, made);
  reading.open.delete(node);
  return made;
}

function readNode(node: Node, reading: Reading, depth: number): YamlNode {
  const place = placeOf(node, reading);
  if (isAlias(node)) {
    const isOneTooMany = reading.aliases++ >= aliasLimit;
    const target = isOneTooMany ? undefined : node.resolve(reading.document);
    if (target && !reading.open.has(target)) return read(target, reading, depth + 1);
    const leads = `an alias leads ${target ? 'into itself' : 'nowhere'}`;
    const message = isOneTooMany ? `more than ${aliasLimit} aliases are in one document` : leads;
    reading.lostAlias ??= { message, offset: place.start };
    return { kind: 'other', ...place };
  }
  if (isMap<Node, Node>(node)) return { kind: 'map', ...place, entries: entriesOf(node.items, reading, depth) };
  if (isSeq<Node>(node)) {
    return { kind: 'list', ...place, items: node.items.map((item) => read(item, reading, depth + 1)) };
  }
  if (!isScalar(node) || typeof node.value !== 'string') return { kind: 'other', ...place };
  const { value } = node;
  return {
    kind: 'text',
    ...place,
    text: value,
    style: styleOf(node),
    excerpt: excerptOf(node, value, place, reading.text),
  };
}

function placeOf(node: Node, { file }: Reading): YamlPlace {
  const place = { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0, file };
  return node.tag === undefined || isAlias(node) ? place : { ...place, tag: node.tag };
}

function styleOf({ type }: Scalar): YamlText['style'] {
  if (type === 'PLAIN' || type === undefined) return 'plain';
  return type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 'quoted' : 'block';
}

function excerptOf(node: Scalar, value: string, span: Span, file: string): () => Excerpt {
  return () => {
    const token = node.srcToken;
    if (token && (token.type === 'block-scalar' || isFlowScalar(token))) return scalarExcerpt(file, token, value);
    const whole = excerpting(file);
    whole.put(value, span.start, span.end);
    return whole.finish(span.end);
  };
}

function isFlowScalar(token: CST.Token): token is CST.FlowScalar {
  return token.type === 'scalar' || token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar';
}

function entriesOf(pairs: readonly Pair<Node, Node>[], reading: Reading, depth: number): YamlEntry[] {
  const entries: YamlEntry[] = [];
  const merged: YamlNode[] = [];
  for (const { key, value } of pairs) {
    const name = read(key, reading, depth + 1);
    const entry = read(value, reading, depth + 1);
    if (name.kind !== 'text') continue;
    if (name.text === '<<') merged.push(...(entry.kind === 'list' ? entry.items : [entry]));
    else entries.push({ key: name.text, keySpan: { start: name.start, end: name.end }, value: entry });
  }
  const written = new Set(entries.map(({ key }) => key));
  for (const map of merged) {
    if (map.kind !== 'map' || entries.length + map.entries.length > mergeLimit) continue;
    for (const entry of map.entries) {
      if (written.has(entry.key)) continue;
      written.add(entry.key);
      entries.push(entry);
    }
  }
  return entries;
}
