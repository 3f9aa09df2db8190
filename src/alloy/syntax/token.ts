import type { Problems } from './problems.ts';
import type { BinaryOperator } from './tree.ts';

export type TokenKind =
  | 'EOF'
  | 'TERMINATOR'
  /** What begins no token; it has been reported. */
  | 'ILLEGAL'
  | 'IDENT'
  | 'NULL'
  | 'BOOL'
  | 'NUMBER'
  | 'FLOAT'
  | 'STRING'
  | BinaryOperator
  | '!'
  | '='
  | '{'
  | '}'
  | '('
  | ')'
  | '['
  | ']'
  | ','
  | '.';

/** The current token and what is needed to find the next one. */
export interface Scanner {
  readonly text: string;
  readonly problems: Problems;
  kind: TokenKind;
  start: number;
  end: number;
  /** Where the token before ended. */
  previousEnd: number;
  /** The token can end a statement: a newline behind it is a TERMINATOR. */
  pending: boolean;
  /** The token is a STRING with a backslash that means an escape. */
  escaped: boolean;
  /** Of the characters of an IDENT in ASCII; 0 for another IDENT. */
  hash: number;
  /** Words that were met before, by their hash: the same word is the same string. */
  readonly words: string[];
}

/** Makes a token the current one and returns its kind. */
export function token(scanner: Scanner, kind: TokenKind, start: number, end: number, pending: boolean): TokenKind {
  scanner.kind = kind;
  scanner.start = start;
  scanner.end = end;
  scanner.pending = pending;
  return kind;
}

const wordSlots = 1024;

/** No word yet. */
export function noWords(): string[] {
  return new Array<string>(wordSlots).fill('');
}

/** The text of the current IDENT. A file uses few words often: most are found instead of made. */
export function wordOf({ text, start, end, hash, words }: Scanner): string {
  const slot = hash & (wordSlots - 1);
  const known = words[slot];
  if (known !== undefined && known.length === end - start && text.startsWith(known, start)) return known;
  const word = text.slice(start, end);
  words[slot] = word;
  return word;
}
