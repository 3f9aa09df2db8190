/** The report for a person at a terminal: what is wrong, how to mend it, the rest folded, the verdict last. */
import type { Writer } from '../format.ts';
import { endingLines } from './pretty/ending.ts';
import { pageOf, spaced } from './pretty/page.ts';
import { targetLines } from './pretty/target.ts';

export const pretty: Writer = {
  format: 'pretty',
  extension: 'txt',
  write(report, options) {
    const page = pageOf(options);
    const rule = report.targets.length > 1 ? page.paint.quiet('─'.repeat(page.width)) : '';
    const targets = report.targets.map((target) => targetLines(page, target, report.findings, rule));
    const ending = endingLines(page, report);
    return `${spaced([...targets, rule === '' ? ending : [rule, ...ending]]).join('\n')}\n`;
  },
};
