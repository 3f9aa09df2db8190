import type { AlloySummary } from '../base/rollout/configurations.ts';
import type { AlloyResult } from './check.ts';
import { profilersOf } from './rules/ebpf.ts';
import { worldOf } from './rules/world.ts';
import { discoversOf } from './summary/discovers.ts';
import { environmentOf } from './summary/environment.ts';
import { pathsOf } from './summary/paths.ts';
import { placeOf, type Running, unique } from './summary/running.ts';
import { writesOf } from './summary/writes.ts';
import { headOf } from './types/written.ts';

/**
 * What a checked configuration needs of its surroundings, through modules and constants. Undefined when it has syntax
 * errors: what is missing from the tree would be missed by the other files. Throws nothing.
 */
export function summaryOf({ configuration }: Pick<AlloyResult, 'configuration'>): AlloySummary | undefined {
  const { model, view, settings } = configuration;
  if (!model.complete) return undefined;
  const world = worldOf(model);
  const placed = world.instances.flatMap((instance) => world.nodesOf(instance).map((node) => ({ node, instance })));
  const running: Running = { view, world, placed };
  return {
    version: settings.version.shown,
    writes: writesOf(running),
    profilers: unique(profilersOf({ world }).map(({ node }) => placeOf(node, headOf(node.block)))),
    discovers: discoversOf(running),
    environment: environmentOf(running),
    paths: pathsOf(running),
  };
}
