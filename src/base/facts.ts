import type { Facts, FactsDocument, Gap, Origin } from '../generated/facts-types.ts';
import { selfAndParents, valueAt } from './pointer.ts';

export type { Facts, FactsDocument, Gap, Origin };

/** Why a fact can be missing (schemas/facts.schema.json). */
export const gapReasons: readonly Gap['reason'][] = [
  'missing',
  'denied',
  'unreadable',
  'empty',
  'dangling',
  'unsupported',
  'not-collected',
];

/** What stands at a pointer: a value, or the gap that says why there is none. */
export type Reading = { readonly value: unknown } | { readonly gap: Gap };

/** Some facts, the gaps in them, and where they are from. */
export type PartOfDocument = Pick<FactsDocument, 'facts' | 'gaps' | 'from'>;

/** A document with such a part laid over what it holds already. */
export function withPart(document: FactsDocument, part: PartOfDocument): FactsDocument {
  return {
    ...document,
    facts: { ...document.facts, ...part.facts },
    gaps: { ...document.gaps, ...part.gaps },
    from: { ...document.from, ...part.from },
  };
}

/** Reads one fact. A gap at the pointer or above it wins; a pointer that nothing speaks of is `not-collected`. */
export function readFact(document: FactsDocument, pointer: string): Reading {
  for (const at of selfAndParents(pointer)) {
    const gap = Object.hasOwn(document.gaps, at) ? document.gaps[at] : undefined;
    if (gap) return { gap };
  }
  const value = valueAt(document.facts, pointer);
  return value === undefined ? { gap: { reason: 'not-collected' } } : { value };
}

/** Where a fact was read: the entry of `from` at the pointer or at its nearest parent. */
export function originOf(document: FactsDocument, pointer: string): Origin | undefined {
  for (const at of selfAndParents(pointer)) {
    if (Object.hasOwn(document.from, at)) return document.from[at];
  }
  return undefined;
}

/** An integer as a number, everything else as it is, within the bounds of the schema: how facts hold the value of a setting. */
export function numberOrText(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text.slice(0, 4096);
}
