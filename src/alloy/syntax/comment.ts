import { endOfLine, report } from './problems.ts';
import type { Scanner } from './token.ts';

/** Whether the slash at `at` begins a comment. */
export function isCommentStart(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 47 || next === 42;
}

/** Skips the comment at `at` and returns the offset behind it. A newline behind it ends nothing: a TERMINATOR stands before such a comment. */
export function skipComment(scanner: Scanner, at: number): number {
  const { text } = scanner;
  scanner.pending = false;
  if (text.charCodeAt(at + 1) === 47) return endOfLine(text, at);
  const close = text.indexOf('*/', at + 2);
  if (close >= 0) return close + 2;
  report(scanner.problems, 'alloy.syntax', at, at + 2, 'the block comment is not terminated', {
    hint: 'Close it with */',
  });
  // It swallows what would close what is open.
  scanner.problems.claimedTo = text.length;
  return text.length;
}

/** Whether nothing but comments stands between `start`, where the first begins, and a newline in or behind them. */
export function commentsEndLine(text: string, start: number): boolean {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10) return true;
    if (code === 32 || code === 9 || code === 13) at++;
    else if (code !== 47 || !isCommentStart(text, at)) return false;
    else if (text.charCodeAt(at + 1) === 47) return true;
    else {
      const close = text.indexOf('*/', at + 2);
      // Not indexOf: on a long line it would look far behind each of many comments.
      while (at < close && text.charCodeAt(at) !== 10) at++;
      if (at !== close) return true;
      at += 2;
    }
  }
  return true;
}
