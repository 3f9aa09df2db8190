import { report } from './problems.ts';
import { type Scanner, type TokenKind, token } from './token.ts';

/** Makes the NUMBER or FLOAT the current token whose first digit, or dot before a digit, stands at `start`. */
export function scanNumber(scanner: Scanner, start: number): TokenKind {
  const { text } = scanner;
  let kind: TokenKind = 'NUMBER';
  let at = endOfDigits(text, start);
  if (text.charCodeAt(at) === 46) {
    kind = 'FLOAT';
    at = endOfDigits(text, at + 1);
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    kind = 'FLOAT';
    const sign = text.charCodeAt(at + 1);
    const digits = sign === 43 || sign === 45 ? at + 2 : at + 1;
    at = endOfDigits(text, digits);
    if (at === digits) report(scanner.problems, 'alloy.syntax-number', start, at, 'the exponent has no digits');
  }
  return token(scanner, kind, start, at, true);
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text, at)) at++;
  return at;
}

/** Whether a digit of ASCII stands at an offset. */
export function isDigit(text: string, at: number): boolean {
  if (at >= text.length) return false;
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
