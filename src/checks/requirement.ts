/**
 * Judges a requirement with three values: it holds, it does not, or that is unknown because a fact is a gap
 * (Kleene's strong logic). `cases` of which no row applies is the fourth outcome, skip; beside others it counts for nothing.
 */
import type { Origin, Reading } from '../base/facts.ts';
import { wholePointer } from '../base/pointer.ts';
import type { Evidence, Grade } from '../generated/report-types.ts';
import type { Comparison, Leaf, LeafSchema, Requirement } from './check.ts';
import { comparedIn, holds, wantedOf } from './comparison.ts';
import { gapWanted, type Polarity, wanted } from './describe.ts';
import { rank, weakest } from './grade.ts';

export type Status = 'pass' | 'fail' | 'unknown' | 'skip';

/** A fact that was looked at, and what was asked of it. */
export interface Observation {
  readonly evidence: Evidence;
  readonly leaf?: Leaf;
  /** `is not` inside of `not`. */
  readonly polarity?: Polarity;
  /** What the fact is compared with. */
  readonly other?: string;
}

/** A status and the facts that decided it. */
export interface Outcome {
  readonly status: Status;
  readonly observations: readonly Observation[];
}

/** What a requirement is judged over. */
export interface Situation {
  /** Facts and parameters, by absolute pointer. */
  readonly read: (pointer: string) => Reading;
  readonly origin: (pointer: string) => Partial<Origin> | undefined;
  readonly matches: (schema: LeafSchema, value: unknown, pointer: string) => boolean;
  /** The member of `each` that relative pointers start from. */
  readonly member?: string;
}

export function judgeRequirement(requirement: Requirement, situation: Situation, polarity: Polarity = 'is'): Outcome {
  const judge = (inner: Requirement) => judgeRequirement(inner, situation, polarity);
  if ('all' in requirement) return join(requirement.all.map(judge), ['fail', 'unknown', 'pass']);
  if ('any' in requirement) return join(bestPasses(requirement.any.map(judge)), ['pass', 'unknown', 'fail']);
  if ('not' in requirement)
    return negate(judgeRequirement(requirement.not, situation, polarity === 'is' ? 'is not' : 'is'));
  if ('first' in requirement) return judgeFirst(requirement.first, judge);
  if ('cases' in requirement) return judgeCases(requirement.cases, situation, judge);
  return judgeLeaf(requirement, situation, polarity);
}

/** The first status of the order that a member has decides, and the evidence is that of the members which have it. */
function join(outcomes: readonly Outcome[], order: readonly Status[]): Outcome {
  const status = order.find((candidate) => outcomes.some((outcome) => outcome.status === candidate)) ?? 'skip';
  return { status, observations: observationsOf(outcomes.filter((outcome) => outcome.status === status)) };
}

/** One member that passes is enough for `any`, so the passes of a lower grade than the best are left out. */
function bestPasses(outcomes: readonly Outcome[]): readonly Outcome[] {
  const rankOf = ({ observations }: Outcome) => rank(weakest(observations.map(({ evidence }) => evidence.grade)));
  const best = Math.max(...outcomes.filter(({ status }) => status === 'pass').map(rankOf));
  return outcomes.filter((outcome) => outcome.status !== 'pass' || rankOf(outcome) === best);
}

function observationsOf(outcomes: readonly Outcome[]): readonly Observation[] {
  return outcomes.flatMap(({ observations }) => observations);
}

function negate({ status, observations }: Outcome): Outcome {
  const opposite = { pass: 'fail', fail: 'pass', unknown: 'unknown', skip: 'skip' } as const;
  return { status: opposite[status], observations };
}

function judgeFirst(requirements: readonly Requirement[], judge: (requirement: Requirement) => Outcome): Outcome {
  const unknown: Outcome[] = [];
  for (const requirement of requirements) {
    const outcome = judge(requirement);
    if (outcome.status !== 'unknown') return outcome;
    unknown.push(outcome);
  }
  return { status: 'unknown', observations: observationsOf(unknown) };
}

/** A row whose `when` is unknown ends the search: a later row must not answer for it. */
function judgeCases(
  rows: readonly { readonly when: Requirement; readonly require: Requirement }[],
  situation: Situation,
  judge: (requirement: Requirement) => Outcome,
): Outcome {
  const tried: Outcome[] = [];
  for (const row of rows) {
    const applies = judgeRequirement(row.when, situation);
    if (applies.status === 'unknown') return applies;
    if (applies.status === 'pass') return judge(row.require);
    tried.push(applies);
  }
  return { status: 'skip', observations: observationsOf(tried) };
}

function judgeLeaf(leaf: Leaf, situation: Situation, polarity: Polarity): Outcome {
  const pointer = absolute(leaf.fact, situation);
  const reading = situation.read(pointer);
  if (!('is' in leaf || 'gap' in leaf)) return judgeComparison(leaf, situation, polarity);
  const words = 'gap' in leaf ? gapWanted(leaf.gap, polarity) : wanted(leaf.is, polarity);
  const found = evidence(pointer, situation, words);
  const status = 'gap' in leaf ? gapStatus(leaf.gap, reading) : valueStatus(leaf.is, pointer, reading, situation);
  const known = status === 'unknown' ? found : graded(found, leaf.grade);
  return { status, observations: [{ evidence: known, leaf, polarity }] };
}

function valueStatus(schema: LeafSchema, pointer: string, reading: Reading, { matches }: Situation): Status {
  if ('gap' in reading) return 'unknown';
  return matches(schema, reading.value, pointer) ? 'pass' : 'fail';
}

/** A fact that was never looked for says nothing about the host, unless the leaf asks for just that. */
function gapStatus(reasons: readonly string[], reading: Reading): Status {
  if (!('gap' in reading)) return 'fail';
  if (reasons.includes(reading.gap.reason)) return 'pass';
  return reading.gap.reason === 'not-collected' ? 'unknown' : 'fail';
}

function judgeComparison(leaf: Comparison, situation: Situation, polarity: Polarity): Outcome {
  const compared = comparedIn(leaf);
  const [pointer, other] = [absolute(leaf.fact, situation), absolute(compared.other, situation)];
  const [reading, found] = [situation.read(pointer), situation.read(other)];
  // A list of exceptions that nobody wrote has no member.
  const empty = compared.operator === 'among' && 'gap' in found && other.startsWith('/params/');
  const expected: Reading = empty ? { value: '' } : found;
  if ('gap' in reading || 'gap' in expected) {
    const gaps = [...('gap' in reading ? [pointer] : []), ...('gap' in expected ? [other] : [])];
    return { status: 'unknown', observations: gaps.map((gap) => ({ evidence: evidence(gap, situation) })) };
  }
  const result = holds(compared.operator, reading.value, expected.value);
  const words = `${polarity === 'is' ? '' : 'not '}${wantedOf(compared.operator, expected.value)}`;
  const observation = { evidence: evidence(pointer, situation, words), leaf, polarity, other };
  return { status: result === undefined ? 'unknown' : result ? 'pass' : 'fail', observations: [observation] };
}

/** Facts beside those that decided, as evidence: of a pointer as a pack writes it, those that have a value. */
export function evidenceBeside(pointers: readonly string[], situation: Situation): Evidence[] {
  const found = pointers.map((pointer) => evidence(absolute(pointer, situation), situation));
  return found.filter(({ gap }) => gap === undefined);
}

function evidence(pointer: string, situation: Situation, words?: string): Evidence {
  const reading = situation.read(pointer);
  const origin = situation.origin(pointer);
  return {
    fact: pointer,
    ...('gap' in reading ? { gap: reading.gap } : { actual: reading.value }),
    ...(words === undefined ? {} : { wanted: words }),
    ...(origin?.grade === undefined || 'gap' in reading ? {} : { grade: origin.grade }),
    ...(origin?.source === undefined ? {} : { from: origin.source }),
  };
}

/** A fact that only stands for what is asked is worth no more than the leaf says. */
function graded(evidence: Evidence, best: Grade | undefined): Evidence {
  const grade = weakest([evidence.grade, best]);
  return grade === undefined ? evidence : { ...evidence, grade };
}

/** Relative pointers were refused at load where there is no member. */
function absolute(pointer: string, { member = '' }: Situation): string {
  return wholePointer(pointer, member);
}
