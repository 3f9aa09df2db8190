import { nearest } from '../base/suggest.ts';

/** Comparing takes time in their product, and a body with more unknown names is not misspelled. */
const mostNames = 50;

/**
 * Unknown name -> the required and missing one that it most likely is: one mistake, to be said once. Each missing name is
 * meant by one unknown name at most.
 */
export function mistypedIn(unknown: readonly string[], missing: readonly string[]): ReadonlyMap<string, string> {
  const meant = new Map<string, string>();
  if (unknown.length === 0 || unknown.length > mostNames) return meant;
  for (const name of missing.slice(0, mostNames)) {
    const near = nearest(
      name,
      unknown.filter((one) => !meant.has(one)),
    );
    if (near !== undefined) meant.set(near, name);
  }
  return meant;
}
