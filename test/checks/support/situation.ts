/** Facts documents made of a base document and what differs from it. */
import type { FactsDocument, Gap } from '../../../src/base/facts.ts';
import { segmentsOf } from '../../../src/base/pointer.ts';
import validate from '../../../src/generated/facts-validator.js';

/** What differs: values by pointer, gaps by pointer, parameters by name. */
export interface Situation {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly gaps?: Readonly<Record<string, Gap['reason']>>;
  readonly params?: Readonly<Record<string, unknown>>;
  /** false: the sysctl of the check's remedy does not help here, for the kernel has no such setting. */
  readonly mended?: false;
}

/** A value takes the place of every gap above, at and below it; a gap covers what the base has there. Throws on what is no facts document. */
export function inSituation(base: FactsDocument, { set = {}, gaps = {} }: Situation): FactsDocument {
  const kept = Object.entries(base.gaps).filter(
    ([gap]) => !Object.keys(set).some((pointer) => covers(gap, pointer) || covers(pointer, gap)),
  );
  const added = Object.entries(gaps).map(([pointer, reason]) => [pointer, { reason }] as const);
  let facts: unknown = base.facts;
  for (const [pointer, value] of Object.entries(set)) facts = replaced(facts, segmentsOf(pointer), value);
  const document: unknown = { ...base, facts, gaps: Object.fromEntries([...kept, ...added]) };
  if (!isFacts(document)) throw new Error(`no facts document: ${JSON.stringify(validate.errors?.[0])}`);
  return document;
}

function isFacts(value: unknown): value is FactsDocument {
  return validate(value) === true;
}

function covers(above: string, pointer: string): boolean {
  return pointer === above || pointer.startsWith(`${above}/`);
}

function replaced(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const members = new Map(Object.entries(typeof node === 'object' && node !== null ? node : {}));
  return Object.fromEntries(members.set(key, replaced(members.get(key), rest, value)));
}
