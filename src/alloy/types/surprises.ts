/** What Alloy takes and understands otherwise than it is mostly meant: warnings. */
import { excerpt } from '../../base/display.ts';
import type { Expression, Field, NumberLiteral } from '../syntax/tree.ts';
import { remark, type Walk } from '../walk.ts';
import type { Value } from './value.ts';

const zero = 48;
const uint64Limit = 2 ** 64;

/** A leading zero makes a number octal, as in C. */
export function checkOctal(walk: Walk, number: NumberLiteral): void {
  const { raw, value } = number;
  if (raw.charCodeAt(0) !== zero || raw.length === 1 || value === Number(raw)) return;
  const decimal = excerpt(raw.replace(/^0+/, ''), 30);
  // Digits beyond uint64 are no octal number: this is short, and exact.
  const octal = BigInt(`0o${raw}`);
  remark(walk, number, {
    rule: 'alloy.octal-number',
    severity: 'warning',
    message: `a number with a leading zero is octal: ${excerpt(raw, 30)} is ${octal}`,
    hint: `Write ${decimal} if that is meant, or ${octal}`,
  });
}

/** Of a repeated key the last one counts, and between quotes nothing is escaped. */
export function checkKeys(walk: Walk, fields: readonly Field[]): void {
  const seen = fields.length > 1 ? new Map<string, Field>() : undefined;
  for (const field of fields) {
    const { key } = field;
    if (key.quote === 'double') checkVerbatim(walk, field);
    const earlier = seen?.get(key.text);
    seen?.set(key.text, field);
    if (!earlier) continue;
    const { start, end } = earlier.key;
    remark(walk, key, {
      rule: 'alloy.repeated-key',
      severity: 'warning',
      message: `key "${excerpt(key.text, 60)}" is written twice in this object: the value before is dropped`,
      hint: 'Take one of them out',
      related: [{ file: walk.file, span: { start, end }, message: 'it is here first' }],
    });
  }
}

function checkVerbatim(walk: Walk, { key }: Field): void {
  const empty = key.text === '""';
  if (!empty && !key.text.includes('\\')) return;
  remark(walk, key, {
    rule: 'alloy.verbatim-key',
    severity: 'warning',
    message: empty
      ? 'Alloy takes the key "" for two quotes, not for nothing'
      : 'nothing is escaped in a key: the backslash is part of it',
    hint: empty
      ? 'A key cannot be empty'
      : 'Write the character itself, or between backticks what is to have a backslash',
  });
}

/** Precedences and conversions that are other ones than in most languages. */
export function checkOperation(
  walk: Walk,
  expression: Extract<Expression, { readonly kind: 'binary' }>,
  left: Value,
  right: Value,
): void {
  const { operator } = expression;
  if (operator === '^' && expression.left.kind === 'unary' && expression.left.operator === '-')
    remark(walk, expression, {
      rule: 'alloy.sign-and-power',
      severity: 'warning',
      message: 'the sign binds tighter than ^: -2 ^ 2 is 4',
      hint: 'Write -(2 ^ 2), or (-2) ^ 2',
    });
  else if (operator === '/' && isCutOff(expression.left, expression.right))
    remark(walk, expression, {
      rule: 'alloy.integer-division',
      severity: 'warning',
      message: 'a division of integers is cut off, as 1 / 2 is 0',
      hint: 'Give one of them a fraction: 1.0',
    });
  else if ((operator === '==' || operator === '!=') && areOfOtherKinds(left, right))
    remark(walk, expression, {
      rule: 'alloy.never-equal',
      severity: 'warning',
      message: `a ${left.kind} and a ${right.kind} are never equal: this is always ${operator === '!='}`,
      hint: 'Nothing is converted to be compared',
    });
}

function isCutOff(left: Expression, right: Expression): boolean {
  if (left.kind !== 'number' || right.kind !== 'number') return false;
  if (left.holds === 'float64' || right.holds === 'float64' || right.value === 0) return false;
  return left.value % right.value !== 0;
}

const plain: ReadonlySet<Value['kind']> = new Set(['string', 'number', 'bool', 'null']);

function areOfOtherKinds(left: Value, right: Value): boolean {
  return plain.has(left.kind) && plain.has(right.kind) && left.kind !== right.kind;
}

/** A number with a fraction that an integer is made of, or one that no integer can hold. */
export function checkWhole(walk: Walk, at: Expression, value: number): void {
  const fraction = !Number.isInteger(value);
  if (!fraction && Math.abs(value) < uint64Limit) return;
  remark(walk, at, {
    rule: 'alloy.number-cut',
    severity: 'warning',
    message: fraction
      ? `an integer is wanted: ${value} is cut to ${Math.trunc(value)}`
      : 'the number is larger than any integer here: Alloy takes what is left of it, and says nothing',
  });
}
