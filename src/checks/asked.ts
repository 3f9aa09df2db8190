/** What packs ask a facts document for. */
import { segmentsOf } from '../base/pointer.ts';
import type { LoadedCheck, LoadedPacks } from './check.ts';
import { comparisonOf } from './comparison.ts';
import { sayPointers } from './say.ts';
import { leavesOf } from './walk.ts';

/** The first segments of every absolute pointer of the checks: sysctl, kubernetes, services, params. */
export function areasAsked({ checks }: LoadedPacks): Set<string> {
  const pointers = checks.flatMap(pointersOf).filter((pointer) => pointer.startsWith('/'));
  return new Set(pointers.flatMap((pointer) => segmentsOf(pointer)[0] ?? []));
}

/** Every pointer of a check, as it was written. */
export function pointersOf({ each, tell = [], say, when, require }: LoadedCheck): string[] {
  const leaves = [...(when ? leavesOf(when) : []), ...leavesOf(require)];
  const compared = leaves.flatMap(({ part }) => [part.fact, comparisonOf(part)?.other ?? []].flat());
  return [...(each === undefined ? [] : [each]), ...tell, ...(say === undefined ? [] : sayPointers(say)), ...compared];
}
