import type { Span } from '../../base/text.ts';
import { headOf } from '../types/written.ts';
import type { Targets } from './labels.ts';
import { attributeOf, constantIn } from './origins.ts';
import type { RuleContext } from './rule.ts';
import { targetsOf } from './targets.ts';
import type { Placed } from './world.ts';

/** Every pyroscope.ebpf that would run. */
export function profilersOf({ world }: Pick<RuleContext, 'world'>): readonly Placed[] {
  return world.instances.flatMap((instance) =>
    world
      .nodesOf(instance)
      .filter(({ kind, block }) => kind === 'component' && block.name === 'pyroscope.ebpf')
      .map((node) => ({ node, instance })),
  );
}

/** The targets of a profiler, and where they are written. */
export function profiledBy(
  { world }: RuleContext,
  profiler: Placed,
): { readonly targets: readonly Targets[]; readonly at: Span } {
  const attribute = attributeOf(profiler.node, 'targets');
  return {
    targets: attribute ? targetsOf(world, attribute.value, profiler) : [],
    at: attribute?.value ?? headOf(profiler.node.block),
  };
}

/** Whether something was found wrong already with what targets come from or go through. */
export function hasFault({ isFaulty }: RuleContext, { source, relabels }: Targets): boolean {
  return [...relabels, ...(source ? [source] : [])].some(({ node }) => isFaulty(node));
}

/** Whether a profiler profiles processes that no target stands for, too. */
export function profilesAll({ world }: RuleContext, profiler: Placed): boolean {
  const attribute = attributeOf(profiler.node, 'targets_only');
  return attribute !== undefined && constantIn(world, attribute.value, profiler)?.value !== true;
}
