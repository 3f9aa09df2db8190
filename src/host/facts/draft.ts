/** A facts document while it is being made: each value with its origin, or the gap in its place. */
import { excerpt } from '../../base/display.ts';
import type { Gap, Origin } from '../../base/facts.ts';
import type { Frame } from '../frame.ts';

export interface Draft {
  readonly frame: Frame;
  readonly gaps: Map<string, Gap>;
  readonly from: Map<string, Origin>;
}

const unsaid: Gap = { reason: 'not-collected', detail: 'the probe said nothing of it' };

export function newDraft(frame: Frame): Draft {
  return { frame, gaps: new Map(), from: new Map() };
}

/**
 * The fact that the probe read under `key`, a path, which stands at `pointer` in the document. Records where it is from;
 * or, when there is none or `parse` gives undefined for its text, a gap, and returns undefined.
 */
export function take<T>(
  draft: Draft,
  key: string,
  pointer: string,
  parse: (text: string) => T | undefined,
  source = key,
): T | undefined {
  const text = draft.frame.facts.get(key);
  if (text === undefined) {
    draft.gaps.set(pointer, draft.frame.gaps.get(key) ?? unsaid);
    return undefined;
  }
  const value = parse(text);
  if (value === undefined) {
    draft.gaps.set(pointer, { reason: 'unreadable', detail: `not understood: "${excerpt(text, 80)}"` });
    return undefined;
  }
  observed(draft, pointer, source);
  return value;
}

/** That a path is there: true, or a gap. */
export function takePresence(draft: Draft, path: string, pointer: string): true | undefined {
  return take(draft, path, pointer, () => true);
}

export function observed(draft: Draft, pointer: string, source: string): void {
  draft.from.set(pointer, { source, grade: 'observed' });
}

/** The gap that the probe gave for a key, or that it said nothing. */
export function gapAt(draft: Draft, key: string): Gap {
  return draft.frame.gaps.get(key) ?? unsaid;
}

/** An object without the members that are undefined. */
export function defined<T extends object>(members: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/**
 * The object at `pointer`. When it has no member and all its members' gaps are alike, one gap at its own pointer takes
 * their place, and it is undefined.
 */
export function whole<T extends object>(draft: Draft, pointer: string, object: T): T | undefined {
  if (Object.keys(object).length > 0) return object;
  const below = [...draft.gaps].filter(([at]) => at.startsWith(`${pointer}/`));
  const [first] = below;
  if (first === undefined || below.some(([, gap]) => gap.reason !== first[1].reason)) return object;
  for (const [at] of below) draft.gaps.delete(at);
  draft.gaps.set(pointer, below.length === 1 ? first[1] : { reason: first[1].reason });
  return undefined;
}
