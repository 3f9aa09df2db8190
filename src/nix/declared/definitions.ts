/** Definitions of boot.kernel.sysctl in the text of one module, in every spelling, without evaluating it. */
import { lookUp } from '../../base/nix/lookup.ts';
import {
  bare,
  type NixBinary,
  type NixBinding,
  type NixExpression,
  type NixName,
  type NixSet,
} from '../../base/nix/tree.ts';
import type { Span } from '../../base/text.ts';
import { literalOf, plainPriority, type SysctlValue, unwrapped, type Weight, wordsOf } from './properties.ts';

/** Where NixOS keeps kernel settings. */
export const sysctlPath: readonly string[] = ['boot', 'kernel', 'sysctl'];

export interface SysctlDefinition extends Weight {
  readonly kind: 'definition';
  readonly key: string;
  /** Undefined where it is computed. */
  readonly value: SysctlValue | undefined;
  /** What is to the right of the equals sign, and in it the literal alone. */
  readonly expression: Span;
  readonly literal: Span | undefined;
  /** Where it is written; the call that makes it, where no binding of its own does. */
  readonly binding: NixBinding | NixExpression;
  /** The set that it is written in, and how many of its names lead to the key: 1 in `sysctl = { "a.b" = 1; }`. */
  readonly set: NixSet | undefined;
  /** It is written in a set with a name, which other places may use as well. */
  readonly isShared: boolean;
}

/** Something that may define keys that only evaluating tells. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly at: Span;
  readonly reason: string;
  readonly keys: PossibleKeys;
}

/** What is known of the names of keys: `"kernel.${x}"` begins with `kernel.`, and `computed // { a = 1; }` leaves no say in `a`. */
interface PossibleKeys {
  readonly begin: string;
  readonly end: string;
  readonly except: ReadonlySet<string>;
}

/** A set for kernel settings that more can be written into. */
interface SysctlSet {
  readonly kind: 'set';
  readonly set: NixSet;
}

/** `sysctl = { kernel.kptr_restrict = 0; }`: NixOS refuses the set that it nests. */
interface Mistyped {
  readonly kind: 'mistyped';
  readonly at: Span;
  readonly key: string;
}

export type Said = SysctlDefinition | Unclear | SysctlSet | Mistyped;

/** Whether what is unclear can be a definition of the key. */
export function mayDefine({ keys: { begin, end, except } }: Unclear, key: string): boolean {
  return key.length >= begin.length + end.length && key.startsWith(begin) && key.endsWith(end) && !except.has(key);
}

/** Bindings of the `let`s around an expression, the outermost first. */
export type Scope = readonly (readonly NixBinding[])[];

interface Context {
  readonly weight: Weight;
  readonly scope: Scope;
  /** Keys that a set further right defines, in `left // right`. */
  readonly except: ReadonlySet<string>;
  readonly isShared: boolean;
  /** How many more names are looked up: `let a = a; in a` has no end. */
  readonly hops: number;
  readonly said: Said[];
}

const none: ReadonlySet<string> = new Set();

/** What the set of a module's definitions says of boot.kernel.sysctl. */
export function sysctlsIn(config: NixExpression, path: readonly string[] = sysctlPath, scope: Scope = []): Said[] {
  const weight = { whole: plainPriority, own: plainPriority, condition: undefined };
  const context: Context = { weight, scope, except: none, isShared: false, hops: 20, said: [] };
  walk(config, path, context);
  return context.said;
}

function walk(at: NixExpression, path: readonly string[], context: Context): void {
  const { contents, weight } = unwrapped(at, context.weight, 'whole');
  const inner = { ...context, weight };
  for (const content of contents) {
    if (content === 'unclear') context.said.push(unclear(at, 'it is computed', context));
    else if (content.kind !== 'set') walkDown(content, path, inner);
    else if (path.length > 0) inSet(content, path, inner);
    else {
      const isPlace = weight.whole === plainPriority && !weight.condition && inner.except === none && !inner.isShared;
      if (isPlace) context.said.push({ kind: 'set', set: content });
      for (const binding of content.bindings) entry(binding, content, inner);
    }
  }
}

/** Something that is no set: mkMerge in mkIf and the like, a choice, a name, or a value that is computed. */
function walkDown(at: NixExpression, path: readonly string[], context: Context): void {
  const again = unwrapped(at, context.weight, 'whole');
  const [first] = again.contents;
  if (again.contents.length !== 1 || first !== at) {
    walk(at, path, context);
    return;
  }
  if (at.kind === 'let') walk(at.body, path, { ...context, scope: [...context.scope, at.bindings] });
  else if (at.kind === 'with' || at.kind === 'assert') walk(at.body, path, context);
  else if (at.kind === 'if') {
    const weight = { ...context.weight, condition: context.weight.condition ?? at.condition };
    for (const branch of [at.consequence, at.alternative]) walk(branch, path, { ...context, weight });
  } else if (at.kind === 'binary' && at.operator === '//' && path.length === 0) overridden(at, context);
  else if (!named(at, path, context) && !made(at, path, context))
    context.said.push(unclear(at, 'it is computed', context));
}

/** `left // right`: what the right one says is all that counts of a key. */
function overridden({ left, right }: NixBinary, context: Context): void {
  const certain = bare(right);
  const keys = certain.kind === 'set' ? certain.bindings.flatMap(namesOf) : [];
  walk(left, [], { ...context, except: new Set([...context.except, ...keys]) });
  walk(right, [], context);
}

function namesOf(binding: NixBinding): string[] {
  const names = binding.kind === 'definition' ? [binding.path[0]] : binding.names;
  return names.flatMap(({ value }) => value ?? []);
}

/** A name that a `let` around it gives to a value. */
function named(at: NixExpression, path: readonly string[], context: Context): boolean {
  if (at.kind !== 'variable' || context.hops === 0) return false;
  const depth = context.scope.findLastIndex((bindings) => bindings.flatMap(namesOf).includes(at.name));
  const own = context.scope[depth]?.filter((binding) => namesOf(binding).includes(at.name)) ?? [];
  const [binding] = own;
  if (own.length !== 1 || binding?.kind !== 'definition' || binding.path.length > 1) return false;
  const scope = context.scope.slice(0, depth + 1);
  walk(binding.value, path, { ...context, scope, isShared: true, hops: context.hops - 1 });
  return true;
}

/** Functions of nixpkgs whose result has the names that stand there: mapAttrs and genAttrs. */
function made(at: NixExpression, path: readonly string[], context: Context): boolean {
  if (path.length > 0) return false;
  const { name, arguments: given } = wordsOf(at);
  const [first, second, ...more] = given.map(bare);
  if (!first || !second || more.length > 0) return false;
  const keys =
    name === 'mapAttrs' && second.kind === 'set'
      ? second.bindings.flatMap((binding) => (isOneName(binding) ? namesOf(binding) : undefined))
      : name === 'genAttrs' && first.kind === 'list'
        ? first.elements.map((element) => (element.kind === 'string' ? element.value : undefined))
        : [undefined];
  if (keys.includes(undefined)) return false;
  for (const key of keys)
    if (key !== undefined && !context.except.has(key))
      context.said.push({ ...nothing(context), key, expression: at, binding: at, set: undefined });
  return true;
}

function isOneName(binding: NixBinding): boolean {
  return binding.kind === 'definition' && binding.path.length === 1 && binding.path[0].value !== undefined;
}

function inSet(set: NixSet, path: readonly string[], context: Context): void {
  for (const found of lookUp(set, path)) {
    const { kind, value, extra, rest, binding } = found;
    if (kind === 'deeper') keyed(extra, value, binding, found.set, context);
    else if (kind === 'computed' || !value)
      context.said.push(unclear(binding, 'its name is computed or inherited', context));
    else walk(value, rest, context);
  }
}

function entry(binding: NixBinding, set: NixSet, context: Context): void {
  if (binding.kind === 'definition') keyed(binding.path, binding.value, binding, set, context);
  else for (const name of binding.names) keyed([name], undefined, binding, set, context);
}

function keyed(
  names: readonly NixName[],
  value: NixExpression | undefined,
  binding: NixBinding,
  set: NixSet,
  context: Context,
): void {
  const { said, weight } = context;
  const [name, ...more] = names;
  const key = name?.value;
  if (!name || key === undefined) {
    said.push(unclear(binding, 'its name is computed', context, name));
    return;
  }
  if (context.except.has(key)) return;
  if (more.length > 0) {
    const whole = names.map((one) => one.value ?? '…').join('.');
    said.push({ kind: 'mistyped', at: { start: name.start, end: names.at(-1)?.end ?? name.end }, key: whole });
    return;
  }
  const common = { ...nothing(context), key, binding, set };
  if (!value) {
    said.push({ ...common, expression: name });
    return;
  }
  const { contents, weight: inner } = unwrapped(value, weight, 'own');
  for (const content of contents) {
    const literal = content === 'unclear' ? undefined : literalOf(content);
    if (literal === undefined || content === 'unclear') said.push({ ...common, ...inner, expression: value });
    else said.push({ ...common, ...inner, expression: value, value: literal, literal: content });
  }
}

function nothing({ weight, isShared }: Context) {
  return { kind: 'definition' as const, ...weight, value: undefined, literal: undefined, isShared };
}

function unclear({ start, end }: Span, reason: string, { except }: Context, name?: NixName): Unclear {
  const { begin, end: last } = nameParts(name);
  return { kind: 'unclear', at: { start, end }, reason, keys: { begin, end: last, except } };
}

/** What stands before and behind the computed part of a name such as `"net.${x}.y"`. */
function nameParts(name: NixName | undefined): { readonly begin: string; readonly end: string } {
  const parts = name?.expression?.kind === 'string' ? name.expression.parts : [];
  const [first] = parts;
  const last = parts.at(-1);
  return { begin: first?.kind === 'text' ? first.value : '', end: last?.kind === 'text' ? last.value : '' };
}
