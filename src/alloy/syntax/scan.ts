/**
 * The scanner of Alloy. Tokens bear Alloy's names. A newline is a TERMINATOR behind a token that can end a statement,
 * whatever brackets are open; elsewhere it is a blank.
 */
import { characterHint, characterName, endOfWord, isForeignLetter, isWordCode } from './character.ts';
import { commentsEndLine, isCommentStart, skipComment } from './comment.ts';
import { claimLine, endOfLine, type Problems, report } from './problems.ts';
import { isDigit, scanNumber } from './scan-number.ts';
import { scanString } from './scan-string.ts';
import { noWords, type Scanner, type TokenKind, token } from './token.ts';

/** A scanner before its first token; a byte order mark at the very beginning is left out. */
export function scannerOf(problems: Problems): Scanner {
  const { text } = problems.source;
  const start = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  reportEverywhere(problems, '\0', 0, 'illegal character NUL');
  reportEverywhere(problems, '\ufeff', 1, 'illegal byte order mark: it is allowed as the very first character only');
  return {
    text,
    problems,
    kind: 'EOF',
    start,
    end: start,
    previousEnd: start,
    pending: false,
    escaped: false,
    hash: 0,
    words: noWords(),
  };
}

const byteOrderMark = 0xfeff;

/** These two are refused in strings and comments too. */
function reportEverywhere(problems: Problems, character: string, from: number, message: string): void {
  const { text } = problems.source;
  for (let at = text.indexOf(character, from); at >= 0; at = text.indexOf(character, at + 1))
    report(problems, 'alloy.syntax-character', at, at + 1, message, { hint: 'Take it out' });
}

/** Goes on to the next token and returns its kind. Behind the last one it is EOF, again and again. */
export function advance(scanner: Scanner): TokenKind {
  const { text } = scanner;
  const { length } = text;
  scanner.previousEnd = scanner.end;
  let at = scanner.end;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === 13) continue;
    if (code === 10) {
      if (scanner.pending) return token(scanner, 'TERMINATOR', at, at + 1, false);
    } else if (code === 47 && isCommentStart(text, at)) {
      if (scanner.pending && commentsEndLine(text, at)) return token(scanner, 'TERMINATOR', at, at, false);
      at = skipComment(scanner, at) - 1;
    } else if (code === 35) {
      if (scanner.pending) return token(scanner, 'TERMINATOR', at, at, false);
      at = skipHashComment(scanner, at) - 1;
    } else if (code === 59) {
      illegal(scanner, at, code);
      if (scanner.pending) return token(scanner, 'TERMINATOR', at, at + 1, false);
    } else return scanToken(scanner, at, code);
  }
  return token(scanner, scanner.pending ? 'TERMINATOR' : 'EOF', length, length, false);
}

function scanToken(scanner: Scanner, at: number, code: number): TokenKind {
  const { text } = scanner;
  if (code >= 48 && code <= 57) return scanNumber(scanner, at);
  if (isWordCode(code)) return scanWord(scanner, at);
  switch (code) {
    case 46: // .
      return isDigit(text, at + 1) ? scanNumber(scanner, at) : token(scanner, '.', at, at + 1, false);
    case 44: // ,
      return token(scanner, ',', at, at + 1, false);
    case 34: // "
    case 39: // '
    case 96: // `
      return scanString(scanner, at, code);
    case 123:
      return token(scanner, '{', at, at + 1, false);
    case 125:
      return token(scanner, '}', at, at + 1, true);
    case 91:
      return token(scanner, '[', at, at + 1, false);
    case 93:
      return token(scanner, ']', at, at + 1, true);
    case 40:
      return token(scanner, '(', at, at + 1, false);
    case 41:
      return token(scanner, ')', at, at + 1, true);
    case 61:
      return withEquals(scanner, at, '=', '==');
    case 33:
      return withEquals(scanner, at, '!', '!=');
    case 60:
      return withEquals(scanner, at, '<', '<=');
    case 62:
      return withEquals(scanner, at, '>', '>=');
    case 43:
      return token(scanner, '+', at, at + 1, false);
    case 45:
      return token(scanner, '-', at, at + 1, false);
    case 42:
      return token(scanner, '*', at, at + 1, false);
    case 47:
      return token(scanner, '/', at, at + 1, false);
    case 37:
      return token(scanner, '%', at, at + 1, false);
    case 94:
      return token(scanner, '^', at, at + 1, false);
    case 124:
      return doubled(scanner, at, '||');
    case 38:
      return doubled(scanner, at, '&&');
    case 58: // a colon is taken for the = that was meant
      illegal(scanner, at, code);
      return token(scanner, '=', at, at + 1, false);
  }
  const point = text.codePointAt(at) ?? 0;
  scanner.hash = 0;
  if (isForeignLetter(point)) return token(scanner, 'IDENT', at, endOfWord(text, at), true);
  // These two were reported before the first token.
  if (point !== 0 && point !== byteOrderMark) illegal(scanner, at, point);
  return token(scanner, 'ILLEGAL', at, at + (point > 0xffff ? 2 : 1), scanner.pending);
}

function scanWord(scanner: Scanner, start: number): TokenKind {
  const { text } = scanner;
  const { length } = text;
  let at = start + 1;
  let code = text.charCodeAt(start);
  let hash = code;
  for (; at < length; at++) {
    code = text.charCodeAt(at);
    if (!isWordCode(code)) break;
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  scanner.hash = hash;
  const end = code >= 0x80 && at < length ? endOfWord(text, at) : at;
  return token(scanner, wordKind(text, start, end), start, end, true);
}

function wordKind(text: string, start: number, end: number): TokenKind {
  const length = end - start;
  if (length === 4 && text.startsWith('true', start)) return 'BOOL';
  if (length === 5 && text.startsWith('false', start)) return 'BOOL';
  if (length === 4 && text.startsWith('null', start)) return 'NULL';
  return 'IDENT';
}

function withEquals(scanner: Scanner, at: number, single: TokenKind, double: TokenKind): TokenKind {
  if (scanner.text.charCodeAt(at + 1) === 61) return token(scanner, double, at, at + 2, false);
  return token(scanner, single, at, at + 1, false);
}

function doubled(scanner: Scanner, at: number, kind: '||' | '&&'): TokenKind {
  const single = kind.charCodeAt(0);
  if (scanner.text.charCodeAt(at + 1) === single) return token(scanner, kind, at, at + 2, false);
  const message = `illegal character ${characterName(single)}`;
  report(scanner.problems, 'alloy.syntax-character', at, at + 1, message, { hint: `The operator is ${kind}` });
  return token(scanner, kind, at, at + 1, false);
}

function illegal(scanner: Scanner, at: number, point: number): void {
  const end = at + (point > 0xffff ? 2 : 1);
  const message = `illegal character ${characterName(point)}`;
  report(scanner.problems, 'alloy.syntax-character', at, end, message, { hint: characterHint(point) });
  claimLine(scanner.problems, at);
}

/** What a person wrote as a comment of the shell is reported once and skipped to the end of its line. */
function skipHashComment(scanner: Scanner, at: number): number {
  illegal(scanner, at, 35);
  return endOfLine(scanner.text, at);
}
