/** What mkIf, mkMerge, mkOverride and their relatives make of a definition, and literal values of settings. */
import { bare, type NixExpression } from '../../base/nix/tree.ts';
import type { Span } from '../../base/text.ts';

/** What a definition without mkDefault, mkForce or mkOverride has. Source: nixpkgs, lib/modules.nix. */
export const plainPriority = 100;

export type SysctlValue = number | string | boolean | null;

/** How strong a definition is, and whether it counts at all. */
export interface Weight {
  /** Of the option as a whole, and of the one key. A smaller number wins. */
  readonly whole: number;
  readonly own: number;
  /** The condition of mkIf that only evaluating decides. */
  readonly condition: Span | undefined;
}

const priorities: Readonly<Record<string, number>> = {
  mkForce: 50,
  mkVMOverride: 10,
  mkImageMediaOverride: 60,
  mkDefault: 1000,
  mkOptionDefault: 1500,
};

/** What is inside of mkIf, mkMerge, mkOverride and their relatives, and what they make of it. */
export function unwrapped(
  expression: NixExpression,
  weight: Weight,
  level: 'whole' | 'own',
): { readonly contents: readonly (NixExpression | 'unclear')[]; readonly weight: Weight } {
  let inner = bare(expression);
  let { condition } = weight;
  let priority = weight[level];
  for (;;) {
    const words = wordsOf(inner);
    const [argument, content] = words.arguments;
    const fixed = Object.hasOwn(priorities, words.name) ? priorities[words.name] : undefined;
    if (fixed !== undefined && argument && !content) {
      priority = fixed;
      inner = bare(argument);
    } else if (words.name === 'mkOverride' && argument && content) {
      const number = bare(argument);
      if (number.kind !== 'number') return { contents: ['unclear'], weight };
      priority = Number(number.value);
      inner = bare(content);
    } else if (words.name === 'mkOrder' && argument && content) inner = bare(content);
    else if ((words.name === 'mkBefore' || words.name === 'mkAfter') && argument) inner = bare(argument);
    else if ((words.name === 'mkIf' || words.name === 'optionalAttrs') && argument && content) {
      const holds = truth(argument);
      if (holds === false) return { contents: [], weight };
      if (holds === undefined) condition ??= argument;
      inner = bare(content);
    } else if (words.name === 'mkMerge' && argument) {
      const list = bare(argument);
      const merged = { ...weight, [level]: priority, condition };
      return { contents: list.kind === 'list' ? list.elements : ['unclear'], weight: merged };
    } else return { contents: [inner], weight: { ...weight, [level]: priority, condition } };
  }
}

/** The name of the function that is called, without what it is taken from, and its arguments. */
export function wordsOf(expression: NixExpression): {
  readonly name: string;
  readonly arguments: readonly NixExpression[];
} {
  const given: NixExpression[] = [];
  let at = bare(expression);
  while (at.kind === 'application') {
    given.unshift(at.argument);
    at = bare(at.function);
  }
  const name = at.kind === 'variable' ? at.name : at.kind === 'selection' ? (at.path.at(-1)?.value ?? '') : '';
  return { name, arguments: given };
}

function truth(expression: NixExpression): boolean | undefined {
  const inner = bare(expression);
  if (inner.kind !== 'variable') return undefined;
  return inner.name === 'true' ? true : inner.name === 'false' ? false : undefined;
}

export function literalOf(expression: NixExpression): SysctlValue | undefined {
  const inner = bare(expression);
  if (inner.kind === 'number') return typeof inner.value === 'number' && !inner.isFloat ? inner.value : undefined;
  if (inner.kind === 'string') return inner.value;
  if (inner.kind === 'variable' && inner.name === 'null') return null;
  if (inner.kind === 'unary' && inner.operator === '-') {
    const operand = literalOf(inner.operand);
    return typeof operand === 'number' ? -operand : undefined;
  }
  return truth(inner);
}
