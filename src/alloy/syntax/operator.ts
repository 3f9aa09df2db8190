import type { TokenKind } from './token.ts';
import type { BinaryOperator } from './tree.ts';

/** How tight an operator binds; all bind to the left but for `^`. */
export const precedences: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '^': 6,
};

/** The token as the operator between two values, if it is one. */
export function binaryOperator(kind: TokenKind): BinaryOperator | undefined {
  switch (kind) {
    case 'TERMINATOR':
    case ',':
    case ']':
    case ')':
    case '}':
      return undefined;
    case '||':
    case '&&':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '^':
      return kind;
    default:
      return undefined;
  }
}
