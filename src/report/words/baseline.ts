/** How a report, and a finding in it, stands to the earlier report that it was judged against. */
import type { Baseline, Finding, FindingBaseline, Report, Target } from '../../generated/report-types.ts';
import { count } from '../count.ts';
import { isOld } from '../verdict.ts';
import { momentText } from './how.ts';
import { oneLine } from './one-line.ts';

/** `new since the baseline`; '' where nothing is different, and where it was not judged against one. */
export function changeText(finding: Finding): string {
  const { baseline } = finding;
  if (!baseline || baseline.state === 'unchanged') return '';
  const earlier = earlierText(baseline.was);
  if (baseline.state === 'changed' && isOld(finding) && earlier === '') return '';
  return `${baseline.state} since the baseline${earlier === '' ? '' : `, was ${earlier}`}`;
}

/** What was otherwise: `a warning, not known: kernel.kptr_restrict is not known`; '' where nothing was. */
export function earlierText({ status, severity, message }: NonNullable<FindingBaseline['was']> = {}): string {
  const words = [
    ...(severity === undefined ? [] : [severities[severity]]),
    ...(status === undefined ? [] : [statuses[status]]),
  ].join(', ');
  if (message === undefined) return words;
  return words === '' ? message : `${words}: ${message}`;
}

const severities = { blocker: 'a blocker', warning: 'a warning', info: 'a note' } as const;
const statuses = { pass: 'passed', fail: 'failed', unknown: 'not known', skip: 'skipped', waived: 'waived' } as const;

/** `2026-11-01 09:00:00 UTC: 1 new, 2 old, 1 gone, 3 not examined this time`. */
export function baselineText(report: Report, baseline: Baseline): string {
  const old = report.findings.filter(isOld).length;
  const parts: [number, string][] = [
    [baseline.new, 'new'],
    [old, 'old'],
    [baseline.gone.length, 'gone'],
    [baseline.notExamined.length, 'not examined this time'],
  ];
  const text = parts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : [])).join(', ');
  return `${momentText(baseline.startedAt)}: ${text === '' ? 'nothing is different' : text}`;
}

/** `3 gone since the baseline`, `1 not examined this time`; with what. */
export function absentParts({
  gone,
  notExamined,
}: Baseline): { readonly title: string; readonly findings: readonly Finding[] }[] {
  return [
    { title: `${count(gone.length, 'finding')} gone since the baseline`, findings: gone },
    { title: `${count(notExamined.length, 'finding')} of the baseline not examined this time`, findings: notExamined },
  ].filter(({ findings }) => findings.length > 0);
}

/** The same of one target, a line each. */
export function absentTexts({ name }: Target, baseline: Baseline | undefined): string[] {
  if (!baseline) return [];
  const line = (lead: string) => (finding: Finding) => oneLine(`${lead}: ${finding.check}: ${finding.message}`);
  const own = ({ target }: Finding) => target === name;
  return [
    ...baseline.gone.filter(own).map(line('gone since the baseline')),
    ...baseline.notExamined.filter(own).map(line('in the baseline, and not examined this time')),
  ];
}
