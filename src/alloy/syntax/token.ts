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
}

/** Makes a token the current one and returns its kind. */
export function token(scanner: Scanner, kind: TokenKind, start: number, end: number, pending: boolean): TokenKind {
  scanner.kind = kind;
  scanner.start = start;
  scanner.end = end;
  scanner.pending = pending;
  return kind;
}
