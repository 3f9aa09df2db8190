/** The expressions directly inside of another one, in the order of the text. */
import type { NixBinding, NixExpression, NixName } from './tree.ts';

export function childrenOf(expression: NixExpression): readonly NixExpression[] {
  switch (expression.kind) {
    case 'variable':
    case 'number':
      return [];
    case 'string':
      return expression.parts.flatMap((part) => (part.kind === 'interpolation' ? [part.expression] : []));
    case 'path':
      return expression.interpolations.map((part) => part.expression);
    case 'list':
      return expression.elements;
    case 'set':
    case 'legacy-let':
      return expression.bindings.flatMap(inBinding);
    case 'let':
      return [...expression.bindings.flatMap(inBinding), expression.body];
    case 'with':
      return [expression.scope, expression.body];
    case 'assert':
      return [expression.condition, expression.body];
    case 'if':
      return [expression.condition, expression.consequence, expression.alternative];
    case 'function':
      return [...(expression.formals?.members ?? []).flatMap((member) => member.default ?? []), expression.body];
    case 'application':
      return [expression.function, expression.argument];
    case 'selection':
      return [expression.from, ...inNames(expression.path), ...(expression.default ? [expression.default] : [])];
    case 'question':
      return [expression.of, ...inNames(expression.path)];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'parenthesised':
      return [expression.expression];
  }
}

function inBinding(binding: NixBinding): readonly NixExpression[] {
  if (binding.kind === 'definition') return [...inNames(binding.path), binding.value];
  return [...(binding.from ? [binding.from] : []), ...inNames(binding.names)];
}

function inNames(names: readonly NixName[]): readonly NixExpression[] {
  return names.flatMap(({ expression }) => expression ?? []);
}

/** The expression and all that is in it, each before what is in it. */
export function* everyExpression(expression: NixExpression): Generator<NixExpression> {
  const open: NixExpression[] = [expression];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    open.push(...childrenOf(next).toReversed());
  }
}
