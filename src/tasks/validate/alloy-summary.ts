import { summaryOf } from '../../alloy/summary.ts';
import type { AlloySummary } from '../../base/rollout/configurations.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import type { JudgedAlloy } from './alloy.ts';
import type { AlloySet } from './alloy-sets.ts';
import { tagOf } from './runs.ts';

/** What a configuration says to the other files of a rollout; nothing where it could not be judged as a whole. */
export function configuredBy(
  set: AlloySet,
  { result, settled }: JudgedAlloy,
  texts: ReadonlyMap<string, string>,
): Configured<AlloySummary>[] {
  const summary = result && summaryOf(result);
  if (!summary) return [];
  const tag = set.run && tagOf(set.run, texts);
  const words = `judged for Alloy ${settled.version.shown} (${settled.from})`;
  return [
    {
      paths: set.sources.map(({ path }) => path),
      summary,
      ...(set.from ? { from: set.from } : {}),
      ...(tag ? { version: { file: tag.file, span: tag.span, value: words } } : {}),
    },
  ];
}
