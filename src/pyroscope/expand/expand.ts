/** Puts variables into a configuration as the server does with -config.expand-env, with the place of each character. */
import { type Excerpt, excerpting } from '../../base/source-map.ts';
import type { Span } from '../../base/text.ts';
import { type Expression, type Piece, parseVariables } from './syntax.ts';

/** What is known of the process's variables. */
export interface Environment {
  readonly values: ReadonlyMap<string, string>;
  /** Whether others are certain not to be set. */
  readonly isComplete: boolean;
}

export type Expanded =
  | {
      readonly excerpt: Excerpt;
      readonly pieces: readonly Piece[];
      /** Names of variables whose values are not known. */
      readonly unknown: ReadonlySet<string>;
      /** Whether a part of the text stands for a value that is not known. */
      readonly isUnknown: (text: string) => boolean;
    }
  | { readonly broken: Span; readonly isTooDeep: boolean };

/** Expands a text of any content. Variables of which nothing is known leave a mark, which `isUnknown` finds. */
export function expandVariables(text: string, environment: Environment): Expanded {
  const parsed = parseVariables(text);
  if ('broken' in parsed) return parsed;
  const mark = unusedCharacter(text);
  const unknown = new Set<string>();
  const lookup = (name: string): string | undefined => {
    // No variable of a process is a number.
    const isUnset = environment.isComplete || /^\d+$/.test(name);
    return environment.values.get(name) ?? (isUnset ? '' : undefined);
  };
  const out = excerpting(text);
  let at = 0;
  for (const piece of parsed.pieces) {
    out.copy(at, piece.start);
    const value = piece.kind === 'escape' ? piece.text : expressionValue(piece, lookup);
    if (value === undefined && piece.kind === 'expression')
      for (const name of namesOf(piece)) if (lookup(name) === undefined || name === piece.name) unknown.add(name);
    out.put(value ?? mark, piece.start, piece.end);
    at = piece.end;
  }
  out.copy(at, text.length);
  const isUnknown = (some: string): boolean => unknown.size > 0 && some.includes(mark);
  return { excerpt: out.finish(text.length), pieces: parsed.pieces, unknown, isUnknown };
}

/** A character of the private use area that the text does not hold, or if it holds all of them the last one. */
function unusedCharacter(text: string): string {
  const used = new Set(text.match(/[\ue000-\uf8ff]/g));
  for (let code = 0xe000; code < 0xf8ff; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) return character;
  }
  return '\uf8ff';
}

function namesOf({ name, parts }: Expression): readonly string[] {
  return [name, ...parts.flatMap((part) => (typeof part === 'string' ? [] : namesOf(part)))];
}

/** undefined: it depends on a variable whose value is not known. */
function expressionValue(expression: Expression, lookup: (name: string) => string | undefined): string | undefined {
  const value = lookup(expression.name);
  const parts = expression.parts.map((part) => (typeof part === 'string' ? part : expressionValue(part, lookup)));
  if (value === undefined) return undefined;
  const [first, second] = parts;
  if (expression.isLength) return String(Buffer.byteLength(value));
  switch (expression.operator) {
    case '':
      return value;
    case ',':
      return value.slice(0, 1).toLowerCase() + value.slice(1);
    case ',,':
      return value.toLowerCase();
    case '^':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case '^^':
      return value.toUpperCase();
    case ':':
      return substring(value, first, parts.length > 1, second);
    case '/':
    case '//':
    case '/#':
    case '/%':
    case '#':
    case '##':
    case '%':
    case '%%':
      // Patterns: nobody writes them into this file, so what they make is left open.
      return undefined;
    default:
      if (value !== '') return value;
      return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }
}

const integer = /^[-+]?\d+$/;

/** Counts bytes, as Go does; an offset or a length that is no number leaves the value as it is. */
function substring(
  value: string,
  offset: string | undefined,
  hasLength: boolean,
  length: string | undefined,
): string | undefined {
  if (offset === undefined || (hasLength && length === undefined)) return undefined;
  if (!integer.test(offset)) return value;
  const bytes = Buffer.from(value);
  const from = Number(offset) < 0 ? Math.max(0, bytes.length + Number(offset)) : Number(offset);
  if (!hasLength || length === undefined) return bytes.subarray(from).toString();
  if (!integer.test(length)) return value;
  return bytes.subarray(from, from + Number(length)).toString();
}
