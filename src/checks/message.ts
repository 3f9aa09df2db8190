/** The message of a finding, made from what was observed. */
import { excerpt } from '../base/display.ts';
import type { Reading } from '../base/facts.ts';
import { list } from '../base/words.ts';
import type { Evidence } from '../generated/report-types.ts';
import type { LeafSchema } from './check.ts';
import { strangers } from './comparison.ts';
import { gapWanted, wanted } from './describe.ts';
import { agreeing, factName, namedFact } from './fact-name.ts';
import type { Observation, Outcome, Status } from './requirement.ts';
import { valueText } from './value-text.ts';

/** Which part of a check decided: its condition, its requirement, or the object that `each` names. */
export type Reason = 'when' | 'require' | 'each';

interface Circumstances {
  readonly reason: Reason;
  /** The facts were read without root. */
  readonly ordinaryUser: boolean;
  /** What explains a failure. */
  readonly beside: readonly Evidence[];
  readonly read: (pointer: string) => Reading;
}

/** As many facts as a line can hold; the evidence has all. */
const shown = 3;

/** One line without control characters: `kernel.kptr_restrict is 1, wanted 0`. */
export function messageOf({ status, observations }: Outcome, circumstances: Circumstances): string {
  const clauses = merged(told(status, observations).map((one) => clause(status, one, circumstances)));
  // `X is 1` says nothing beside `X is 1 (wanted at most 1)`.
  const distinct = clauses.filter((text) => !clauses.some((other) => other.startsWith(`${text} (`)));
  const more = distinct.length > shown ? [`and ${distinct.length - shown} more`] : [];
  const text = [...distinct.slice(0, shown), ...more, ...circumstances.beside.map(valueClause)].join('; ');
  return `${introduction(status, circumstances.reason)}${text === '' ? 'nothing was looked at' : text}`;
}

/** The observations in the order in which they explain the status, without those that say nothing beside another. */
function told(status: Status, observations: readonly Observation[]): readonly Observation[] {
  if (status === 'fail') return observations.filter((one) => !observations.some((other) => saysMore(other, one)));
  if (status !== 'pass') return observations;
  const facts = observations.map(({ evidence }) => evidence.fact);
  // Values come first; that an object is there says nothing beside a value inside it.
  const values = observations.filter(({ evidence }) => !evidence.gap);
  const innermost = values.filter(({ evidence }) => !facts.some((fact) => fact.startsWith(`${evidence.fact}/`)));
  return [...innermost, ...observations.filter(({ evidence }) => evidence.gap)];
}

/** Where a fact should have another value, or none, the other value is what to tell. */
function saysMore(one: Observation, other: Observation): boolean {
  const isGap = ({ leaf }: Observation) => leaf !== undefined && 'gap' in leaf;
  return one.evidence.fact === other.evidence.fact && !isGap(one) && isGap(other);
}

function introduction(status: Status, reason: Reason): string {
  if (status === 'skip') return reason === 'each' ? 'nothing to judge: ' : 'does not apply: ';
  if (status === 'unknown') return reason === 'when' ? 'not known whether it applies: ' : 'not known: ';
  return '';
}

/** A whole clause, or what can be said of one subject and of several alike. */
type Clause = string | { readonly of: string; readonly said: string };

/** Each clause once, and what the same is said of in one: `A, B and C cannot be read (refused the connection)`. */
function merged(clauses: readonly Clause[]): string[] {
  const subjects = new Map<string, Set<string>>();
  for (const one of clauses) {
    const said = typeof one === 'string' ? one : ` ${one.said}`;
    const of = subjects.get(said) ?? new Set();
    subjects.set(said, typeof one === 'string' ? of : of.add(one.of));
  }
  return [...subjects].map(([said, of]) => subjectsText([...of]) + said);
}

function subjectsText(names: readonly string[]): string {
  return list(names.length <= shown ? names : [...names.slice(0, shown), `${names.length - shown} more`], 'and');
}

function clause(status: Status, observation: Observation, circumstances: Circumstances): Clause {
  const { evidence } = observation;
  if (evidence.gap) {
    const said = gapClause(status, evidence, evidence.gap, circumstances);
    return typeof said === 'string' ? said + absenceAside(status, observation) : said;
  }
  const { leaf, polarity } = observation;
  const among = leaf && 'among' in leaf && polarity === 'is' ? strangersClause(observation, circumstances) : undefined;
  const told = Array.isArray(evidence.actual) && among !== undefined ? among : valueClause(evidence);
  return listClause(status, observation) ?? `${told}${valueAside(status, observation, circumstances)}`;
}

function valueClause({ fact, actual }: Evidence): string {
  const name = namedFact(fact);
  const { text, kind } = name;
  if (kind === 'presence' && actual === true) return `${text} is there`;
  if (kind === 'statement') return `${text}: ${valueText(actual)}`;
  return `${text} ${agreeing(name, `is ${isEmpty(actual) ? 'empty' : valueText(actual)}`)}`;
}

/** What a list lacks says more than what it holds. Nothing for a schema that asks for more than members. */
function listClause(status: Status, { evidence, leaf, polarity }: Observation): string | undefined {
  if (!leaf || !('is' in leaf) || !Array.isArray(evidence.actual)) return undefined;
  const members: readonly unknown[] = evidence.actual;
  const asked = membersAsked(leaf.is);
  if (!asked) return undefined;
  const lacking = asked.filter((one) => !members.includes(one));
  const [verb, values] = lacking.length > 0 ? (['lacks', lacking] as const) : (['has', asked] as const);
  const aside = status === 'fail' && polarity === 'is not' ? ', wanted it not to' : '';
  const name = namedFact(evidence.fact);
  return `${name.text} ${agreeing(name, verb)} ${list(values.map(valueText), 'and')}${aside}`;
}

/** Of a list whose members must all be among others, those that are not. */
function strangersClause({ evidence, other }: Observation, { read }: Circumstances): string | undefined {
  if (other === undefined) return undefined;
  const names = read(other);
  const found = strangers(evidence.actual, 'value' in names && typeof names.value === 'string' ? names.value : '');
  if (!found || found.length === 0) return undefined;
  const name = namedFact(evidence.fact);
  return `${name.text} ${agreeing(name, 'has')} ${list(found.map(valueText), 'and')}`;
}

function membersAsked({ hasAll, type: _, description: __, ...others }: LeafSchema): readonly unknown[] | undefined {
  return Object.keys(others).length === 0 ? hasAll : undefined;
}

function valueAside(status: Status, observation: Observation, { read }: Circumstances): string {
  const { evidence, leaf, polarity, other } = observation;
  if (!leaf) return evidence.wanted === undefined ? '' : `, wanted ${evidence.wanted}`;
  if ('gap' in leaf) return absenceAside(status, observation);
  if (!('is' in leaf)) {
    if (status === 'pass' || other === undefined) return '';
    const verb = status === 'skip' ? 'it is for' : 'wanted';
    return `, ${verb} ${excerpt(evidence.wanted ?? '', 300)} (${factName(other)})`;
  }
  const words = excerpt(wanted(leaf.is, polarity), 300);
  if (words === valueText(evidence.actual)) return '';
  if (status === 'pass') return ` (wanted ${words})`;
  return status === 'skip' ? `, it is for ${words}` : `, wanted ${words}${placeText(evidence.fact, read)}`;
}

/** ` (FILE:LINE)` of a value that a line of a file sets (Assignment in schemas/facts.schema.json). */
function placeText(fact: string, read: Circumstances['read']): string {
  if (!fact.endsWith('/value')) return '';
  const beside = (key: string) => {
    const reading = read(fact.replace(/value$/, key));
    return 'value' in reading && ['string', 'number'].includes(typeof reading.value) ? [String(reading.value)] : [];
  };
  const place = [...beside('file'), ...beside('line')].join(':');
  return place === '' ? '' : ` (${excerpt(place)})`;
}

/** What could not be read is named by the file, since that is where to look; what counts as an answer, by the fact. */
function gapClause(
  status: Status,
  evidence: Evidence,
  gap: NonNullable<Evidence['gap']>,
  { ordinaryUser }: Circumstances,
): Clause {
  const named = namedFact(evidence.fact);
  const name = named.kind === 'statement' ? `whether ${named.text}` : named.text;
  const file = evidence.from?.startsWith('/') ? evidence.from : undefined;
  const where = file === undefined || status !== 'unknown' ? name : excerpt(file);
  const notes = [
    ...(gap.reason === 'denied' || gap.reason === 'unsupported' ? [gap.reason] : []),
    // A service knows nothing of the host's users.
    ...(gap.reason === 'denied' && ordinaryUser && !evidence.fact.startsWith('/services/')
      ? ['read as an ordinary user']
      : []),
    ...(gap.detail === undefined ? [] : [excerpt(gap.detail)]),
  ];
  const aside = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  const verb = gapVerbs.get(gap.reason) ?? excerpt(gap.reason);
  const said = `${where === name ? agreeing(named, verb) : verb}${aside}`;
  if (status === 'unknown' && forSeveral.has(gap.reason)) return { of: where, said };
  if (gap.reason !== 'not-collected') return `${where} ${said}`;
  // `not known` stands before it, and the detail says why.
  if (status === 'unknown' && named.kind === 'statement' && gap.detail !== undefined) return `${name}${aside}`;
  return `${name} ${evidence.fact.startsWith('/params/') ? 'is not set' : agreeing(named, 'was not collected')}${aside}`;
}

const gapVerbs: ReadonlyMap<string, string> = new Map([
  ['missing', 'is missing'],
  ['denied', 'may not be read'],
  ['unreadable', 'cannot be read'],
  ['empty', 'is empty'],
  ['dangling', 'leads nowhere'],
  ['unsupported', 'could not be looked at'],
]);

/** Reasons whose verbs are the same for several. */
const forSeveral: ReadonlySet<string> = new Set(['denied', 'unreadable', 'unsupported']);

/** That something is missing where it should be there needs no more words, nor does a list of nearly every reason help. */
function absenceAside(status: Status, { leaf, polarity }: Observation): string {
  if (status !== 'fail' || !leaf || !('gap' in leaf) || polarity !== 'is' || leaf.gap.length > 2) return '';
  return `, wanted it ${gapWanted(leaf.gap)}`;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
