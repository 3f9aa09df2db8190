import { type Problems, report } from './problems.ts';
import { advance, scannerOf } from './scan.ts';
import type { Scanner } from './token.ts';
import type { Expression, Field, Name, Statement } from './tree.ts';

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
  /*
   * What was parsed of lists that are still open, outer ones first. Each takes its own out when it is complete: an array
   * that grows has room for 17, and most lists are short.
   */
  readonly statements: Statement[];
  readonly names: Name[];
  readonly elements: Expression[];
  readonly fields: Field[];
}

/** A parser before its first token. */
export function parserOf(problems: Problems): Parser {
  // Written out: V8 reads an object that was spread into another one at half the speed.
  const { text, kind, start, end, previousEnd, pending, escaped, hash, words } = scannerOf(problems);
  return {
    text,
    problems,
    kind,
    start,
    end,
    previousEnd,
    pending,
    escaped,
    hash,
    words,
    depth: 0,
    height: 0,
    unclosedAt: -1,
    statements: [],
    names: [],
    elements: [],
    fields: [],
  };
}

/**
 * Gives the statement at the top of the file up that `at` is in: it is not known what is wrong with it, if anything. No
 * further token, so that everything that is open ends; then `resume` goes on behind it.
 */
export function giveUp(parser: Parser, at: number): void {
  const message = `more than ${nestingLimit} levels are nested here: this statement is not judged`;
  report(parser.problems, 'alloy.syntax-nesting', at, Math.min(at + 1, parser.text.length), message, {
    status: 'unknown',
    hint: 'It is a limit of preflight: Alloy itself sets none. Take levels out to have it judged',
  });
  parser.problems.stopped = true;
  parser.end = parser.text.length;
  parser.pending = false;
  advance(parser);
}

/** Goes on where the statement that begins at `start` and was given up ends: at the end of a line, with its brackets closed. */
export function resume(parser: Parser, start: number): void {
  parser.depth = 0;
  parser.unclosedAt = -1;
  parser.end = start;
  let open = 0;
  // A loop, however deep it is. What is reported of its tokens is dropped: the statement is not judged.
  for (let kind = advance(parser); kind !== 'EOF'; kind = advance(parser)) {
    if (kind === '{' || kind === '[' || kind === '(') open++;
    else if (kind === '}' || kind === ']' || kind === ')') open--;
    else if (kind === 'TERMINATOR' && open <= 0) break;
  }
  parser.problems.stopped = false;
}

/** Levels of a node whose highest children have `left` levels and those of the parser. Gives up beyond the limit. */
export function grow(parser: Parser, left: number, at: number): number {
  const height = (left > parser.height ? left : parser.height) + 1;
  if (height > nestingLimit && !parser.problems.stopped) giveUp(parser, at);
  return height;
}
