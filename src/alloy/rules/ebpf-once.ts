import { commonSources } from '../../base/rule-sources.ts';
import { headAsRelated } from '../references/context.ts';
import { placeOf } from '../references/model.ts';
import { headOf } from '../types/written.ts';
import { profilersOf } from './ebpf.ts';
import type { RolloutRule } from './rule.ts';
import type { Placed } from './world.ts';

export const ebpfOnce: RolloutRule = {
  id: 'alloy.ebpf-once',
  severity: 'warning',
  title: 'One process runs one pyroscope.ebpf',
  why: 'Each one loads its own programs and maps, samples the whole host again, and is charged to the pod’s memory. Alloy’s reference advises against more than one.',
  sources: [commonSources.alloyEbpf],
  check(context) {
    const profilers = [...profilersOf(context)].sort((left, right) => (way(left) < way(right) ? -1 : 1));
    const [first, ...others] = profilers;
    if (!first) return;
    for (const { node } of profilers)
      if (node.module.kind === 'template')
        context.report(node, headOf(node.block), {
          message: `"${node.id}" stands in a foreach: there is one for each element`,
          hint: 'Put it outside, and give it all targets',
        });
    for (const { node } of others)
      context.report(node, headOf(node.block), {
        message: `"${node.id}" is not the only pyroscope.ebpf of this process`,
        hint: 'Give one of them the targets of all',
        related: [headAsRelated(first.node, 'this is another one')],
      });
  },
};

/** Where an instance stands, independent of the order of blocks. */
function way({ node, instance }: Placed): string {
  const uses: string[] = [placeOf(node)];
  for (let at = instance; at.use && at.outer; at = at.outer) uses.push(placeOf(at.use));
  return uses.reverse().join(' ');
}
