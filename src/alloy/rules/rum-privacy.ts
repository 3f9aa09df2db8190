import { headAsRelated } from '../references/context.ts';
import { type Node, placeOf } from '../references/model.ts';
import type { Signal } from '../references/signals.ts';
import { sends } from '../references/unused.ts';
import { type Outflow, outflowsOf } from './flow.ts';
import type { RolloutRule, RuleContext } from './rule.ts';
import { isSanitiser } from './sanitisers.ts';
import type { Placed } from './world.ts';

const sources = new Set(['faro.receiver', 'otelcol.receiver.faro']);

/** A component on the way of visitors’ data. */
interface Step extends Placed {
  readonly signal: Signal;
  readonly before: Step | undefined;
}

/** So many outputs are followed each for itself; of more than that those that meet are reported for the first. */
const mostOutputs = 20;
/** So many components are named at each end of a way. */
const shownSteps = 10;

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
  const outputs = outflowsOf(context.view, context.world, source);
  const start: Step = { ...source, signal: 'telemetry', before: undefined };
  let seen = new Set<string>();
  for (const output of outputs) {
    if (outputs.length <= mostOutputs) seen = new Set();
    followOutput(context, start, output, seen);
  }
}

function followOutput(context: RuleContext, start: Step, output: Outflow, seen: Set<string>): void {
  const { view, world, sanitisers } = context;
  const queue: Step[] = [];
  const take = (before: Step, { to, signal }: Outflow): void => {
    const { node, instance } = to;
    const key = `${node.index} ${instance.index} ${signal}`;
    if (seen.has(key) || (to.kind === 'component' && isSanitiser(node, signal, sanitisers))) return;
    seen.add(key);
    const next: Step = { node, instance, signal, before };
    if (to.kind === 'component' && node.component && sends(view, node.component)) queue.push(next);
    else report(context, start.node, output, next, to.kind === 'component');
  };
  take(start, output);
  for (const step of queue) for (const out of outflowsOf(view, world, step)) if (carries(step, out)) take(step, out);
}

/** A processor hands a signal on as it is; what connectors and exporters to other components make of it is followed too. */
function carries({ node, signal }: Step, out: Outflow): boolean {
  const keeps = node.block.name.startsWith('otelcol.processor.') && signal !== 'telemetry';
  return !keeps || out.signal === signal || out.signal === 'telemetry';
}

function report(context: RuleContext, source: Node, output: Outflow, last: Step, known: boolean): void {
  const way: Node[] = [];
  for (let step: Step | undefined = last; step; step = step.before) way.push(step.node);
  way.reverse();
  const places = way.map(placeOf);
  const left = Math.max(0, places.length - 2 * shownSteps);
  const path = left === 0 ? places : [...places.slice(0, shownSteps), `${left} more`, ...places.slice(-shownSteps)];
  context.report(source, output.at, {
    message: known
      ? `visitors’ data leaves the process unsanitised: ${path.join(' -> ')}`
      : `nobody can say whether visitors’ data is sanitised, the way cannot be followed: ${path.join(' -> ')}`,
    hint: 'Put a sanitiser on the way, such as loki.process with stage.replace or stage.drop, or otelcol.processor.attributes',
    inside: output.inside,
    related: way.slice(1, 1 + shownSteps).map((node) => headAsRelated(node, 'it goes through here')),
  });
}
