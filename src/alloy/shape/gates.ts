import type { Span } from '../../base/text.ts';
import type { Component } from '../catalogue/view.ts';
import { checkStability } from '../stability.ts';
import type { Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import type { Walk } from '../walk.ts';

/** Blocks and arguments of a component that need a stability level of their own. `inside` are the blocks around it. */
export function checkGates(
  walk: Walk,
  at: Span,
  component: Component,
  inside: readonly string[],
  name: string,
  value?: Expression,
): void {
  const path = [...inside, name].join('/');
  for (const gate of component.gates) {
    const state = gate.path === path ? stateOf(value, gate.value) : 'closed';
    if (state === 'closed') continue;
    const what = gate.value === undefined ? `"${name}"` : `"${gate.value}" for "${name}"`;
    checkStability(walk, at, what, gate.stability, { name, sure: state === 'open' });
  }
}

/**
 * Whether a value needs the gate's level: what is switched off does not. `maybe`: that is known when Alloy runs, and it
 * refuses then.
 */
function stateOf(value: Expression | undefined, wanted: string | undefined): 'open' | 'closed' | 'maybe' {
  if (value === undefined) return 'open';
  if (value.kind === 'paren') return stateOf(value.inner, wanted);
  if (value.kind === 'list') {
    const states = value.elements.map((element) => stateOf(element, wanted));
    return states.find((state) => state === 'open') ?? states.find((state) => state === 'maybe') ?? 'closed';
  }
  const constant = constantOf(value);
  if (constant === undefined) return 'maybe';
  if (wanted !== undefined) return constant === wanted ? 'open' : 'closed';
  return constant === null || constant === false ? 'closed' : 'open';
}
