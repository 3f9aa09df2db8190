/** The message of a finding, made from its evidence. */
import { excerpt } from '../base/display.ts';
import type { Evidence } from '../generated/report-types.ts';
import { factName, valueText } from './describe.ts';
import type { Outcome, Status } from './requirement.ts';

/** Which part of a check decided: its condition, its requirement, or the object that `each` names. */
export type Reason = 'when' | 'require' | 'each';

interface Circumstances {
  readonly reason: Reason;
  /** The facts were read without root. */
  readonly ordinaryUser: boolean;
}

/** As many facts as a line can hold; the evidence has all. */
const shown = 3;

/** One line without control characters: `kernel.kptr_restrict is 1, wanted 0`. */
export function messageOf({ status, evidence }: Outcome, { reason, ordinaryUser }: Circumstances): string {
  const clauses = new Set(told(status, evidence).map((one) => clause(status, one, ordinaryUser)));
  // `X is 1` says nothing beside `X is 1 (wanted at most 1)`.
  const distinct = [...clauses].filter((text) => ![...clauses].some((other) => other.startsWith(`${text} (`)));
  const more = distinct.length > shown ? [`and ${distinct.length - shown} more`] : [];
  const text = [...distinct.slice(0, shown), ...more].join('; ');
  return `${introduction(status, reason)}${text === '' ? 'nothing was looked at' : text}`;
}

/** What passes does so first of all by the values that are there. */
function told(status: Status, evidence: readonly Evidence[]): readonly Evidence[] {
  if (status !== 'pass') return evidence;
  return [...evidence.filter(({ gap }) => !gap), ...evidence.filter(({ gap }) => gap)];
}

function introduction(status: Status, reason: Reason): string {
  if (status === 'skip') return reason === 'each' ? 'nothing to judge: ' : 'does not apply: ';
  if (status === 'unknown') return reason === 'when' ? 'not known whether it applies: ' : 'not known: ';
  return '';
}

function clause(status: Status, evidence: Evidence, ordinaryUser: boolean): string {
  if (evidence.gap) return withWanted(status, gapText(status, evidence, evidence.gap, ordinaryUser), evidence);
  const value = valueText(evidence.actual);
  const text = `${factName(evidence.fact)} is ${isEmpty(evidence.actual) ? 'empty' : value}`;
  return evidence.wanted === value ? text : withWanted(status, text, evidence);
}

function withWanted(status: Status, text: string, { wanted, gap }: Evidence): string {
  if (wanted === undefined || (gap && status !== 'fail')) return text;
  const words = excerpt(wanted, 300);
  if (status === 'pass') return `${text} (wanted ${words})`;
  return status === 'skip' ? `${text}, it is for ${words}` : `${text}, wanted ${words}`;
}

/** What could not be read is named by the file, since that is where to look; what counts as an answer, by the fact. */
function gapText(status: Status, evidence: Evidence, gap: NonNullable<Evidence['gap']>, ordinaryUser: boolean): string {
  const name = factName(evidence.fact);
  const detail = gap.detail === undefined ? '' : ` (${excerpt(gap.detail)})`;
  if (gap.reason === 'not-collected') {
    const verb = evidence.fact.startsWith('/params/') ? 'is not set' : 'was not collected';
    return `${name} ${verb}${detail}`;
  }
  const where = evidence.from === undefined || status !== 'unknown' ? name : excerpt(evidence.from);
  const reader = gap.reason === 'denied' && ordinaryUser ? ' (read as an ordinary user)' : '';
  return `${where} ${gap.reason}${detail}${reader}`;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
