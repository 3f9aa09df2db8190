import type { Located, Place } from '../../base/located.ts';
import type { Span } from '../../base/text.ts';
import type { View } from '../catalogue/view.ts';
import type { Node } from '../references/model.ts';
import { type Constant, constantIn } from '../rules/origins.ts';
import type { Placed, World } from '../rules/world.ts';
import type { Expression } from '../syntax/tree.ts';

/** Everything that a configuration would run. */
export interface Running {
  readonly view: View;
  readonly world: World;
  /** Every block in each of its instances. */
  readonly placed: readonly Placed[];
}

export function placeOf({ file }: Pick<Node, 'file'>, { start, end }: Span): Place {
  return { file, span: { start, end } };
}

/** The text that an expression stands for, and where it is written. */
export function textIn(world: World, expression: Expression, placed: Placed): Located<string> | undefined {
  const constant = constantIn(world, expression, placed);
  return constant && asText(constant);
}

/** A number is a text where one is wanted. */
function asText({ value, expression, node }: Constant): Located<string> | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return { value: String(value), ...placeOf(node, expression) };
}

/** The same block in several instances says the same thing: each is kept once. */
export function unique<T extends object>(entries: readonly T[]): readonly T[] {
  const byText = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...byText.values()];
}
