import { headAsRelated } from '../references/context.ts';
import { type Node, placeOf } from '../references/model.ts';
import type { Signal } from '../references/signals.ts';
import { sends } from '../references/unused.ts';
import { type Outflow, outflowsOf } from './flow.ts';
import type { RolloutRule, RuleContext } from './rule.ts';
import { isSanitiser } from './sanitisers.ts';
import type { Placed } from './world.ts';

const sources = new Set(['faro.receiver', 'otelcol.receiver.faro']);

/** A component on the way of visitors' data. */
interface Step extends Placed {
  readonly signal: Signal;
  readonly before: Step | undefined;
  /** The output of the source that the way began with. */
  readonly first: Outflow | undefined;
}

/** Visitors' data is followed from each receiver to where it leaves the process. */
export const rumPrivacy: RolloutRule = {
  id: 'alloy.rum-privacy',
  severity: 'blocker',
  title: 'What visitors’ browsers send is sanitised before it leaves the process',
  why: 'Faro sends addresses of pages, user agents, sessions and whatever pages put into events. Once it is stored, it cannot be taken back.',
  check(context) {
    const { world } = context;
    for (const instance of world.instances)
      for (const node of world.nodesOf(instance))
        if (sources.has(node.block.name) && node.kind === 'component') follow(context, { node, instance });
  },
};

function follow(context: RuleContext, source: Placed): void {
  const { view, world, sanitisers } = context;
  const seen = new Set<string>();
  const reported = new Set<Node>();
  const queue: Step[] = [{ ...source, signal: 'telemetry', before: undefined, first: undefined }];
  for (const step of queue) {
    for (const out of outflowsOf(view, world, step)) {
      if (!carries(step, out)) continue;
      const first = step.first ?? out;
      const { to } = out;
      const next: Step = { node: to.node, instance: to.instance, signal: out.signal, before: step, first };
      if (to.kind === 'component' && isSanitiser(to.node, out.signal, sanitisers)) continue;
      const ends = to.kind !== 'component' || !to.node.component || !sends(view, to.node.component);
      if (ends) {
        if (!reported.has(to.node)) report(context, source.node, next, to.kind === 'component');
        reported.add(to.node);
        continue;
      }
      const key = `${to.node.index} ${to.instance.index} ${out.signal}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
}

/** A processor hands a signal on as it is; what connectors and exporters to other components make of it is followed too. */
function carries({ node, signal }: Step, out: Outflow): boolean {
  const keeps = node.block.name.startsWith('otelcol.processor.') && signal !== 'telemetry';
  return !keeps || out.signal === signal || out.signal === 'telemetry';
}

function report(context: RuleContext, source: Node, last: Step, known: boolean): void {
  const way: Node[] = [];
  for (let step: Step | undefined = last; step; step = step.before) way.push(step.node);
  way.reverse();
  const path = way.map(placeOf).join(' -> ');
  const first = last.first;
  context.report(source, first?.at ?? source.block, {
    message: known
      ? `visitors’ data leaves the process unsanitised: ${path}`
      : `nobody can say whether visitors’ data is sanitised, the way cannot be followed: ${path}`,
    hint: 'Put a sanitiser on the way, such as loki.process with stage.replace or stage.drop, or otelcol.processor.attributes',
    ...(first ? { inside: first.inside } : {}),
    related: way.slice(1, 11).map((node) => headAsRelated(node, 'it goes through here')),
  });
}
