/** What two reports differ in, as data; writers beside this make text of it. */
import type { Finding, Report, Verdict } from '../../generated/report-types.ts';
import { judgedAgainst } from '../baseline.ts';
import type { Compared, State } from '../compare.ts';

export interface ReportDiff {
  readonly before: Report;
  /** Judged against the earlier one: its findings are marked, and its verdict is that of the diff. */
  readonly after: Report;
  /** The verdict that the later report gave by itself. */
  readonly verdictAfter: Verdict;
  /** What is new first, what is the same last. */
  readonly compared: readonly Compared[];
}

export const states = ['new', 'changed', 'gone', 'not-examined', 'unchanged'] as const satisfies readonly State[];

export const stateTitles: Readonly<Record<State, string>> = {
  new: 'New',
  changed: 'Changed',
  gone: 'Gone',
  'not-examined': 'Not examined in the later report',
  unchanged: 'Unchanged',
};

export function diffOf(before: Report, after: Report): ReportDiff {
  const { report: marked, compared } = judgedAgainst(after, before);
  return {
    before,
    after: marked,
    verdictAfter: after.verdict,
    compared: states.flatMap((state) => compared.filter((one) => one.state === state)),
  };
}

/** The finding that a difference is about; the later one where there is one. */
export function findingOf({ before, after }: Compared): Finding {
  const finding = after ?? before;
  if (!finding) throw new Error('a difference is about a finding');
  return finding;
}

/** Names of targets, in the order of the reports. */
export function targetsOf({ before, after }: ReportDiff): {
  readonly both: string[];
  readonly before: string[];
  readonly after: string[];
} {
  const names = ({ targets }: Report) => new Set(targets.map(({ name }) => name));
  const [earlier, later] = [names(before), names(after)];
  return {
    both: [...later].filter((name) => earlier.has(name)),
    before: [...earlier].filter((name) => !later.has(name)),
    after: [...later].filter((name) => !earlier.has(name)),
  };
}

/** `2 new, 1 changed, 1 gone, 3 unchanged`. */
export function countsText({ compared }: ReportDiff): string {
  const parts = states.flatMap((state) => {
    const number = compared.filter((one) => one.state === state).length;
    return number === 0 ? [] : [`${number} ${state.replace('-', ' ')}`];
  });
  return parts.length === 0 ? 'nothing was found in either report' : parts.join(', ');
}
