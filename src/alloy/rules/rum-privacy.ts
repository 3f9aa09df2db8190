import { excerpt } from '../../base/display.ts';
import { headAsRelated } from '../references/context.ts';
import { type Node, placeOf } from '../references/model.ts';
import type { Signal } from '../references/signals.ts';
import { sends } from '../references/unused.ts';
import { expressionText } from '../syntax/print.ts';
import { type Outflow, outflowsOf } from './flow.ts';
import type { RolloutRule, RuleContext, RuleFinding } from './rule.ts';
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
  sources: [
    'grafana/alloy, internal/component/faro/receiver/internal/payload/payload.go',
    'grafana/alloy docs, reference/components/faro/faro.receiver.md',
  ],
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
    if (to.kind !== 'component') {
      reportLost(context, start.node, output, before, to);
      return;
    }
    const key = `${node.index} ${instance.index} ${signal}`;
    if (seen.has(key) || isSanitiser(node, signal, sanitisers)) return;
    seen.add(key);
    const next: Step = { node, instance, signal, before };
    // What it does to the data is said once it is right.
    if (context.isFaulty(node) && sanitisers.some(({ component }) => component === node.block.name)) return;
    if (node.component && sends(view, node.component)) queue.push(next);
    else report(context, start.node, output, next);
  };
  take(start, output);
  for (const step of queue) for (const out of outflowsOf(view, world, step)) if (carries(step, out)) take(step, out);
}

/** A processor hands a signal on as it is; what connectors and exporters to other components make of it is followed too. */
function carries({ node, signal }: Step, out: Outflow): boolean {
  const keeps = node.block.name.startsWith('otelcol.processor.') && signal !== 'telemetry';
  return !keeps || out.signal === signal || out.signal === 'telemetry';
}

function report(context: RuleContext, source: Node, output: Outflow, last: Step): void {
  const way = wayTo(last);
  context.report(source, output.at, {
    message: `visitors’ data leaves the process unsanitised: ${pathText(way)}`,
    hint: `Put a sanitiser on the way${suggested(context, output)}`,
    inside: output.inside,
    related: relatedOf(way),
  });
}

/** What a receiver is that could not be found. One that Alloy would refuse to load was reported. */
function reportLost(context: RuleContext, source: Node, output: Outflow, last: Step, to: Outflow['to']): void {
  if (context.isFaulty(last.node) || context.isFaulty(to.node)) return;
  if (to.node.block.name === 'argument' && !to.instance.use) {
    context.notLookedInto.add('where modules that nothing uses send visitors’ data');
    return;
  }
  const way = wayTo(last);
  const text = to.kind === 'expression' ? excerpt(expressionText(to.expression), 80) : placeOf(to.node);
  context.report(source, output.at, {
    status: 'unknown',
    message: `the way of visitors’ data cannot be followed to its end: ${pathText(way)} -> ${text}`,
    hint: `Put a sanitiser on the way before it${suggested(context, output)}`,
    inside: output.inside,
    related: relatedOf(way),
  });
}

/** Sanitisers that fit in where an output leads: a receiver of Loki takes lines, one of OpenTelemetry its own signals. */
function suggested({ sanitisers, view }: RuleContext, { to, signal }: Outflow): string {
  const [family] = to.node.block.name.split('.');
  const fitting = sanitisers.filter(
    (one) => (one.signal === undefined || one.signal === signal) && view.component(one.component) !== undefined,
  );
  const own = fitting.filter(({ component }) => component.startsWith(`${family}.`));
  const blocks = new Map<string, string[]>();
  for (const { component, block } of own.length > 0 ? own : fitting) {
    const known = blocks.get(component) ?? [];
    blocks.set(component, block === undefined ? known : [...known, block]);
  }
  const texts = [...blocks].slice(0, 2).map(([component, needed]) => {
    const some = needed.slice(0, 2).join(' or ');
    return some === '' ? component : `${component} with ${some}`;
  });
  return texts.length === 0 ? '' : `, such as ${texts.join(', or ')}`;
}

/** The components from the source to a step. */
function wayTo(last: Step): readonly Node[] {
  const way: Node[] = [];
  for (let step: Step | undefined = last; step; step = step.before) way.push(step.node);
  return way.reverse();
}

function pathText(way: readonly Node[]): string {
  const places = way.map(placeOf);
  const left = Math.max(0, places.length - 2 * shownSteps);
  const path = left === 0 ? places : [...places.slice(0, shownSteps), `${left} more`, ...places.slice(-shownSteps)];
  return path.join(' -> ');
}

function relatedOf(way: readonly Node[]): RuleFinding['related'] {
  return way.slice(1, 1 + shownSteps).map((node) => headAsRelated(node, 'it goes through here'));
}
