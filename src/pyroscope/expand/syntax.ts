/**
 * The language of variables in a configuration: drone/envsubst v1.0.3, which is not that of a shell. It is read over the
 * whole text, comments too, before YAML is.
 */
import type { Span } from '../../base/text.ts';

export type Piece = Escape | Expression;

/** `$$`, `\\` or `\/`: the second character stays. */
export interface Escape extends Span {
  readonly kind: 'escape';
  readonly text: string;
}

export interface Expression extends Span {
  readonly kind: 'expression';
  readonly name: string;
  /** Between the name and what follows it: `:-`, `=`, `:`, `,,`, `/`; empty for `${NAME}`, `#` before the name for the length. */
  readonly operator: string;
  readonly isLength: boolean;
  /** Of a default: texts and expressions that are put together. Of a substring or a replacement: one or two of them. */
  readonly parts: readonly (string | Expression)[];
}

/** Expressions and escapes in their order; everything between them stays. Or where the text breaks the language. */
export type Parsed = { readonly pieces: readonly Piece[] } | { readonly broken: Span; readonly isTooDeep: boolean };

/** Defaults in defaults. */
const depthLimit = 30;

const identifier = /[\p{L}\p{Nd}_]+/uy;

class Broken extends Error {
  readonly isTooDeep: boolean;
  constructor(isTooDeep = false) {
    super('bad substitution');
    this.isTooDeep = isTooDeep;
  }
}

export function parseVariables(text: string): Parsed {
  const pieces: Piece[] = [];
  for (let at = 0; ; ) {
    const next = nextMark(text, at);
    if (next < 0) return { pieces };
    if (text.startsWith('${', next)) {
      try {
        const expression = expressionAt(text, next, 0);
        pieces.push(expression);
        at = expression.end;
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        return { broken: { start: next, end: next + 2 }, isTooDeep: error.isTooDeep };
      }
    } else {
      pieces.push({ kind: 'escape', text: text.charAt(next + 1), start: next, end: next + 2 });
      at = next + 2;
    }
  }
}

const mark = /\$[${]|\\[\\/]/g;

function nextMark(text: string, from: number): number {
  mark.lastIndex = from;
  return mark.exec(text)?.index ?? -1;
}

/** `start` is at `${`. */
function expressionAt(text: string, start: number, depth: number): Expression {
  if (depth > depthLimit) throw new Broken(true);
  const isLength = text.charAt(start + 2) === '#';
  const nameAt = start + (isLength ? 3 : 2);
  identifier.lastIndex = nameAt;
  const name = identifier.exec(text)?.[0];
  if (name === undefined) throw new Broken();
  const at = nameAt + name.length;
  const make = (operator: string, parts: readonly (string | Expression)[], close: number): Expression => {
    if (text.charAt(close) !== '}') throw new Broken();
    return { kind: 'expression', start, end: close + 1, name, operator, isLength, parts };
  };
  if (isLength) return make('', [], at);
  const operator = /^(?::[-=?+]|:|=|,,?|\^\^?|\/[/#%]?|##?|%%?)/.exec(text.slice(at, at + 2))?.[0] ?? '';
  const from = at + operator.length;
  switch (operator) {
    case '':
    case ',':
    case ',,':
    case '^':
    case '^^':
      return make(operator, [], from);
    case ':':
      return substring(text, from, depth, make);
    case '/':
    case '//':
    case '/#':
    case '/%':
      return replacement(text, from, depth, operator, make);
    case '#':
    case '##':
    case '%':
    case '%%': {
      const { part, next } = partAt(text, from, '}', depth);
      return make(operator, [part], next);
    }
    default: {
      const parts: (string | Expression)[] = [];
      let next = from;
      while (text.charAt(next) !== '}') {
        const read = partAt(text, next, '}', depth);
        parts.push(read.part);
        next = read.next;
      }
      return make(operator, parts, next);
    }
  }
}

type Make = (operator: string, parts: readonly (string | Expression)[], close: number) => Expression;

/** `${NAME:OFFSET}` and `${NAME:OFFSET:LENGTH}`; the offset need not be a number. */
function substring(text: string, from: number, depth: number, make: Make): Expression {
  const offset = partAt(text, from, ':}', depth);
  let next = offset.next;
  if (text.charAt(next) !== ':') return make(':', [offset.part], next);
  while (text.charAt(next) === ':') next++;
  const length = partAt(text, next, '}', depth);
  return make(':', [offset.part, length.part], length.next);
}

function replacement(text: string, from: number, depth: number, operator: string, make: Make): Expression {
  const pattern = partAt(text, from, '/', depth);
  let next = pattern.next;
  if (text.charAt(next) !== '/') throw new Broken();
  while (text.charAt(next) === '/') next++;
  if (text.charAt(next) === '}') return make(operator, [pattern.part], next);
  const by = partAt(text, next, '}', depth);
  return make(operator, [pattern.part, by.part], by.next);
}

/** A text of at least one character up to one of the `ends` or to `${`, or an expression. */
function partAt(
  text: string,
  from: number,
  ends: string,
  depth: number,
): { readonly part: string | Expression; readonly next: number } {
  if (text.startsWith('${', from)) {
    const part = expressionAt(text, from, depth + 1);
    return { part, next: part.end };
  }
  let next = from;
  while (next < text.length && !ends.includes(text.charAt(next)) && !text.startsWith('${', next)) next++;
  if (next === from || next >= text.length) throw new Broken();
  return { part: text.slice(from, next), next };
}
