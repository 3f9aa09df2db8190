/** What a name means at a place of a Nix file, as far as it can be said without evaluating. */
import { lookUp, valueAt } from '../base/nix/lookup.ts';
import { bare, type NixBinding, type NixExpression, type NixName, type NixSet } from '../base/nix/tree.ts';
import { childrenOf } from '../base/nix/visit.ts';
import type { Span } from '../base/text.ts';

interface Scope {
  /** In which file. */
  readonly file: string;
  /** What is defined here, of `let` and `rec`. */
  readonly set: NixSet | undefined;
  /** Arguments, which can be anything; of `finalAttrs: { … }` the set that it stands for. */
  readonly parameters: ReadonlyMap<string, NixSet | undefined>;
  /** What the function of the whole file is called with, in another file. */
  readonly given?: InScope<NixSet> | undefined;
  readonly outer: Scope | undefined;
}

export interface InScope<T = NixExpression> {
  readonly expression: T;
  readonly scope: Scope;
}

const top = (file: string): Scope => ({ file, set: undefined, parameters: new Map(), outer: undefined });

/** Names lead to names, in circles too, and texts are put together of texts: so many steps are gone for one answer. */
interface Fuel {
  left: number;
}

const freshFuel = (): Fuel => ({ left: 500 });

/** Every expression of a file with the scope that it is in, each before what is in it. `given`: what the file is called with. */
export function* everyInScope(root: NixExpression, file: string, given?: InScope<NixSet>): Generator<InScope> {
  const whole = bare(root);
  const open: InScope[] = [{ expression: root, scope: top(file) }];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    const within = inside(next.expression, next.scope);
    const scope = next.expression === whole && given ? { ...within, given } : within;
    for (const expression of childrenOf(next.expression).toReversed()) open.push({ expression, scope });
  }
}

/** The scope of what is in an expression. */
function inside(expression: NixExpression, outer: Scope): Scope {
  const { file } = outer;
  if (expression.kind === 'let' || expression.kind === 'legacy-let')
    return { file, set: asSet(expression), parameters: new Map(), outer };
  if (expression.kind === 'set' && expression.isRecursive)
    return { file, set: expression, parameters: new Map(), outer };
  if (expression.kind !== 'function') return outer;
  const { parameter, formals, body } = expression;
  const parameters = new Map<string, NixSet | undefined>();
  for (const { name } of formals?.members ?? []) parameters.set(name.name, undefined);
  const inner = bare(body);
  const isFinal = parameter?.name === 'finalAttrs' || parameter?.name === 'self';
  if (parameter) parameters.set(parameter.name, isFinal && inner.kind === 'set' ? inner : undefined);
  return { file, set: undefined, parameters, outer };
}

function asSet({
  bindings,
  start,
  end,
}: {
  readonly bindings: readonly NixBinding[];
  start: number;
  end: number;
}): NixSet {
  return { kind: 'set', isRecursive: true, open: start, bindings, start, end };
}

/** The attribute set that an expression is, or that is handed to the builder that it calls. */
export function setOf({ expression, scope }: InScope, fuel = freshFuel()): InScope<NixSet> | undefined {
  if (fuel.left-- <= 0) return undefined;
  const inner = bare(expression);
  switch (inner.kind) {
    case 'set':
      return { expression: inner, scope: inside(inner, scope) };
    case 'variable':
    case 'selection': {
      const meant = meaning({ expression: inner, scope }, fuel);
      return meant && setOf(meant, fuel);
    }
    case 'function':
    case 'let':
    case 'with':
    case 'assert':
      return setOf({ expression: inner.body, scope: inside(inner, scope) }, fuel);
    case 'application':
      return setOf({ expression: inner.argument, scope }, fuel);
    default:
      return undefined;
  }
}

/** What a variable or a selection stands for; anything else stands for itself. Undefined where it cannot be said. */
export function meaning({ expression, scope }: InScope, fuel = freshFuel()): InScope | undefined {
  if (fuel.left-- <= 0) return undefined;
  const inner = bare(expression);
  if (inner.kind === 'variable') return named(inner.name, scope, fuel);
  if (inner.kind === 'selection') {
    const path = inner.path.map(({ value }) => value);
    const set = setOf({ expression: inner.from, scope }, fuel);
    return set && attribute(set, path, fuel);
  }
  return { expression: inner, scope };
}

/** The value of a path in a set, followed where it is only a name for another value. */
export function attribute(
  { expression: set, scope }: InScope<NixSet>,
  path: readonly (string | undefined)[],
  fuel = freshFuel(),
): InScope | undefined {
  const names = path.flatMap((name) => name ?? []);
  if (fuel.left-- <= 0 || names.length < path.length) return undefined;
  const value = valueAt(set, names);
  if (value) return meaning({ expression: value, scope }, fuel);
  const [first, ...others] = lookUp(set, names);
  if (!first || others.length > 0 || first.kind === 'computed' || first.kind === 'deeper') return undefined;
  if (first.value) {
    const further = setOf({ expression: first.value, scope }, fuel);
    return further && attribute(further, first.rest, fuel);
  }
  if (first.binding.kind !== 'inherit' || first.rest.length > 0) return undefined;
  return inherited(first.binding, names.at(-1) ?? '', set.isRecursive ? (scope.outer ?? top(scope.file)) : scope, fuel);
}

/** The names in the set at a path, as far as they are written in the file. */
export function membersAt(
  { expression: set, scope }: InScope<NixSet>,
  path: readonly string[],
  fuel = freshFuel(),
): NixName[] {
  if (fuel.left-- <= 0) return [];
  return lookUp(set, path).flatMap(({ kind, value, extra, rest }) => {
    if (kind === 'deeper') return extra.slice(0, 1);
    const inner = kind === 'computed' || !value ? undefined : setOf({ expression: value, scope }, fuel);
    if (!inner) return [];
    if (kind === 'above') return membersAt(inner, rest, fuel);
    return inner.expression.bindings.flatMap((one) => (one.kind === 'definition' ? [one.path[0]] : one.names));
  });
}

function inherited(
  binding: Extract<NixBinding, { kind: 'inherit' }>,
  name: string,
  scope: Scope,
  fuel: Fuel,
): InScope | undefined {
  if (!binding.from) return named(name, scope, fuel);
  const set = setOf({ expression: binding.from, scope }, fuel);
  return set && attribute(set, [name], fuel);
}

function named(name: string, scope: Scope, fuel: Fuel): InScope | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    if (at.parameters.has(name)) {
      const set = at.parameters.get(name);
      if (set) return { expression: set, scope: at };
      return at.given && attribute(at.given, [name], fuel);
    }
    if (!at.set) continue;
    const found = lookUp(at.set, [name]);
    if (found.length > 0) return attribute({ expression: at.set, scope: at }, [name], fuel);
  }
  return undefined;
}

/** What stands for a part of a text that only evaluating tells. */
export const computed = '…';

/** A text with `computed` for what is not known; undefined for what is no text at all. */
export function textOf(at: InScope, fuel = freshFuel()): string | undefined {
  if (fuel.left-- <= 0) return computed;
  const { expression, scope } = at;
  const inner = bare(expression);
  const part = (one: NixExpression): string => textOf({ expression: one, scope }, fuel) ?? computed;
  switch (inner.kind) {
    case 'string': {
      let text = '';
      for (const one of inner.parts) {
        text += one.kind === 'text' ? one.value : part(one.expression);
        if (text.length > longest) return `${text.slice(0, longest)}${computed}`;
      }
      return text;
    }
    case 'number':
      return String(inner.value);
    case 'binary':
      return inner.operator === '+' ? `${part(inner.left)}${part(inner.right)}`.slice(0, longest) : undefined;
    case 'application': {
      const of = bare(inner.function);
      return of.kind === 'variable' && of.name === 'toString' ? part(inner.argument) : undefined;
    }
    case 'variable':
    case 'selection': {
      const meant = meaning(at, fuel);
      return meant && textOf(meant, fuel);
    }
    default:
      return undefined;
  }
}

/** Texts can double at every name; none that matters is longer. */
const longest = 20_000;

/** The text, where all of it is known. */
export function knownText(at: InScope | undefined): string | undefined {
  const text = at && textOf(at);
  return text === undefined || text.includes(computed) ? undefined : text;
}

/** The name of a function, without what it is taken from, and where it is written. */
export function calledName(of: NixExpression): { readonly builder: string; readonly at: Span } | undefined {
  const inner = bare(of);
  if (inner.kind === 'variable') return { builder: inner.name, at: inner };
  const last = inner.kind === 'selection' ? inner.path.at(-1)?.value : undefined;
  return last === undefined ? undefined : { builder: last, at: inner };
}
