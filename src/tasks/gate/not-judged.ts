/** A part that could not be judged: it is in the report, and the others stay what they are. */
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import type { TargetInput } from '../../report/build.ts';
import { notJudged } from '../../report/not-judged.ts';
import type { Part, RowWatcher } from './part.ts';

/** One target that stands for what was not judged. */
export function unjudged(target: TargetInput, reason: string): Part {
  return { targets: [target], findings: [notJudged(target.name, reason)] };
}

/**
 * What `judge` gives; where it throws, the target with the reason. Bad input and defects are kept as troubles, so that the
 * exit code tells of them; an interruption is none.
 */
export async function settled(
  target: TargetInput,
  row: RowWatcher,
  signal: AbortSignal,
  judge: () => Promise<Part>,
): Promise<Part> {
  try {
    signal.throwIfAborted();
    return await judge();
  } catch (error) {
    const { reason, trouble } = whyNot(error, signal);
    // What stands in the way is told in the report.
    row.fail(trouble ? 'could not be judged' : reason);
    return { ...unjudged(target, reason), ...(trouble ? { troubles: [trouble] } : {}) };
  }
}

/** The words for an error; `trouble` is what the command has to say of it beside the report. */
export function whyNot(error: unknown, signal: AbortSignal): { readonly reason: string; readonly trouble?: Error } {
  if (signal.aborted) return { reason: 'it was interrupted' };
  if (error instanceof InputError) return { reason: excerpt(error.message.replace(/\.$/, ''), 1000), trouble: error };
  const trouble = error instanceof Error ? error : new Error(String(error));
  return { reason: `a defect in preflight: ${excerpt(trouble.message, 500)}`, trouble };
}
