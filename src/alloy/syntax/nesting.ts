import { report } from './problems.ts';
import { advance } from './scan.ts';
import type { Scanner } from './token.ts';

/**
 * How deep blocks and expressions together may be nested, and how many links a chain such as `a.b.c` or `1 + 2 + 3` may
 * have with what it is nested in. Alloy itself sets no limit; what people write stays below 50, and the stack of Node
 * holds four times as many of the largest levels.
 */
export const nestingLimit = 256;

/** A scanner that counts how deep it is. */
export interface Parser extends Scanner {
  /** Blocks and expressions that are open. */
  depth: number;
  /** Levels of nodes in the expression that was parsed last. */
  height: number;
  /** The brace of the innermost block that the file ended in; -1 for none. */
  unclosedAt: number;
}

/** Gives the file up at `at`: one error, and no further token. */
export function giveUp(parser: Parser, at: number): void {
  const message = `more than ${nestingLimit} levels are nested here: the rest of the file is not looked at`;
  report(parser.problems, 'alloy.syntax-nesting', at, Math.min(at + 1, parser.text.length), message, {
    hint: 'Take levels out. Alloy itself sets no limit',
  });
  parser.problems.stopped = true;
  parser.end = parser.text.length;
  parser.pending = false;
  advance(parser);
}

/** Levels of a node whose highest children have `left` levels and those of the parser. Gives up beyond the limit. */
export function grow(parser: Parser, left: number, at: number): number {
  const height = (left > parser.height ? left : parser.height) + 1;
  if (height > nestingLimit && !parser.problems.stopped) giveUp(parser, at);
  return height;
}
