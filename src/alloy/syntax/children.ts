import type { Expression } from './tree.ts';

const none: readonly Expression[] = [];

/** The expressions right inside of an expression, in the order in which they are written. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'list':
      return expression.elements;
    case 'object':
      return expression.fields.map(({ value }) => value);
    case 'access':
      return [expression.value];
    case 'index':
      return [expression.value, expression.index];
    case 'call':
      return [expression.callee, ...expression.arguments];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'paren':
      return [expression.inner];
    default:
      return none;
  }
}
