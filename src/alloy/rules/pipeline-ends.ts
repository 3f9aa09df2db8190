import { isReceiver } from '../references/signals.ts';
import { sends } from '../references/unused.ts';
import { headOf } from '../types/written.ts';
import { outflowsOf } from './flow.ts';
import { attributeOf } from './origins.ts';
import type { RolloutRule, RuleContext } from './rule.ts';
import type { Placed } from './world.ts';

export const pipelineEnds: RolloutRule = {
  id: 'alloy.pipeline-ends',
  severity: 'blocker',
  title: 'Profiles reach a pyroscope.write',
  why: 'Alloy takes an empty forward_to and a chain that ends nowhere: it profiles the host, and throws the profiles away.',
  sources: ['grafana/alloy, internal/component/pyroscope/appender.go'],
  check(context) {
    const { world, view } = context;
    for (const instance of world.instances)
      for (const node of world.nodesOf(instance)) {
        const { component } = node;
        if (!component?.name.startsWith('pyroscope.') || !sends(view, component)) continue;
        // What only hands on is judged with what sends to it.
        if ([...component.exports.values()].some(isReceiver)) continue;
        if (!context.isFaulty(node)) judge(context, { node, instance });
      }
  },
};

function judge(context: RuleContext, source: Placed): void {
  const { view, world } = context;
  const seen = new Set<string>();
  const queue: Placed[] = [source];
  for (const placed of queue) {
    for (const { to } of outflowsOf(view, world, placed)) {
      if (to.kind !== 'component') {
        context.notLookedInto.add('profiles that go into what could not be read');
        return;
      }
      if (to.node.block.name === 'pyroscope.write' || context.isFaulty(to.node)) return;
      const key = `${to.node.index} ${to.instance.index}`;
      if (!seen.has(key)) queue.push({ node: to.node, instance: to.instance });
      seen.add(key);
    }
  }
  const forward = attributeOf(source.node, 'forward_to');
  context.report(source.node, forward?.value ?? headOf(source.node.block), {
    message: `the profiles of "${source.node.id}" reach no pyroscope.write`,
    hint: 'Write forward_to = [pyroscope.write.NAME.receiver]',
    inside: ['forward_to'],
  });
}
