import { excerpt } from '../../base/display.ts';
import { isIdentifier } from './character.ts';
import { parseExpression } from './expression.ts';
import { innerText } from './literal.ts';
import { giveUp, nestingLimit, type Parser } from './nesting.ts';
import { report } from './problems.ts';
import { adjacentHint, skipBlank, skipStatement, skipToken, unexpected } from './recover.ts';
import { advance } from './scan.ts';
import type { Attribute, Block, Name, Statement } from './tree.ts';

/** Statements to the end of the file, or to the `}` of the block they stand in, which stays. */
export function parseStatements(parser: Parser, insideBlock: boolean): readonly Statement[] {
  const statements: Statement[] = [];
  while (parser.kind !== 'EOF' && !(insideBlock && parser.kind === '}')) {
    if (parser.kind === 'IDENT') {
      const statement = parseStatement(parser, insideBlock);
      if (statement) statements.push(statement);
    } else if (parser.kind !== 'TERMINATOR') {
      const hint = parser.kind === '}' ? 'There is one } more than there are blocks' : undefined;
      unexpected(parser, 'expected IDENT', { hint });
      if (parser.kind === '}') advance(parser);
      else skipStatement(parser, insideBlock);
    }
    endStatement(parser, insideBlock);
  }
  return statements;
}

/** Takes the TERMINATOR. Without one, goes on with a name on the same line, or with the next line. */
function endStatement(parser: Parser, insideBlock: boolean): void {
  if (parser.kind === 'TERMINATOR') {
    advance(parser);
    return;
  }
  if (parser.kind === 'EOF' || (insideBlock && parser.kind === '}')) return;
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
  const parts = parseNames(parser);
  const [first] = parts;
  if (!first) return undefined;
  const label = parser.kind === 'STRING' ? parseLabel(parser) : undefined;
  if (parser.kind !== '=' && parser.kind !== '{') findBody(parser, parts, label, insideBlock);
  if (parser.kind === '{') return parseBlock(parser, parts, label?.text === '' ? null : (label ?? null));
  if (parser.kind !== '=') return undefined;
  checkAttributeName(parser, parts, label);
  return parseAttribute(parser, first);
}

function parseAttribute(parser: Parser, name: Name): Attribute {
  const equalsAt = parser.start;
  advance(parser);
  const value = parseExpression(parser);
  return { kind: 'attribute', start: name.start, end: value.end, name, equalsAt, value };
}

function parseBlock(parser: Parser, parts: readonly Name[], label: Name | null): Block | undefined {
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
  const [first] = parts;
  const name = first && parts.length === 1 ? first.text : parts.map(({ text }) => text).join('.');
  const body = { kind: 'body', start: open, end, statements } as const;
  return { kind: 'block', start: first?.start ?? open, end, name, parts, label, body };
}

/** `name.name` with the current IDENT as the first. */
function parseNames(parser: Parser): readonly Name[] {
  const parts = [nameOf(parser)];
  advance(parser);
  while (parser.kind === '.') {
    const kind = advance(parser);
    if (kind !== 'IDENT') unexpected(parser, 'expected IDENT after .');
    if (kind !== 'IDENT' && kind !== 'BOOL' && kind !== 'NULL') break;
    parts.push(nameOf(parser));
    advance(parser);
  }
  return parts;
}

function nameOf({ text, start, end }: Parser): Name {
  return { text: text.slice(start, end), start, end };
}

/** The text between the quotes, verbatim. */
function parseLabel(parser: Parser): Name {
  const { text, start, end } = parser;
  const label = innerText(parser);
  if (text[start] === '`') {
    unexpected(parser, 'expected the block label to be a double quoted string', {
      hint: 'Write " instead of backticks',
    });
  } else if (label !== '' && !isIdentifier(label)) {
    const hint = 'It has letters, digits and _ only, begins with no digit and is no keyword';
    unexpected(parser, `expected the block label to be a valid identifier: "${excerpt(label, 60)}" is none`, { hint });
  }
  advance(parser);
  return { text: label, start, end };
}

/** Reports what stands where `=` or `{` should, and goes there if it is near. */
function findBody(parser: Parser, parts: readonly Name[], label: Name | undefined, insideBlock: boolean): void {
  const name = excerpt(parts.map(({ text }) => text).join('.'), 60);
  let expected = `expected a block label, = or { after ${name}`;
  if (label) expected = 'expected a block body ({) after the block label';
  else if (parts.length > 1) expected = `expected a block label or { after ${name}`;
  const next = parser.kind === 'TERMINATOR' ? (parser.text[skipBlank(parser.text, parser.end)] ?? '') : '';
  unexpected(parser, expected, { hint: bodyHint(parser, next) });
  if (next === '{' || next === '=') {
    advance(parser);
    return;
  }
  while (parser.kind !== '{' && parser.kind !== '=') {
    if (parser.kind === 'TERMINATOR' || parser.kind === 'EOF' || (insideBlock && parser.kind === '}')) return;
    if (!skipToken(parser)) return;
  }
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

function checkAttributeName(parser: Parser, parts: readonly Name[], label: Name | undefined): void {
  const { problems } = parser;
  const [first, ...others] = parts;
  const last = others.at(-1);
  if (first && last)
    report(problems, 'alloy.syntax', first.start, last.end, 'an attribute name is a single identifier without dots');
  else if (label) report(problems, 'alloy.syntax', label.start, label.end, 'an attribute has no label');
}
