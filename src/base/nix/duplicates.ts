/** Names that are defined twice, as Nix finds them while it parses. Source: Nix, src/libexpr/parser.y, `addAttr`. */
import { excerpt } from '../display.ts';
import type { NixProblem } from './syntax-node.ts';
import { bare, type NixBinding, type NixExpression, type NixFunction, type NixName } from './tree.ts';
import { everyExpression } from './visit.ts';

/** What Nix holds of one attribute while it reads a set. */
interface Attribute {
  readonly name: NixName;
  /** Of a set that can still be added to. */
  readonly members: Members | undefined;
}

type Members = Map<string, Attribute>;

/** The names that lead to a place, the last one first. */
interface Trail {
  readonly name: NixName;
  readonly outer: Trail | undefined;
}

/** A broken file says the same thing a thousand times. */
const limit = 100;

export function duplicates(root: NixExpression): NixProblem[] {
  const problems: NixProblem[] = [];
  // A set that is merged into another one is read there, and is not read again.
  const merged = new Set<readonly NixBinding[]>();
  for (const expression of everyExpression(root)) {
    if (expression.kind === 'function') duplicateFormals(expression, problems);
    if (!('bindings' in expression) || merged.has(expression.bindings)) continue;
    addAll(new Map(), expression.bindings, undefined, merged, problems);
  }
  return problems;
}

function addAll(
  members: Members,
  bindings: readonly NixBinding[],
  within: Trail | undefined,
  merged: Set<readonly NixBinding[]>,
  problems: NixProblem[],
): void {
  for (const binding of bindings) {
    if (binding.kind === 'inherit') {
      for (const name of binding.names) {
        if (name.value === undefined) continue;
        const before = members.get(name.value);
        if (before) twice({ name, outer: within }, before.name, problems);
        else members.set(name.value, { name, members: undefined });
      }
    } else addDefinition(members, binding.path, binding.value, within, merged, problems);
  }
}

function addDefinition(
  members: Members,
  path: readonly NixName[],
  value: NixExpression,
  within: Trail | undefined,
  merged: Set<readonly NixBinding[]>,
  problems: NixProblem[],
): void {
  let into = members;
  const set = bare(value);
  let here = within;
  for (const [index, name] of path.entries()) {
    here = { name, outer: here };
    const before = name.value === undefined ? undefined : into.get(name.value);
    const isLast = index === path.length - 1;
    if (!isLast) {
      if (before && !before.members) {
        twice(here, before.name, problems);
        return;
      }
      const inner: Members = before?.members ?? new Map();
      if (!before && name.value !== undefined) into.set(name.value, { name, members: inner });
      into = inner;
    } else if (name.value === undefined) return;
    else if (!before) {
      const inner: Members | undefined = set.kind === 'set' ? new Map() : undefined;
      into.set(name.value, { name, members: inner });
      if (set.kind === 'set' && inner) {
        merged.add(set.bindings);
        addAll(inner, set.bindings, here, merged, problems);
      }
    } else if (before.members && set.kind === 'set') {
      merged.add(set.bindings);
      mergeSet(before.members, set.bindings, here, merged, problems);
    } else twice(here, before.name, problems);
  }
}

/** Nix reads the second set by itself, then moves its attributes over: those that both have are duplicates, sets too. */
function mergeSet(
  into: Members,
  bindings: readonly NixBinding[],
  within: Trail | undefined,
  merged: Set<readonly NixBinding[]>,
  problems: NixProblem[],
): void {
  const own: Members = new Map();
  addAll(own, bindings, within, merged, problems);
  for (const [name, attribute] of own) {
    const before = into.get(name);
    if (before) twice({ name: attribute.name, outer: within }, before.name, problems);
    else into.set(name, attribute);
  }
}

function twice(trail: Trail, { start, end }: NixName, problems: NixProblem[]): void {
  if (problems.length >= limit) return;
  const path: NixName[] = [];
  for (let step: Trail | undefined = trail; step && path.length < limit; step = step.outer) path.push(step.name);
  problems.push({
    start: trail.name.start,
    end: trail.name.end,
    message: `${excerpt(shownPath(path.toReversed()), 120)} is defined twice`,
    related: [{ start, end, message: 'the first definition' }],
  });
}

/** An attribute path as a person writes it. */
function shownPath(path: readonly NixName[]): string {
  return path
    .map(({ value }) =>
      value === undefined ? '${…}' : /^[a-zA-Z_][\w'-]*$/.test(value) ? value : JSON.stringify(value),
    )
    .join('.');
}

function duplicateFormals({ parameter, formals }: NixFunction, problems: NixProblem[]): void {
  const known = new Map<string, { readonly start: number; readonly end: number }>();
  const names = (formals?.members ?? []).map(({ name }) => name);
  for (const { name, start, end } of parameter ? [...names, parameter] : names) {
    const before = known.get(name);
    known.set(name, before ?? { start, end });
    if (!before || problems.length >= limit) continue;
    const related = [{ ...before, message: 'the first one' }];
    problems.push({ start, end, message: `the function has two arguments \`${excerpt(name, 80)}\``, related });
  }
}
