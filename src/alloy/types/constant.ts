import type { Expression } from '../syntax/tree.ts';

/** The value of a literal, parentheses and signs taken off; undefined for everything else. */
export function constantOf(expression: Expression): string | number | boolean | null | undefined {
  switch (expression.kind) {
    case 'string':
      return expression.opaque ? undefined : expression.value;
    case 'bool':
    case 'number':
      return expression.value;
    case 'null':
      return null;
    case 'paren':
      return constantOf(expression.inner);
    case 'unary': {
      const operand = constantOf(expression.operand);
      if (expression.operator === '-') return typeof operand === 'number' ? -operand : undefined;
      return typeof operand === 'boolean' ? !operand : undefined;
    }
    case 'binary': {
      if (expression.operator !== '+') return undefined;
      const [left, right] = [constantOf(expression.left), constantOf(expression.right)];
      return typeof left === 'string' && typeof right === 'string' ? left + right : undefined;
    }
    default:
      return undefined;
  }
}
