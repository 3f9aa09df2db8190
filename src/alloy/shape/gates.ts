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
    if (gate.path !== path || !opens(value, gate.value)) continue;
    const what = gate.value === undefined ? `"${name}"` : `"${gate.value}" for "${name}"`;
    checkStability(walk, at, what, gate.stability, name);
  }
}

/** Whether a value needs the gate's level. What is switched off needs none; what is not known yet may never need it. */
function opens(value: Expression | undefined, wanted: string | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === 'list') return value.elements.some((element) => opens(element, wanted));
  const constant = constantOf(value);
  if (wanted !== undefined) return constant === wanted;
  return constant !== undefined && constant !== null && constant !== false;
}
