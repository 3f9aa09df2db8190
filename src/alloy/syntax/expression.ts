import { literalOf, parseKey } from './literal.ts';
import { giveUp, grow, nestingLimit, type Parser } from './nesting.ts';
import { binaryOperator, precedences } from './operator.ts';
import { claimLine, report } from './problems.ts';
import {
  afterElement,
  beginsStatement,
  close,
  missingBefore,
  skipExpression,
  skipSpace,
  skipToken,
  unexpected,
} from './recover.ts';
import { advance } from './scan.ts';
import { wordOf } from './token.ts';
import type { Expression, Field, Name, UnaryOperator } from './tree.ts';

/** The expression that begins with the current token. Sets the parser's `height`. */
export function parseExpression(parser: Parser): Expression {
  return parseBinary(parser, 1);
}

/** Operators that bind at least as tight as `minimum`. */
function parseBinary(parser: Parser, minimum: number): Expression {
  if (++parser.depth > nestingLimit) return tooDeep(parser);
  let left = parsePower(parser);
  let { height } = parser;
  for (;;) {
    const operator = binaryOperator(parser.kind);
    if (operator === undefined) break;
    const precedence = precedences[operator];
    if (precedence < minimum) break;
    const operatorAt = parser.start;
    advance(parser);
    const right = parseBinary(parser, precedence + 1);
    height = grow(parser, height, operatorAt);
    left = { kind: 'binary', start: left.start, end: right.end, operator, operatorAt, left, right };
  }
  parser.height = height;
  parser.depth--;
  return left;
}

/** `^` binds to the right, and less than a sign: `-2 ^ 2` is `(-2) ^ 2`. */
function parsePower(parser: Parser): Expression {
  const left = parseUnary(parser);
  if (parser.kind !== '^') return left;
  const { height } = parser;
  const operatorAt = parser.start;
  advance(parser);
  if (++parser.depth > nestingLimit) return tooDeep(parser);
  const right = parsePower(parser);
  parser.depth--;
  parser.height = grow(parser, height, operatorAt);
  return { kind: 'binary', start: left.start, end: right.end, operator: '^', operatorAt, left, right };
}

/** Any number of signs, in a loop: they can be as many as the file has bytes. */
function parseUnary(parser: Parser): Expression {
  if (parser.kind !== '-' && parser.kind !== '!') return parseOperand(parser);
  const signs: UnaryOperator[] = [];
  const starts: number[] = [];
  while (parser.kind === '-' || parser.kind === '!') {
    signs.push(parser.kind);
    starts.push(parser.start);
    advance(parser);
    if (signs.length > nestingLimit) return tooDeep(parser);
  }
  let operand = parseOperand(parser);
  for (let index = signs.length - 1; index >= 0; index--) {
    const start = starts[index] ?? operand.start;
    parser.height = grow(parser, parser.height, start);
    operand = { kind: 'unary', start, end: operand.end, operator: signs[index] ?? '-', operand };
  }
  return operand;
}

/** A primary and what follows it directly: `.name`, `[index]`, `(arguments)`. */
function parseOperand(parser: Parser): Expression {
  let value = parsePrimary(parser);
  for (;;) {
    const { height, start: open } = parser;
    switch (parser.kind) {
      case '.': {
        advance(parser);
        const name = parseAccessName(parser);
        value = { kind: 'access', start: value.start, end: name.end, value, name };
        break;
      }
      case '[': {
        advance(parser);
        const index = parseExpression(parser);
        const end = close(parser, ']', open);
        value = { kind: 'index', start: value.start, end, value, index };
        break;
      }
      case '(': {
        advance(parser);
        const list = parseElements(parser, ')');
        const end = close(parser, ')', open);
        value = { kind: 'call', start: value.start, end, callee: value, arguments: list };
        break;
      }
      case 'STRING':
      case '{':
        if (!skipBlock(parser, value)) return value;
        continue;
      default:
        return value;
    }
    parser.height = grow(parser, height, open);
  }
}

function parseAccessName(parser: Parser): Name {
  const { text, start, end } = parser;
  const nothing = { text: '', start: parser.previousEnd, end: parser.previousEnd };
  if (beginsStatement(parser, true)) {
    missingBefore(parser, 'expected IDENT after .');
    return nothing;
  }
  if (parser.kind === 'IDENT') {
    const name = wordOf(parser);
    advance(parser);
    return { text: name, start, end };
  }
  const word = parser.kind === 'BOOL' || parser.kind === 'NULL';
  const hint = word ? `${text.slice(start, end)} is a keyword: write ["${text.slice(start, end)}"]` : undefined;
  unexpected(parser, 'expected IDENT after .', { hint });
  if (!word) return nothing;
  advance(parser);
  return { text: text.slice(start, end), start, end };
}

/** `name { … }` or `name "label" { … }` where a value should be: reports and skips it. False if it is none. */
function skipBlock(parser: Parser, value: Expression): boolean {
  if (value.kind !== 'identifier' && value.kind !== 'access') return false;
  if (parser.kind === 'STRING') {
    if (parser.text[skipSpace(parser.text, parser.end)] !== '{') return false;
    advance(parser);
  }
  const open = parser.start;
  report(parser.problems, 'alloy.syntax', value.start, parser.end, 'cannot use a block as an expression', {
    hint: 'Take the = out for a block, or the name before { for an object',
  });
  claimLine(parser.problems, open);
  if (!skipToken(parser)) parser.unclosedAt = open;
  return true;
}

function parsePrimary(parser: Parser): Expression {
  const { start } = parser;
  parser.height = 1;
  switch (parser.kind) {
    case 'IDENT':
      if (beginsStatement(parser, true)) break;
      return parseIdentifier(parser);
    case 'STRING':
    case 'NUMBER':
    case 'FLOAT':
    case 'BOOL':
    case 'NULL': {
      const literal = literalOf(parser);
      advance(parser);
      return literal;
    }
    case '(': {
      advance(parser);
      const inner = parseExpression(parser);
      parser.height = grow(parser, parser.height, start);
      return { kind: 'paren', start, end: close(parser, ')', start), inner };
    }
    case '[': {
      advance(parser);
      const elements = parseElements(parser, ']');
      parser.height = grow(parser, parser.height, start);
      return { kind: 'list', start, end: close(parser, ']', start), elements };
    }
    case '{': {
      advance(parser);
      const fields = parseFields(parser);
      parser.height = grow(parser, parser.height, start);
      return { kind: 'object', start, end: close(parser, '}', start), fields };
    }
  }
  return missingExpression(parser);
}

function parseIdentifier(parser: Parser): Expression {
  const { start, end } = parser;
  const name = wordOf(parser);
  advance(parser);
  return { kind: 'identifier', start, end, name };
}

function missingExpression(parser: Parser): Expression {
  const { start, previousEnd } = parser;
  if (parser.kind === 'IDENT') {
    missingBefore(parser, 'expected an expression');
    return { kind: 'null', start: previousEnd, end: previousEnd };
  }
  unexpected(parser, 'expected an expression');
  skipExpression(parser);
  return { kind: 'null', start, end: start };
}

/** Expressions up to the closing bracket, which stays. Sets `height` to that of the highest. */
function parseElements(parser: Parser, closer: ']' | ')'): readonly Expression[] {
  const { elements } = parser;
  const base = elements.length;
  let height = 0;
  let more = parser.kind !== closer && !beginsStatement(parser, true);
  while (more && parser.kind !== 'EOF') {
    elements.push(parseExpression(parser));
    if (parser.height > height) height = parser.height;
    more = afterElement(parser, closer, 'expression list');
  }
  parser.height = height;
  return elements.splice(base);
}

/** Fields up to the closing brace, which stays. Sets `height` to that of the highest. */
function parseFields(parser: Parser): readonly Field[] {
  const { fields } = parser;
  const base = fields.length;
  let height = 0;
  let more = parser.kind !== '}' && !beginsStatement(parser, false);
  while (more && parser.kind !== 'EOF') {
    fields.push(parseField(parser));
    if (parser.height > height) height = parser.height;
    more = afterElement(parser, '}', 'field list');
  }
  parser.height = height;
  return fields.splice(base);
}

function parseField(parser: Parser): Field {
  const key = parseKey(parser);
  const equalsAt = parser.start;
  if (parser.kind === '=') {
    advance(parser);
    const value = parseExpression(parser);
    return { kind: 'field', start: key.start, end: value.end, key, equalsAt, value };
  }
  unexpected(parser, 'expected =', { hint: fieldHint(parser) });
  skipExpression(parser);
  parser.height = 1;
  const end = parser.previousEnd;
  return { kind: 'field', start: key.start, end, key, equalsAt, value: { kind: 'null', start: end, end } };
}

function fieldHint({ kind }: Parser): string | undefined {
  if (kind === '{') return 'An object holds no blocks: write = between the key and {';
  const hyphen = kind === '-' || kind === '.';
  return hyphen ? 'Put a key with other characters than letters, digits and _ between quotes' : undefined;
}

function tooDeep(parser: Parser): Expression {
  const { start } = parser;
  parser.depth--;
  giveUp(parser, start);
  return { kind: 'null', start, end: start };
}
