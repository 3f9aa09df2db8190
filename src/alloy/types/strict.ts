import type { Type } from '../catalogue/type.ts';
import type { Expression } from '../syntax/tree.ts';
import { remark, type Walk } from '../walk.ts';
import { constantOf } from './constant.ts';
import { refusal } from './convert.ts';

type Kind = 'string' | 'number' | 'bool' | 'null';

/**
 * Literals that `alloy run` converts and `alloy validate` of 1.14 to 1.16 refuses: it wanted exactly the type of the
 * argument. In blocks of any names it did not look. Source: grafana/alloy, syntax/typecheck.
 */
export function checkLiterals(walk: Walk, value: Expression, type: Type): void {
  if (strict.has(walk.view.version)) checkLiteral(walk, value, type);
}

const strict: ReadonlySet<string> = new Set(['1.14', '1.15', '1.16']);

function checkLiteral(walk: Walk, value: Expression, type: Type): void {
  if (value.kind === 'list') {
    if (type.kind === 'list')
      for (const element of value.elements) if (element.kind !== 'object') checkLiteral(walk, element, type.of);
    return;
  }
  if (value.kind === 'object') {
    if (type.kind === 'map') for (const field of value.fields) checkLiteral(walk, field.value, type.of);
    return;
  }
  const [kind, wanted] = [literalKind(value), wantedKind(type)];
  if (kind === undefined || wanted === undefined || kind === wanted) return;
  const constant = constantOf(value);
  // What Alloy itself refuses is reported as such.
  if (typeof constant === 'string' && refusal({ kind: 'string', value: constant }, type) !== undefined) return;
  if (typeof constant === 'number' && refusal({ kind: 'number', value: constant }, type) !== undefined) return;
  if (kind === 'bool') return;
  remark(walk, value, {
    rule: 'alloy.strict-literal',
    severity: 'warning',
    message: `"alloy validate" of Alloy ${walk.view.version} refuses ${kind === 'null' ? 'null' : `a ${kind}`} where a ${wanted} is wanted; "alloy run" takes it`,
    hint: kind === 'number' ? 'Write it between quotes' : kind === 'string' ? 'Write it without quotes' : undefined,
  });
}

/** The kind of a literal, of one behind a sign, and of what an operator makes of two literals; undefined for all else. */
function literalKind(expression: Expression): Kind | undefined {
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'null':
      return expression.kind;
    case 'unary':
      return literalKind(expression.operand) === undefined
        ? undefined
        : expression.operator === '!'
          ? 'bool'
          : 'number';
    case 'binary': {
      const [left, right] = [literalKind(expression.left), literalKind(expression.right)];
      if (left === undefined || right === undefined) return undefined;
      if (expression.operator === '+') return left;
      return ['-', '*', '/', '%', '^'].includes(expression.operator) ? 'number' : 'bool';
    }
    default:
      return undefined;
  }
}

/** Capsules took what can be converted into them, also there. */
function wantedKind({ kind }: Type): Kind | undefined {
  switch (kind) {
    case 'string':
    case 'duration':
      return 'string';
    case 'int':
    case 'number':
      return 'number';
    case 'bool':
      return 'bool';
    default:
      return undefined;
  }
}
