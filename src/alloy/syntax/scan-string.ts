import { readEscape } from './escape.ts';
import { claimLine, endOfLine, report, retractGrammar } from './problems.ts';
import { type Scanner, type TokenKind, token } from './token.ts';

const doubleQuote = 34;
const singleQuote = 39;

/** Makes the STRING the current token that begins with `quote` at `start`. Its escapes are checked, not resolved. */
export function scanString(scanner: Scanner, start: number, quote: number): TokenKind {
  token(scanner, 'STRING', start, start + 1, true);
  scanner.escaped = false;
  if (quote === doubleQuote) scanDoubleQuoted(scanner);
  else if (quote === singleQuote) scanSingleQuoted(scanner);
  else scanRaw(scanner);
  return 'STRING';
}

function scanDoubleQuoted(scanner: Scanner): void {
  const { text } = scanner;
  const { length } = text;
  let at = scanner.end;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === doubleQuote) {
      scanner.end = at + 1;
      return;
    }
    if (code === 10) break;
    if (code === 92) {
      scanner.escaped = true;
      const { end, problem } = readEscape(text, at);
      // What ends with the line is a string that is not terminated, and that is reported.
      if (problem && end < length && text.charCodeAt(end) !== 10) {
        const shown = Math.max(end, at + 2);
        report(scanner.problems, 'alloy.syntax-string', at, shown, problem.message, { hint: problem.hint });
      }
      at = end;
    } else at++;
  }
  scanner.end = at;
  unterminated(scanner, 'Close it with " on the same line, or use backticks for a text of several lines');
}

/** An error, and then taken for the string that was meant. What is escaped in it does not matter any more. */
function scanSingleQuoted(scanner: Scanner): void {
  const { text, start } = scanner;
  const { length } = text;
  let at = scanner.end;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === 10) break;
    at++;
    if (code === singleQuote) break;
    if (code === 92 && at < length && text.charCodeAt(at) !== 10) at++;
  }
  scanner.end = at;
  const hint = 'Write double quotes';
  report(scanner.problems, 'alloy.syntax-string', start, at, 'a string may not stand between single quotes', { hint });
  claimLine(scanner.problems, start);
}

function scanRaw(scanner: Scanner): void {
  const { text } = scanner;
  const close = text.indexOf('`', scanner.end);
  scanner.end = close < 0 ? text.length : close + 1;
  if (close >= 0) return;
  unterminated(scanner, 'Close it with a second backtick');
  // It swallows what would close what is open.
  scanner.problems.claimedTo = text.length;
}

/** What follows on the line mostly is a consequence, and what was found before it too: the quote closed too much. */
function unterminated(scanner: Scanner, hint: string): void {
  const { text, problems, start } = scanner;
  retractGrammar(problems, start);
  const end = Math.min(scanner.end, endOfLine(text, start));
  report(problems, 'alloy.syntax-string', start, end, 'the string literal is not terminated', { hint });
  claimLine(problems, start);
}
