/** Definitions of boot.kernel.sysctl in the text of one module, in every spelling, without evaluating it. */
import { lookUp } from '../../base/nix/lookup.ts';
import { bare, type NixBinding, type NixExpression, type NixName, type NixSet } from '../../base/nix/tree.ts';
import type { Span } from '../../base/text.ts';

/** Where NixOS keeps kernel settings. */
export const sysctlPath: readonly string[] = ['boot', 'kernel', 'sysctl'];

/** What a definition without mkDefault, mkForce or mkOverride has. Source: nixpkgs, lib/modules.nix. */
export const plainPriority = 100;

export type SysctlValue = number | string | boolean | null;

/** How strong a definition is, and whether it counts at all. */
interface Weight {
  /** Of the option as a whole, and of the one key. A smaller number wins. */
  readonly whole: number;
  readonly own: number;
  /** The condition of mkIf that only evaluating decides. */
  readonly condition: Span | undefined;
}

export interface SysctlDefinition extends Weight {
  readonly kind: 'definition';
  readonly key: string;
  /** Undefined where it is computed. */
  readonly value: SysctlValue | undefined;
  /** What is to the right of the equals sign, and in it the literal alone. */
  readonly expression: Span;
  readonly literal: Span | undefined;
  readonly binding: NixBinding;
  /** The set that it is written in, and how many of its names lead to the key: 1 in `sysctl = { "a.b" = 1; }`. */
  readonly set: NixSet;
}

/** Something that may define any key. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly at: Span;
  readonly reason: string;
}

/** A set for kernel settings that more can be written into. */
export interface SysctlSet {
  readonly kind: 'set';
  readonly set: NixSet;
}

/** `sysctl = { kernel.kptr_restrict = 0; }`: NixOS refuses the set that it nests. */
export interface Mistyped {
  readonly kind: 'mistyped';
  readonly at: Span;
  readonly key: string;
}

export type Said = SysctlDefinition | Unclear | SysctlSet | Mistyped;

const priorities: Readonly<Record<string, number>> = {
  mkForce: 50,
  mkVMOverride: 10,
  mkImageMediaOverride: 60,
  mkDefault: 1000,
  mkOptionDefault: 1500,
};

/** What the set of a module's definitions says of boot.kernel.sysctl. */
export function sysctlsIn(text: string, config: NixExpression, path: readonly string[] = sysctlPath): Said[] {
  const said: Said[] = [];
  const weight = { whole: plainPriority, own: plainPriority, condition: undefined };
  walk(text, config, path, weight, said);
  return said;
}

function walk(text: string, at: NixExpression, path: readonly string[], weight: Weight, said: Said[]): void {
  const { contents, weight: inner } = unwrapped(at, weight, 'whole');
  for (const content of contents) {
    if (content === 'unclear') said.push(unclear(at, 'it is computed'));
    else if (content.kind !== 'set') walkDown(text, content, path, inner, said);
    else if (path.length === 0) {
      if (inner.whole === plainPriority && !inner.condition) said.push({ kind: 'set', set: content });
      for (const binding of content.bindings) entry(binding, content, inner, said);
    } else inSet(text, content, path, inner, said);
  }
}

/** Something that is no set: mkMerge in mkIf and the like, or a value that is computed. */
function walkDown(text: string, at: NixExpression, path: readonly string[], weight: Weight, said: Said[]): void {
  const again = unwrapped(at, weight, 'whole');
  const [first] = again.contents;
  if (again.contents.length === 1 && first === at) said.push(unclear(at, 'it is computed'));
  else walk(text, at, path, weight, said);
}

function inSet(text: string, set: NixSet, path: readonly string[], weight: Weight, said: Said[]): void {
  for (const found of lookUp(set, path)) {
    const { kind, value, extra, rest, binding } = found;
    if (kind === 'deeper') keyed(extra, value, binding, found.set, weight, said);
    else if (kind === 'computed' || !value) said.push(unclear(binding, 'its name is computed or inherited'));
    else walk(text, value, rest, weight, said);
  }
}

function entry(binding: NixBinding, set: NixSet, weight: Weight, said: Said[]): void {
  if (binding.kind === 'definition') keyed(binding.path, binding.value, binding, set, weight, said);
  else for (const name of binding.names) keyed([name], undefined, binding, set, weight, said);
}

function keyed(
  names: readonly NixName[],
  value: NixExpression | undefined,
  binding: NixBinding,
  set: NixSet,
  weight: Weight,
  said: Said[],
): void {
  const [name, ...more] = names;
  const key = name?.value;
  if (!name || key === undefined) {
    said.push(unclear(binding, 'its name is computed'));
    return;
  }
  if (more.length > 0) {
    const whole = names.map((one) => one.value ?? '…').join('.');
    said.push({ kind: 'mistyped', at: { start: name.start, end: names.at(-1)?.end ?? name.end }, key: whole });
    return;
  }
  const nothing = { kind: 'definition' as const, key, value: undefined, literal: undefined, binding, set };
  if (!value) {
    said.push({ ...nothing, ...weight, expression: name });
    return;
  }
  const { contents, weight: inner } = unwrapped(value, weight, 'own');
  for (const content of contents) {
    const literal = content === 'unclear' ? undefined : literalOf(content);
    if (literal === undefined || content === 'unclear') said.push({ ...nothing, ...inner, expression: value });
    else said.push({ ...nothing, ...inner, expression: value, value: literal, literal: content });
  }
}

/** What is inside of mkIf, mkMerge, mkOverride and their relatives, and what they make of it. */
function unwrapped(
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
function wordsOf(expression: NixExpression): { readonly name: string; readonly arguments: readonly NixExpression[] } {
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

function literalOf(expression: NixExpression): SysctlValue | undefined {
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

function unclear({ start, end }: Span, reason: string): Unclear {
  return { kind: 'unclear', at: { start, end }, reason };
}
