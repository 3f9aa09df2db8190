import type { Body, Expression, Field, File, Key, NumberLiteral, StringLiteral } from './tree.ts';

/**
 * A tree without errors as text of one shape: a tab for each level, a statement and a field of an object per line,
 * comments gone. Parsing it gives the tree again, but for offsets.
 */
export function printAlloy(file: File): string {
  const pieces: string[] = [];
  printBody(pieces, file.body, '');
  return pieces.join('');
}

/** An expression as text, in the same shape. */
export function expressionText(expression: Expression): string {
  const pieces: string[] = [];
  printExpression(pieces, expression, '');
  return pieces.join('');
}

function printBody(pieces: string[], body: Body, indent: string): void {
  for (const statement of body.statements) {
    if (statement.kind === 'attribute') {
      pieces.push(indent, statement.name.text, ' = ');
      printExpression(pieces, statement.value, indent);
      pieces.push('\n');
      continue;
    }
    pieces.push(indent, statement.name, statement.label ? ` "${statement.label.text}" {` : ' {');
    if (statement.body.statements.length > 0) {
      pieces.push('\n');
      printBody(pieces, statement.body, `${indent}\t`);
      pieces.push(indent);
    }
    pieces.push('}\n');
  }
}

function printExpression(pieces: string[], expression: Expression, indent: string): void {
  switch (expression.kind) {
    case 'number':
      pieces.push(expression.raw);
      return;
    case 'string':
      pieces.push(stringText(expression));
      return;
    case 'bool':
      pieces.push(String(expression.value));
      return;
    case 'null':
      pieces.push('null');
      return;
    case 'identifier':
      pieces.push(expression.name);
      return;
    case 'list':
      pieces.push('[');
      printElements(pieces, expression.elements, indent);
      pieces.push(']');
      return;
    case 'object':
      printFields(pieces, expression.fields, indent);
      return;
    case 'access':
      printExpression(pieces, expression.value, indent);
      pieces.push(isInteger(expression.value) ? ' .' : '.', expression.name.text);
      return;
    case 'index':
      printExpression(pieces, expression.value, indent);
      pieces.push('[');
      printExpression(pieces, expression.index, indent);
      pieces.push(']');
      return;
    case 'call':
      printExpression(pieces, expression.callee, indent);
      pieces.push('(');
      printElements(pieces, expression.arguments, indent);
      pieces.push(')');
      return;
    case 'unary':
      pieces.push(expression.operator);
      printExpression(pieces, expression.operand, indent);
      return;
    case 'binary':
      printExpression(pieces, expression.left, indent);
      pieces.push(` ${expression.operator} `);
      printExpression(pieces, expression.right, indent);
      return;
    case 'paren':
      pieces.push('(');
      printExpression(pieces, expression.inner, indent);
      pieces.push(')');
  }
}

function printElements(pieces: string[], elements: readonly Expression[], indent: string): void {
  for (const [index, element] of elements.entries()) {
    if (index > 0) pieces.push(', ');
    printExpression(pieces, element, indent);
  }
}

function printFields(pieces: string[], fields: readonly Field[], indent: string): void {
  pieces.push('{');
  for (const { key, value } of fields) {
    pieces.push('\n', indent, '\t', keyText(key), ' = ');
    printExpression(pieces, value, `${indent}\t`);
    pieces.push(',');
  }
  pieces.push(fields.length > 0 ? `\n${indent}}` : '}');
}

/** A dot directly behind digits would belong to the number. */
function isInteger(expression: Expression): expression is NumberLiteral {
  return expression.kind === 'number' && /^\d+$/.test(expression.raw);
}

/** Verbatim; an empty quoted key is its quotes already. */
function keyText({ text, quote }: Key): string {
  if (quote === 'none') return text;
  const mark = quote === 'raw' ? '`' : '"';
  return text === mark + mark ? text : mark + text + mark;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

function stringText({ value, raw }: StringLiteral): string {
  if (raw) return `\`${value}\``;
  return `"${value.replace(/["\\\p{Cc}\p{Cf}]/gu, escapeOf)}"`;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hexadecimal = code.toString(16);
  const numeric = code > 0xffff ? `\\U${hexadecimal.padStart(8, '0')}` : `\\u${hexadecimal.padStart(4, '0')}`;
  return shortEscapes.get(character) ?? numeric;
}
