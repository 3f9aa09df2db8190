/** What the writers of a diff say of a finding beside its message, in words. */
import type { Report } from '../../generated/report-types.ts';
import type { Compared } from '../compare.ts';
import { earlierText } from '../words/baseline.ts';
import { endedWaiverText, waiverText } from '../words/waiver.ts';
import { findingOf, type ReportDiff } from './diff.ts';

/** Texts with their labels; a text of which there is nothing to say is left out. */
export function moreTexts(one: Compared, diff: ReportDiff): { readonly label: string; readonly text: string }[] {
  const finding = findingOf(one);
  const report = one.after ? diff.after : diff.before;
  return [
    { label: 'waived', text: finding.status === 'waived' ? waiverText(finding, report) : '' },
    { label: 'waiver', text: endedWaiverText(finding) },
    {
      label: 'was',
      text: [earlierText(one.after?.baseline?.was), earlierWaiver(one, diff.before)].filter(Boolean).join('; '),
    },
  ].filter(({ text }) => text !== '');
}

/** `waiver: until 2026-12-01 (28 days left): reason`, where the later finding has another one or none. */
function earlierWaiver({ before, after }: Compared, report: Report): string {
  if (!before?.waiver || !after || JSON.stringify(before.waiver) === JSON.stringify(after.waiver)) return '';
  return `waiver: ${waiverText(before, report)}`;
}
