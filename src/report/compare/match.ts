/** Which finding of an earlier report is which of a later one. */
import type { Finding } from '../../generated/report-types.ts';

export interface Matched {
  /** Every later finding in its order, with the earlier one where there is one. */
  readonly pairs: readonly (readonly [after: Finding, before: Finding | undefined])[];
  readonly onlyBefore: readonly Finding[];
}

/** By what two findings are taken for the same one, the surest first. */
const likenesses: readonly ((finding: Finding) => string)[] = [
  ({ target, check, id, message }) => JSON.stringify([target, check, id, message]),
  ({ target, check, id, message }) => JSON.stringify([target, check, unnumbered(id), message]),
  ({ target, check, id }) => JSON.stringify([target, check, id]),
  ({ target, check, id }) => JSON.stringify([target, check, unnumbered(id)]),
];

/**
 * Findings of one id are numbered, so that one which is mended gives its number to the next: where the ids alone would call that
 * one changed and the other gone, what they say tells them apart.
 */
export function matched(before: readonly Finding[], after: readonly Finding[]): Matched {
  const found = new Map<Finding, Finding>();
  const taken = new Set<Finding>();
  for (const likeness of likenesses) {
    const waiting = new Map<string, Finding[]>();
    for (const finding of before.toReversed()) {
      if (taken.has(finding)) continue;
      const key = likeness(finding);
      const same = waiting.get(key);
      if (same) same.push(finding);
      else waiting.set(key, [finding]);
    }
    if (waiting.size === 0) break;
    for (const finding of after) {
      if (found.has(finding)) continue;
      const earlier = waiting.get(likeness(finding))?.pop();
      if (!earlier) continue;
      found.set(finding, earlier);
      taken.add(earlier);
    }
  }
  return {
    pairs: after.map((finding) => [finding, found.get(finding)] as const),
    onlyBefore: before.filter((finding) => !taken.has(finding)),
  };
}

/** `x:y#2` -> `x:y`: src/report/numbered.ts. */
function unnumbered(id: string): string {
  return id.replace(/#\d{1,9}$/, '');
}
