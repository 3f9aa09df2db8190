import type { BinaryOperator } from '../syntax/tree.ts';
import { anyBool, anyNumber, anyString, type Value } from './value.ts';

/** Longer results are not followed. */
const longest = 10_000;

/** What an operator makes of two values, or a sentence that says why it cannot. Source: grafana/alloy, syntax/vm/op_binary.go. */
export function binaryResult(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  names: (value: Value) => string,
): Value | string {
  switch (operator) {
    case '==':
    case '!=':
      return anyBool;
    case '||':
    case '&&': {
      const wrong = [left, right].find((side) => isNot(side, 'bool'));
      return wrong ? `${operator} takes bools, not ${names(wrong)}` : anyBool;
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const wrong = [left, right].find((side) => isNot(side, 'number') && isNot(side, 'string'));
      if (wrong) return `${operator} compares two numbers or two strings, not ${names(wrong)}`;
      return differ(left, right) ? `${operator} cannot compare ${names(left)} with ${names(right)}` : anyBool;
    }
    case '+':
      return sum(left, right, names);
    default:
      return arithmetic(operator, left, right, names);
  }
}

function sum(left: Value, right: Value, names: (value: Value) => string): Value | string {
  const wrong = [left, right].find((side) => isNot(side, 'number') && isNot(side, 'string') && !isSecret(side));
  if (wrong) return `+ adds two numbers or joins two strings, not ${names(wrong)}`;
  if (isSecret(left) || isSecret(right)) {
    const other = isSecret(left) ? right : left;
    return other.kind === 'number'
      ? `+ cannot join ${names(left)} and ${names(right)}`
      : { kind: 'typed', type: { kind: 'secret' } };
  }
  if (differ(left, right)) return `+ cannot join ${names(left)} and ${names(right)}: nothing is converted`;
  if (left.kind === 'number' && right.kind === 'number') return exact(left.value, right.value, (a, b) => a + b);
  if (left.kind !== 'string' && right.kind !== 'string') return left.kind === 'unknown' ? right : left;
  if (left.kind !== 'string' || right.kind !== 'string') return { kind: 'unknown' };
  if (left.value === undefined || right.value === undefined || left.value.length + right.value.length > longest)
    return anyString;
  return { kind: 'string', value: left.value + right.value };
}

function arithmetic(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  names: (value: Value) => string,
): Value | string {
  const wrong = [left, right].find((side) => isNot(side, 'number'));
  if (wrong) return `${operator} takes numbers, not ${names(wrong)}`;
  if ((operator === '/' || operator === '%') && right.kind === 'number' && right.value === 0)
    return `${operator} divides by zero`;
  if (left.kind !== 'number' || right.kind !== 'number') return anyNumber;
  if (operator === '-') return exact(left.value, right.value, (a, b) => a - b);
  if (operator === '*') return exact(left.value, right.value, (a, b) => a * b);
  return anyNumber;
}

/** A result that is known to the digit: its text may be looked at later. */
function exact(
  left: number | undefined,
  right: number | undefined,
  compute: (left: number, right: number) => number,
): Value {
  if (left === undefined || right === undefined) return anyNumber;
  const result = compute(left, right);
  const safe = Number.isSafeInteger(left) && Number.isSafeInteger(right) && Number.isSafeInteger(result);
  return safe ? { kind: 'number', value: result } : anyNumber;
}

/** Whether a value is surely not of a kind. An optional secret may turn out to be a string. */
export function isNot(value: Value, kind: 'bool' | 'number' | 'string'): boolean {
  if (value.kind === 'unknown' || value.kind === kind) return false;
  return !(value.kind === 'typed' && value.type.kind === 'optional_secret' && kind === 'string');
}

function isSecret(value: Value): boolean {
  return value.kind === 'typed' && value.type.kind === 'secret';
}

function differ(left: Value, right: Value): boolean {
  return (left.kind === 'number' && isNot(right, 'number')) || (right.kind === 'number' && isNot(left, 'number'));
}
