/** YAML 1.2 (core schema) with positions, bounded. Slow to load: import what uses it where it is used. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
  type YAMLWarning,
} from 'yaml';
import type { Span } from './text.ts';

export type YamlPath = readonly (string | number)[];

/** 1-based; columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LocatedYaml {
  /** Plain data: no key `__proto__`, no number that JSON cannot hold, at most `depthLimit` levels. */
  readonly value: unknown;
  /** Where the value at a path stands, or its key; for a path that is not there, the nearest parent. */
  readonly positionOf: (path: YamlPath, part?: 'key' | 'value') => Position;
  /** The same as offsets in the text. */
  readonly spanOf: (path: YamlPath, part?: 'key' | 'value') => Span;
}

/** What is wrong with a text, and where. */
export class YamlError extends Error {
  override name = 'YamlError';
  readonly position: Position;
  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

/** Levels of maps and lists. A pack needs about 15. */
const depthLimit = 64;
/** How often anchors may be expanded. */
const aliasLimit = 100;

/** Reads one document. Throws YamlError; tags, repeated keys and several documents are errors, too. */
export function parseYaml(text: string): LocatedYaml {
  const lines = new LineCounter();
  const start = { line: 1, column: 1 };
  const document = withoutOverflow(() =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', version: '1.2', uniqueKeys: true }),
  );
  const [problem] = [...document.errors, ...document.warnings];
  // Where the stack ended says nothing about the file.
  if (problem && /call stack/i.test(problem.message)) throw new YamlError(tooDeep, start);
  if (problem) throw new YamlError(problemText(problem), positionAt(lines, problem.pos[0]));

  const spanOf: LocatedYaml['spanOf'] = (path, part = 'value') => {
    let node: unknown = document.contents;
    let span = rangeOf(document.contents);
    for (const [index, segment] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document);
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(segment));
        if (!pair) break;
        const onKey = part === 'key' && index === path.length - 1;
        span = (onKey ? undefined : rangeOf(pair.value)) ?? rangeOf(pair.key) ?? span;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(segment)];
        span = rangeOf(node) ?? span;
      } else break;
    }
    return span ?? { start: 0, end: 0 };
  };
  const positionOf: LocatedYaml['positionOf'] = (path, part) => positionAt(lines, spanOf(path, part).start);
  const value = withoutOverflow(() => toPlain(document));
  const trouble = withoutOverflow(() => firstTrouble(value, []));
  if (trouble) throw new YamlError(trouble.message, positionOf(trouble.path, trouble.part));
  return { value, positionOf, spanOf };
}

function toPlain(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasLimit });
  } catch (error) {
    if (error instanceof ReferenceError)
      throw new YamlError('aliases (*NAME) are used too often. Write some of them out.', { line: 1, column: 1 });
    throw error;
  }
}

/** The parser recurses: what is nested thousands deep ends in a RangeError of the stack. */
function withoutOverflow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new YamlError(tooDeep, { line: 1, column: 1 });
    throw error;
  }
}

interface Trouble {
  readonly message: string;
  readonly path: YamlPath;
  readonly part: 'key' | 'value';
}

function firstTrouble(value: unknown, path: YamlPath): Trouble | undefined {
  if (path.length > depthLimit) return { message: tooDeep, path, part: 'value' };
  if (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER))
    return { message: 'the number is too large to be exact. Write a smaller one, or text.', path, part: 'value' };
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__') return { message: 'the key "__proto__" is refused. Take it out.', path: at, part: 'key' };
    const trouble = firstTrouble(inner, at);
    if (trouble) return trouble;
  }
  return undefined;
}

function rangeOf(node: unknown): Span | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const tooDeep = `more than ${depthLimit} levels are nested. Take some out.`;

/** The parser's own words for what only it knows. */
function problemText({ code, message }: YAMLError | YAMLWarning): string {
  if (code === 'MULTIPLE_DOCS') return 'there is a second document. Take the "---" and what follows out.';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags (!NAME) are refused. Take it out.';
  return `${message.replace(/[.!]?$/, '.')} Mend the YAML.`;
}
