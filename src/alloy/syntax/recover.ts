/** Errors of the grammar, and where to go on after one, so that one mistake in a file stays one error. */
import { isWordCode } from './character.ts';
import type { Parser } from './nesting.ts';
import { type Advice, reportGrammar } from './problems.ts';
import { advance } from './scan.ts';
import type { TokenKind } from './token.ts';

type Closer = '}' | ')' | ']';

/** Reports `message` and what was found instead, at the current token. ILLEGAL has been reported already. */
export function unexpected(parser: Parser, message: string, advice?: Advice): void {
  if (parser.kind === 'ILLEGAL') return;
  reportGrammar(parser.problems, parser.start, parser.end, `${message}, got ${describe(parser.kind)}`, advice);
}

function describe(kind: TokenKind): string {
  if (kind === 'TERMINATOR') return 'TERMINATOR (the end of the line)';
  return kind === 'EOF' ? 'EOF (the end of the file)' : kind;
}

/** Reports what is missing at the end of the line before the current token, which begins a statement. */
export function missingBefore(parser: Parser, message: string, advice?: Advice): void {
  const { problems, previousEnd } = parser;
  reportGrammar(problems, previousEnd, previousEnd, `${message}, got ${describe('TERMINATOR')}`, advice);
}

/**
 * Takes the closing bracket of what was opened at `open` and returns the offset behind it. Without it, reports and stays
 * before what may belong to the surroundings.
 */
export function close(parser: Parser, closer: Closer, open: number): number {
  if (parser.kind === closer) {
    const { end } = parser;
    advance(parser);
    return end;
  }
  const opened = { file: parser.problems.source.path, span: { start: open, end: open + 1 }, message: 'opened here' };
  const related = [opened];
  if (beginsStatement(parser, closer !== '}')) {
    missingBefore(parser, `expected ${closer}`, { related });
    return parser.previousEnd;
  }
  const nextLine = parser.kind === 'TERMINATOR' && parser.text[skipBlank(parser.text, parser.end)] === closer;
  const hint = nextLine ? `Put the ${closer} on the line where the expression ends` : undefined;
  unexpected(parser, `expected ${closer}`, { related, hint });
  if (nextLine) advance(parser);
  else if (parser.kind !== 'TERMINATOR' && !isCloser(parser.kind)) skipExpression(parser);
  if (parser.kind === closer) advance(parser);
  return parser.previousEnd;
}

/**
 * After an element of a list, the arguments of a call or the fields of an object: takes the comma and says whether
 * another element may follow. A missing comma is reported here, a missing closing bracket by `close`.
 */
export function afterElement(parser: Parser, closer: Closer, list: 'expression list' | 'field list'): boolean {
  // In an object, `name =` on a line of its own is a field.
  const attributes = list === 'expression list';
  for (;;) {
    switch (parser.kind) {
      case ',':
        return advance(parser) !== closer && !beginsStatement(parser, attributes);
      case 'TERMINATOR':
        return afterNewline(parser, closer, list);
      case 'EOF':
        return false;
      case '}':
      case ')':
      case ']':
        // Before the right bracket a wrong one is what lacks its beginning: [a = 1}]
        if (parser.kind === closer || parser.text[skipSpace(parser.text, parser.end)] !== closer) return false;
        unexpected(parser, `expected ${closer}`);
        advance(parser);
        return false;
    }
    // The element before lacks its value, and that has been reported.
    if (beginsStatement(parser, true)) return !attributes;
    unexpected(parser, `missing ',' in ${list}`, { hint: adjacentHint(parser) });
    if (beginsElement(parser.kind)) return true;
    skipExpression(parser);
  }
}

/** The same where the line ends without a comma: it is missing, or the closing bracket is. */
function afterNewline(parser: Parser, closer: Closer, list: 'expression list' | 'field list'): boolean {
  const next = skipBlank(parser.text, parser.end);
  const follows = parser.text[next] ?? '';
  if (follows === '' || (follows !== closer && '})]'.includes(follows))) return false;
  if (isStatement(parser.text, next, list === 'expression list')) return false;
  const hint =
    follows === closer
      ? 'A list over several lines needs a comma after its last element too'
      : 'A newline may stand behind a comma, not behind an element';
  unexpected(parser, `missing ',' in ${list}`, { hint });
  const kind = advance(parser);
  return (kind === ',' ? advance(parser) : kind) !== closer;
}

/** Why a word directly behind a number does not belong to it. */
export function adjacentHint({ kind, text, start, previousEnd }: Parser): string | undefined {
  const digit = text.charCodeAt(start - 1);
  if (kind !== 'IDENT' || start !== previousEnd || !(digit >= 48 && digit <= 57)) return undefined;
  return 'Numbers are decimal, without a unit: a duration or a size is text, such as "10s"';
}

/** Skips to what may follow an expression: a comma, a closing bracket, the end of the line. */
export function skipExpression(parser: Parser): void {
  while (parser.kind !== ',' && parser.kind !== 'TERMINATOR' && parser.kind !== 'EOF' && !isCloser(parser.kind))
    if (!skipToken(parser)) return;
}

/** Skips the rest of a statement: to the end of its line, or to the `}` of the block that it stands in. */
export function skipStatement(parser: Parser, insideBlock: boolean): void {
  while (parser.kind !== 'TERMINATOR' && parser.kind !== 'EOF' && !(insideBlock && parser.kind === '}'))
    if (!skipToken(parser)) return;
}

/**
 * Skips a token; a bracket with all that it holds. False where it holds the end of the file, or what can only be the
 * next block: then the bracket is not closed.
 */
export function skipToken(parser: Parser): boolean {
  let open = 0;
  // Braces hold blocks, too; only brackets and parentheses do not.
  let braces = 0;
  do {
    const { kind } = parser;
    if (kind === 'EOF') return false;
    if (kind === '{' || kind === '[' || kind === '(') open++;
    else if (isCloser(kind)) open--;
    else if (
      kind === 'TERMINATOR' &&
      braces === 0 &&
      isStatement(parser.text, skipBlank(parser.text, parser.end), false)
    )
      return false;
    if (kind === '{') braces++;
    else if (kind === '}') braces--;
    advance(parser);
  } while (open > 0);
  return true;
}

function isCloser(kind: TokenKind): kind is Closer {
  return kind === '}' || kind === ')' || kind === ']';
}

function beginsElement(kind: TokenKind): boolean {
  switch (kind) {
    case 'IDENT':
    case 'STRING':
    case 'NUMBER':
    case 'FLOAT':
    case 'BOOL':
    case 'NULL':
    case '{':
      return true;
    default:
      return false;
  }
}

/**
 * Whether the current token begins a line and a statement, an attribute only when `attributes` count: then what is
 * wanted before it is missing.
 */
export function beginsStatement({ kind, text, start, previousEnd }: Parser, attributes: boolean): boolean {
  if (kind !== 'IDENT' || start === previousEnd) return false;
  for (let at = previousEnd; at < start; at++)
    if (text.charCodeAt(at) === 10) return isStatement(text, start, attributes);
  return false;
}

/**
 * Whether `word =` (when attributes count), `word {`, `word.word {` or `word "label" {` stands at an offset. A guess
 * about broken text, so letters behind ASCII are taken on trust.
 */
function isStatement(text: string, start: number, attributes: boolean): boolean {
  const first = text.charCodeAt(start);
  if (!(isWordCode(first) || first >= 0x80) || (first >= 48 && first <= 57)) return false;
  let at = start;
  let dotted = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) dotted = true;
    else if (!isWordCode(code) && code < 0x80) break;
  }
  at = skipSpace(text, at);
  if (text[at] === '=') return attributes && !dotted && text[at + 1] !== '=';
  if (text[at] === '"') {
    at++;
    while (isWordCode(text.charCodeAt(at))) at++;
    if (text[at] !== '"') return false;
    at = skipSpace(text, at + 1);
  }
  return text[at] === '{';
}

/**
 * Whether the lines behind the current TERMINATOR look like the body of the block that begins at `start`, from its
 * indentation: then only the `{` is missing.
 */
export function bodyFollows({ text, start: newline, end }: Parser, start: number): boolean {
  const next = skipBlank(text, end);
  // Behind a ; it is the same line again, and a look at its beginning each time would take too long.
  if (text[newline] === ';' || next === text.length) return false;
  const line = text.lastIndexOf('\n', start) + 1;
  const indentation = skipSpace(text, line) - line;
  const nextIndentation = next - (text.lastIndexOf('\n', next) + 1);
  return nextIndentation > indentation || (nextIndentation === indentation && text[next] === '}');
}

/** The offset of what follows on the same line. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** The offset of what follows, newlines skipped, comments not. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r' || text[at] === '\n') at++;
  return at;
}
