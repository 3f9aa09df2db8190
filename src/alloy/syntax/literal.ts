import { decodeEscapes } from './escape.ts';
import type { Parser } from './nesting.ts';
import { numberOf } from './number.ts';
import { report } from './problems.ts';
import { unexpected } from './recover.ts';
import { advance } from './scan.ts';
import type { Key, Literal } from './tree.ts';

/** The literal that the current token is: STRING, BOOL, NULL, NUMBER or FLOAT. */
export function literalOf(parser: Parser): Literal {
  const { text, start, end } = parser;
  switch (parser.kind) {
    case 'STRING':
      return { kind: 'string', start, end, value: stringValue(parser), raw: text.charCodeAt(start) === 96 };
    case 'BOOL':
      return { kind: 'bool', start, end, value: end - start === 4 };
    case 'NULL':
      return { kind: 'null', start, end };
  }
  const raw = text.slice(start, end);
  const { value, holds } = numberOf(raw, parser.kind === 'FLOAT');
  if (value === Infinity)
    report(parser.problems, 'alloy.syntax-number', start, end, 'the number is too large for float64');
  return { kind: 'number', start, end, raw, value, holds };
}

/** What stands between the quotes of a STRING, verbatim; of one that is not closed, all behind its quote. */
export function innerText({ text, start, end }: Parser): string {
  const closed = end - start > 1 && text.charCodeAt(end - 1) === text.charCodeAt(start);
  return text.slice(start + 1, closed ? end - 1 : end);
}

function stringValue(parser: Parser): string {
  const inner = innerText(parser);
  // In a raw string Go drops every carriage return.
  if (parser.text.charCodeAt(parser.start) === 96) return inner.includes('\r') ? inner.replaceAll('\r', '') : inner;
  return parser.escaped ? decodeEscapes(inner) : inner;
}

/** Takes the key of an object's field; what is none is reported. */
export function parseKey(parser: Parser): Key {
  const { text, start, end, kind } = parser;
  switch (kind) {
    case 'IDENT':
      advance(parser);
      return { text: text.slice(start, end), start, end, quote: 'none' };
    case 'STRING': {
      const quote = text.charCodeAt(start) === 96 ? 'raw' : 'double';
      // Alloy takes the quotes off from three characters on.
      const key = end - start > 2 ? innerText(parser) : text.slice(start, end);
      advance(parser);
      return { text: key, start, end, quote };
    }
    case 'BOOL':
    case 'NULL':
    case 'NUMBER':
    case 'FLOAT':
      unexpected(parser, 'expected a field name (STRING or IDENT)', { hint: `Quote it: "${text.slice(start, end)}"` });
      advance(parser);
      return { text: text.slice(start, end), start, end, quote: 'none' };
  }
  unexpected(parser, 'expected a field name (STRING or IDENT)');
  return { text: '', start, end: start, quote: 'none' };
}
