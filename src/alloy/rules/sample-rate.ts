import { excerpt } from '../../base/display.ts';
import { type FactsDocument, readFact } from '../../base/facts.ts';
import { headOf } from '../types/written.ts';
import { profilersOf } from './ebpf.ts';
import { attributeOf, constantIn } from './origins.ts';
import type { RolloutRule, RuleContext } from './rule.ts';
import type { Placed } from './world.ts';

const limit = 'kernel.perf_event_max_sample_rate';

export const sampleRate: RolloutRule = {
  id: 'alloy.sample-rate',
  severity: 'blocker',
  title: 'The host lets the profiler sample as often as it wants to',
  why: 'Above kernel.perf_event_max_sample_rate the kernel refuses perf_event_open with EINVAL (linux kernel/events/core.c), and pyroscope.ebpf does not start.',
  sources: ['linux kernel/events/core.c perf_event_open (6.1.192)'],
  check(context) {
    const profilers = profilersOf(context);
    const most = profilers.length === 0 ? undefined : highest(context, context.facts);
    if (most === undefined) return;
    for (const profiler of profilers) {
      const rate = rateOf(context, profiler);
      if (rate === undefined || rate.value <= most) continue;
      context.report(profiler.node, rate.at, {
        message: `${rate.value} samples a second are asked for, and the host allows ${most} (${limit})`,
        hint: `Write sample_rate = ${most} or less, or raise ${limit} on the host`,
        inside: ['sample_rate'],
      });
    }
  },
};

/** Samples a second. */
function highest({ notLookedInto }: RuleContext, facts: FactsDocument | undefined): number | undefined {
  if (!facts) return undefined;
  const reading = readFact(facts, `/sysctl/${limit}/live`);
  if ('value' in reading && typeof reading.value === 'number') return reading.value;
  notLookedInto.add(`sample_rate: the facts of ${excerpt(facts.host, 80)} do not hold ${limit}`);
  return undefined;
}

function rateOf({ view, world }: RuleContext, profiler: Placed) {
  const { node } = profiler;
  const attribute = attributeOf(node, 'sample_rate');
  if (attribute) {
    const value = Number(constantIn(world, attribute.value, profiler)?.value ?? Number.NaN);
    return Number.isNaN(value) ? undefined : { value, at: attribute.value };
  }
  const standard = node.component && view.bodyOf(node.component.raw).args.get('sample_rate')?.default;
  return typeof standard === 'number' ? { value: standard, at: headOf(node.block) } : undefined;
}
