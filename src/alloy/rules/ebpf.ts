import type { Span } from '../../base/text.ts';
import type { Node } from '../references/model.ts';
import { headOf } from '../types/written.ts';
import type { Targets } from './labels.ts';
import { attributeOf, constantIn } from './origins.ts';
import type { RuleContext } from './rule.ts';
import { targetsOf } from './targets.ts';
import type { Instance, Placed } from './world.ts';

/** Every pyroscope.ebpf that would run. */
export function profilersOf({ world }: Pick<RuleContext, 'world'>): readonly Placed[] {
  return world.instances.flatMap((instance) =>
    world
      .nodesOf(instance)
      .filter(({ kind, block }) => kind === 'component' && block.name === 'pyroscope.ebpf')
      .map((node) => ({ node, instance })),
  );
}

interface Profiled {
  readonly targets: readonly Targets[];
  /** Where they are written. */
  readonly at: Span;
}

/** Several rules ask for the same targets, and each way to them is followed once. */
const followed = new WeakMap<Instance, Map<Node, Profiled>>();

/** The targets of a profiler, and where they are written. */
export function profiledBy({ world }: RuleContext, { node, instance }: Placed): Profiled {
  const ofInstance = followed.get(instance) ?? new Map<Node, Profiled>();
  followed.set(instance, ofInstance);
  const known = ofInstance.get(node);
  if (known) return known;
  const attribute = attributeOf(node, 'targets');
  const profiled = {
    targets: attribute ? targetsOf(world, attribute.value, { node, instance }) : [],
    at: attribute?.value ?? headOf(node.block),
  };
  ofInstance.set(node, profiled);
  return profiled;
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
