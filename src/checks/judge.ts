/** Judges one host's facts: one finding per check, or per member where a check has `each`. */
import { excerpt } from '../base/display.ts';
import { type FactsDocument, originOf, type Reading, readFact } from '../base/facts.ts';
import { pointerOf, segmentsOf, wholePointer } from '../base/pointer.ts';
import type { Evidence, Finding } from '../generated/report-types.ts';
import { numbered } from '../report/numbered.ts';
import type { LoadedCheck, LoadedPacks } from './check.ts';
import { weakest } from './grade.ts';
import { leafMatcher } from './matcher.ts';
import { messageOf, type Reason } from './message.ts';
import { evidenceBeside, judgeRequirement, type Observation, type Outcome, type Situation } from './requirement.ts';
import { saidOf } from './say.ts';

/** An outcome, and for which member and of which part of the check it is. */
interface Judged extends Outcome {
  readonly member?: readonly string[];
  /** The check's own sentence, where it has one and its values are there. */
  readonly said?: string;
  readonly reason: Reason;
  /** What explains a failure. */
  readonly beside?: readonly Evidence[];
}

/**
 * Findings in the order of the checks, ids unique among them. `target` is the name under which the host is reported.
 * Throws InputError when a pattern of a pack file takes too long.
 */
export async function judgeHost(packs: LoadedPacks, document: FactsDocument, target: string): Promise<Finding[]> {
  const { matches, close } = await leafMatcher(packs);
  try {
    const situation: Situation = {
      read: (pointer) => parameterAt(packs, pointer) ?? readFact(document, pointer),
      origin: (pointer) => (isParameter(pointer) ? { source: 'parameter' } : originOf(document, pointer)),
      matches,
    };
    const findings = packs.checks.flatMap((check) =>
      judgeCheck(check, situation, document).map((judged) => findingOf(check, judged, situation, target)),
    );
    return numbered(findings);
  } finally {
    await close();
  }
}

function judgeCheck(check: LoadedCheck, situation: Situation, document: FactsDocument): Judged[] {
  if (check.each === undefined) return [judgeOnce(check, situation)];
  const { each } = check;
  const judged = placesOf(each, situation, document).flatMap((place) => judgePlace(check, place, situation, document));
  if (judged.length > 0) return judged;
  return [{ status: 'skip', observations: [wholeOf(each.replace(/\/\*.*$/, ''), situation)], reason: 'each' }];
}

/** One of the objects or lists that `each` names, and the keys that `*` stands for there. */
interface EachPlace {
  readonly pointer: string;
  readonly keys: readonly string[];
  /** Nothing that speaks of it is no trouble: it may be that of another kind of member. */
  readonly optional: boolean;
  /** Its members are not known, so that nothing below it is. */
  readonly ends?: boolean;
}

function placesOf(each: string, { read }: Situation, document: FactsDocument): EachPlace[] {
  let places: EachPlace[] = [{ pointer: '', keys: [], optional: false }];
  for (const segment of segmentsOf(each)) {
    places = places.flatMap((place): EachPlace[] => {
      if (place.ends) return [place];
      if (segment !== '*') return [{ ...place, pointer: `${place.pointer}${pointerOf([segment])}` }];
      const reading = read(place.pointer);
      const members = membersOf(place.pointer, reading, document);
      if ('gap' in reading && members.length === 0) return [{ ...place, ends: true }];
      return members.map((key) => ({
        pointer: `${place.pointer}${pointerOf([key])}`,
        keys: [...place.keys, key],
        optional: true,
      }));
    });
  }
  return places;
}

function judgePlace(check: LoadedCheck, place: EachPlace, situation: Situation, document: FactsDocument): Judged[] {
  const { pointer, keys, optional } = place;
  const reading = situation.read(pointer);
  const members = membersOf(pointer, reading, document);
  if (members.length > 0)
    return members.map((key) => ({
      member: [...keys, key],
      ...judgeOnce(check, { ...situation, member: `${pointer}${pointerOf([key])}` }, [...keys, key]),
    }));
  const at = keys.length === 0 ? {} : { member: keys };
  const whole = wholeOf(pointer, situation);
  if ('gap' in reading) {
    if (optional && reading.gap.reason === 'not-collected') return [];
    // A gap covers what is below it: a condition that does not hold then leaves the check out as for a member.
    const one = judgeOnce(check, { ...situation, member: pointer }, keys);
    if (one.status === 'skip' && one.reason === 'when') return [{ ...at, ...one }];
    return [{ ...at, status: 'unknown', observations: [whole], reason: 'require' }];
  }
  if (reading.value !== null && typeof reading.value === 'object')
    return [{ ...at, status: 'skip', observations: [whole], reason: 'each' }];
  const evidence = { ...whole.evidence, wanted: 'a list or an object' };
  return [{ ...at, status: 'unknown', observations: [{ evidence }], reason: 'each' }];
}

function wholeOf(pointer: string, { read, origin }: Situation): Observation {
  const reading = read(pointer);
  if ('value' in reading) return { evidence: { fact: pointer, actual: reading.value } };
  const from = origin(pointer)?.source;
  return { evidence: { fact: pointer, gap: reading.gap, ...(from === undefined ? {} : { from }) } };
}

/** Keys of an object, indices of a list, and members of which only gaps are known. */
function membersOf(each: string, reading: Reading, document: FactsDocument): string[] {
  const value = 'value' in reading ? reading.value : undefined;
  const known = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if ('gap' in reading && reading.gap.reason !== 'not-collected') return [];
  const depth = segmentsOf(each).length;
  const gaps = Object.keys(document.gaps).filter((pointer) => pointer.startsWith(`${each}/`));
  return [...new Set([...known, ...gaps.flatMap((pointer) => segmentsOf(pointer)[depth] ?? [])])];
}

/** A condition that is unknown makes the check unknown: only one that is known not to hold lets it be skipped. */
function judgeOnce(check: LoadedCheck, situation: Situation, keys: readonly string[] = []): Judged {
  if (check.when) {
    const applies = judgeRequirement(check.when, situation);
    if (applies.status === 'unknown') return { ...applies, reason: 'when' };
    if (applies.status !== 'pass') return { status: 'skip', observations: applies.observations, reason: 'when' };
  }
  const outcome = judgeRequirement(check.require, situation);
  const told = outcome.observations.map(({ evidence }) => evidence.fact);
  const beside = outcome.status === 'fail' ? evidenceBeside(check.tell ?? [], situation) : [];
  const said =
    outcome.status === 'fail' && check.say !== undefined ? sayOf(check.say, outcome, situation, keys) : undefined;
  return {
    ...outcome,
    reason: 'require',
    beside: beside.filter(({ fact }) => !told.includes(fact)),
    ...(said === undefined ? {} : { said }),
  };
}

function sayOf(
  say: string,
  { observations }: Outcome,
  { read, member = '' }: Situation,
  keys: readonly string[],
): string | undefined {
  const whole = (pointer: string) => wholePointer(pointer, member);
  const allowed = (pointer: string) => {
    const isAbout = ({ leaf, evidence }: Observation) => leaf && 'among' in leaf && evidence.fact === whole(pointer);
    const other = observations.find(isAbout)?.other;
    const names = other === undefined ? undefined : read(other);
    return names && 'value' in names && typeof names.value === 'string' ? names.value : undefined;
  };
  return saidOf(say, { keys, read: (pointer) => read(whole(pointer)), allowed });
}

function findingOf(check: LoadedCheck, judged: Judged, { read }: Situation, target: string): Finding {
  const { status, member, beside = [] } = judged;
  const evidence = judged.observations.map((one) => one.evidence);
  const uid = read('/probe/uid');
  const ordinaryUser = 'value' in uid && uid.value !== 0;
  const grade = weakest([...evidence.map((one) => one.grade), check.grade]);
  const place = (member ?? []).map((key) => excerpt(key));
  return {
    id: [check.id, target, ...place].join(':'),
    check: check.id,
    target,
    status,
    severity: check.severity,
    axis: check.axis,
    title: check.title,
    message: judged.said ?? messageOf(judged, { ordinaryUser, reason: judged.reason, beside, read }),
    why: check.why,
    ...(check.risk === undefined ? {} : { risk: check.risk }),
    sources: [...check.sources],
    runbook: check.runbook,
    ...(grade === undefined || status === 'unknown' || status === 'skip' ? {} : { grade }),
    evidence: [...evidence, ...beside],
    ...(check.remedy === undefined || status !== 'fail' ? {} : { remedy: check.remedy }),
  };
}

function isParameter(pointer: string): boolean {
  return pointer === '/params' || pointer.startsWith('/params/');
}

/** A parameter that nobody set is a gap, and the gap says how to set it. */
function parameterAt({ parameters }: LoadedPacks, pointer: string): Reading | undefined {
  if (!isParameter(pointer)) return undefined;
  const [, name = ''] = segmentsOf(pointer);
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value !== null && value !== undefined) return { value };
  return { gap: { reason: 'not-collected', detail: `set it with --set ${name}=VALUE` } };
}
