import type { View } from '../catalogue/view.ts';
import { isReceiver, type Signal, signalOf } from '../references/signals.ts';
import type { Expression } from '../syntax/tree.ts';
import { attributesOf } from './attributes.ts';
import { type Origin, originsOf } from './origins.ts';
import type { Placed, World } from './world.ts';

/** One receiver that a component sends to. */
export interface Outflow {
  readonly signal: Signal;
  readonly to: Origin;
  /** The element of the argument that names it. */
  readonly at: Expression;
  readonly inside: readonly string[];
}

/** Everything that a component sends to, through the arguments and exports of modules. */
export function outflowsOf(view: View, world: World, placed: Placed): readonly Outflow[] {
  const found: Outflow[] = [];
  for (const { attribute, type, inside } of attributesOf(view, placed.node)) {
    if (!isReceiver(type)) continue;
    const signal = signalOf(type, inside);
    for (const to of originsOf(world, attribute.value, placed)) {
      // null is a receiver that takes nothing.
      if (to.kind === 'expression' && to.expression.kind === 'null') continue;
      found.push({ signal, to, at: to.at, inside });
    }
  }
  return found;
}
