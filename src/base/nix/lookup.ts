/** What a set says of one attribute path, in whatever spelling. */
import { bare, type NixBinding, type NixExpression, type NixName, type NixSet } from './tree.ts';

export interface Found {
  /**
   * `exact`: the value of the path itself. `deeper`: of an attribute below it, `extra` says which. `above`: of
   * something on the way to it that is no plain set, so that the rest of the path may be in there. `computed`: a name
   * on the way is computed, so that it may be this one.
   */
  readonly kind: 'exact' | 'deeper' | 'above' | 'computed';
  /** Absent where the name is inherited. */
  readonly value: NixExpression | undefined;
  /** The names that lead on from the path, of `deeper`. */
  readonly extra: readonly NixName[];
  /** What of the path is left, of `above` and `computed`. */
  readonly rest: readonly string[];
  readonly binding: NixBinding;
  /** The set that the binding stands in, and what of the path leads to that set. */
  readonly set: NixSet;
  readonly within: readonly string[];
}

/** Everything in the set that has a say in the path, in the order of the text. Nested sets are opened. */
export function lookUp(set: NixSet, path: readonly string[]): Found[] {
  const found: Found[] = [];
  const open: { readonly set: NixSet; readonly depth: number }[] = [{ set, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { set: within, depth } = next;
    for (const binding of within.bindings) {
      const one = matched(binding, within, path, depth);
      if (!one) continue;
      const value = one.value && bare(one.value);
      if (one.kind === 'above' && value?.kind === 'set')
        open.push({ set: value, depth: path.length - one.rest.length });
      else found.push(one);
    }
  }
  return found.sort((left, right) => left.binding.start - right.binding.start);
}

/** The one value of a path that is defined exactly once and can be read; undefined otherwise. */
export function valueAt(set: NixSet, path: readonly string[]): NixExpression | undefined {
  const [first, ...others] = lookUp(set, path);
  return first?.kind === 'exact' && others.length === 0 ? first.value : undefined;
}

function matched(binding: NixBinding, set: NixSet, path: readonly string[], depth: number): Found | undefined {
  const common = { binding, set, within: path.slice(0, depth), extra: [], rest: [] };
  if (binding.kind === 'inherit') {
    if (!binding.names.some(({ value }) => value === path[depth])) return undefined;
    const rest = path.slice(depth + 1);
    return { ...common, kind: rest.length > 0 ? 'above' : 'exact', value: undefined, rest };
  }
  const { value } = binding;
  for (const [index, name] of binding.path.entries()) {
    const wanted = path[depth + index];
    if (wanted === undefined) return { ...common, kind: 'deeper', value, extra: binding.path.slice(index) };
    if (name.value === undefined) return { ...common, kind: 'computed', value, rest: path.slice(depth + index) };
    if (name.value !== wanted) return undefined;
  }
  const rest = path.slice(depth + binding.path.length);
  return { ...common, kind: rest.length > 0 ? 'above' : 'exact', value, rest };
}
