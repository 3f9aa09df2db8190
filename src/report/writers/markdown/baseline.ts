/** What an earlier report has beside this one. */
import type { Baseline, Report } from '../../../generated/report-types.ts';
import { absentParts, baselineText } from '../../words/baseline.ts';
import type { Block } from './blocks.ts';
import { details, findingItem, inline } from './target.ts';

export function baselineBlocks(report: Report, baseline: Baseline): Block[] {
  return [
    { rank: 0, text: `Compared with the report of ${inline(baselineText(report, baseline))}.` },
    ...absentParts(baseline).flatMap(({ title, findings }) => details(title, findings.map(findingItem))),
  ];
}
