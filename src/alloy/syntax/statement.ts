import { excerpt } from '../../base/display.ts';
import { isIdentifier } from './character.ts';
import { parseExpression } from './expression.ts';
import { innerText } from './literal.ts';
import { giveUp, nestingLimit, type Parser, resume } from './nesting.ts';
import { binaryOperator } from './operator.ts';
import { report, reportGrammar } from './problems.ts';
import {
  adjacentHint,
  beginsStatement,
  bodyFollows,
  skipBlank,
  skipStatement,
  skipToken,
  unexpected,
} from './recover.ts';
import { advance } from './scan.ts';
import { wordOf } from './token.ts';
import type { Attribute, Block, Name, Statement } from './tree.ts';

type Names = readonly [Name, ...Name[]];

/** Statements to the end of the file, or to the `}` of the block they stand in, which stays. */
export function parseStatements(parser: Parser, insideBlock: boolean): readonly Statement[] {
  const { statements } = parser;
  const base = statements.length;
  while (parser.kind !== 'EOF' && !(insideBlock && parser.kind === '}')) {
    if (parser.kind === 'IDENT') {
      const { start } = parser;
      const statement = parseStatement(parser, insideBlock);
      if (parser.problems.stopped && !insideBlock) resume(parser, start);
      else if (statement) statements.push(statement);
    } else if (parser.kind !== 'TERMINATOR') {
      unexpected(parser, 'expected IDENT', { hint: statementHint(parser) });
      if (parser.kind === '}') advance(parser);
      else skipStatement(parser, insideBlock);
    }
    endStatement(parser, insideBlock);
  }
  return statements.splice(base);
}

function statementHint({ kind }: Parser): string | undefined {
  switch (kind) {
    case '}':
      return 'There is one } more than there are blocks';
    case ']':
    case ')':
      return 'It closes nothing, or what it closes ended with the line before';
    case '[':
    case '(':
      return 'An index or the arguments of a call begin on the line of what they belong to';
    case 'BOOL':
    case 'NULL':
      return 'A keyword is no name';
    case 'STRING':
      return 'A name has no quotes here; before the { of an object stands =';
    default:
      if (kind !== '.' && binaryOperator(kind) === undefined) return undefined;
      return 'An expression goes on in the next line after an operator: put it at the end of the line before';
  }
}

/** Takes the TERMINATOR. Without one, goes on with a name on the same line, or with the next line. */
function endStatement(parser: Parser, insideBlock: boolean): void {
  if (parser.kind === 'TERMINATOR') {
    advance(parser);
    return;
  }
  if (parser.kind === 'EOF' || (insideBlock && parser.kind === '}')) return;
  // The statement before it lacks its end, and that has been reported.
  if (beginsStatement(parser, true)) return;
  unexpected(parser, 'expected TERMINATOR', { hint: terminatorHint(parser) });
  if (parser.kind === '}' && !insideBlock) advance(parser);
  else if (parser.kind !== 'IDENT') skipStatement(parser, insideBlock);
}

function terminatorHint(parser: Parser): string | undefined {
  switch (parser.kind) {
    case '=':
      return 'A value is compared by ==';
    case '}':
      return 'There is one } more than there are blocks';
    case 'STRING':
      return 'Texts are joined by +';
    case '{':
      return 'A list of objects stands between [ and ]';
    case 'IDENT':
      return adjacentHint(parser) ?? 'Each statement stands on a line of its own';
    default:
      return undefined;
  }
}

/** An attribute or a block. Undefined where neither can be made out; then the rest of the line is skipped. */
function parseStatement(parser: Parser, insideBlock: boolean): Statement | undefined {
  const first = nameOf(parser);
  if (advance(parser) === '=') return parseAttribute(parser, first);
  const parts = parseNames(parser, first);
  const label = parser.kind === 'STRING' ? parseLabel(parser) : undefined;
  const found = parser.kind === '=' || parser.kind === '{' || findBody(parser, parts, label, insideBlock);
  if (!found) return undefined;
  if (parser.kind !== '=') return parseBlock(parser, parts, label?.text === '' ? null : (label ?? null));
  checkAttributeName(parser, parts, label);
  return parseAttribute(parser, first);
}

function parseAttribute(parser: Parser, name: Name): Attribute {
  const equalsAt = parser.start;
  advance(parser);
  const value = parseExpression(parser);
  return { kind: 'attribute', start: name.start, end: value.end, name, equalsAt, value };
}

/** The current token is the `{`, or the TERMINATOR before a body that lacks it. */
function parseBlock(parser: Parser, parts: Names, label: Name | null): Block | undefined {
  const open = parser.start;
  if (++parser.depth > nestingLimit) {
    giveUp(parser, open);
    return undefined;
  }
  advance(parser);
  const statements = parseStatements(parser, true);
  parser.depth--;
  const { end } = parser;
  if (parser.kind === '}') advance(parser);
  else if (parser.unclosedAt < 0) parser.unclosedAt = open;
  const body = { kind: 'body', start: open, end, statements } as const;
  return { kind: 'block', start: parts[0].start, end, name: joined(parts), parts, label, body };
}

/** `.name.name` behind the first. */
function parseNames(parser: Parser, first: Name): Names {
  const { names } = parser;
  const base = names.length;
  while (parser.kind === '.') {
    const kind = advance(parser);
    if (kind !== 'IDENT') unexpected(parser, 'expected IDENT after .');
    if (kind !== 'IDENT' && kind !== 'BOOL' && kind !== 'NULL') break;
    names.push(nameOf(parser));
    advance(parser);
  }
  return names.length === base ? [first] : [first, ...names.splice(base)];
}

function joined([first, ...others]: Names): string {
  return others.length === 0 ? first.text : `${first.text}.${others.map(({ text }) => text).join('.')}`;
}

function nameOf(parser: Parser): Name {
  const { kind, text, start, end } = parser;
  return { text: kind === 'IDENT' ? wordOf(parser) : text.slice(start, end), start, end };
}

/** The text between the quotes, verbatim. */
function parseLabel(parser: Parser): Name {
  const { text, start, end, problems } = parser;
  const label = innerText(parser);
  if (text[start] === '`') {
    const hint = 'Write " instead of backticks';
    reportGrammar(problems, start, end, 'expected the block label to be a double quoted string', { hint });
  } else if (label !== '' && !isIdentifier(label)) {
    const hint = 'It has letters, digits and _ only, begins with no digit and is no keyword';
    const message = `expected the block label to be a valid identifier, got "${excerpt(label, 60)}"`;
    reportGrammar(problems, start, end, message, { hint });
  }
  advance(parser);
  return { text: label, start, end };
}

/**
 * Reports what stands where `=` or `{` should, and goes to either if it is near, or to the TERMINATOR before a body that
 * lacks its `{`. False where none of them is found.
 */
function findBody(parser: Parser, parts: Names, label: Name | undefined, insideBlock: boolean): boolean {
  const name = excerpt(joined(parts), 60);
  let expected = `expected a block label, = or { after ${name}`;
  if (label) expected = 'expected a block body ({) after the block label';
  else if (parts.length > 1) expected = `expected a block label or { after ${name}`;
  const next = parser.kind === 'TERMINATOR' ? (parser.text[skipBlank(parser.text, parser.end)] ?? '') : '';
  unexpected(parser, expected, { hint: bodyHint(parser, next) });
  if (next === '{' || next === '=') {
    advance(parser);
    return true;
  }
  while (parser.kind !== '{' && parser.kind !== '=') {
    if (parser.kind === 'TERMINATOR') return bodyFollows(parser, parts[0].start);
    if (parser.kind === 'EOF' || (insideBlock && parser.kind === '}')) return false;
    if (!skipToken(parser)) return false;
  }
  return true;
}

function bodyHint(parser: Parser, next: string): string | undefined {
  switch (parser.kind) {
    case 'TERMINATOR':
      if (next === '{') return "A newline ends the statement: put { on the line of the block's name";
      return next === '=' ? "A newline ends the statement: put = on the line of the attribute's name" : undefined;
    case '-':
      return 'A name has letters, digits and _ only, no hyphen';
    case '==':
      return 'A value is assigned by a single =';
    case '(':
      return 'A function is called in an expression: name = function(…)';
    case 'IDENT':
      return 'A block label stands between double quotes';
    default:
      return undefined;
  }
}

function checkAttributeName(parser: Parser, parts: Names, label: Name | undefined): void {
  const { problems } = parser;
  const last = parts.at(-1);
  if (last && parts.length > 1)
    report(problems, 'alloy.syntax', parts[0].start, last.end, 'an attribute name is a single identifier without dots');
  else if (label) report(problems, 'alloy.syntax', label.start, label.end, 'an attribute has no label');
}
