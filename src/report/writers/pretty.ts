/** The report for a person at a terminal: what is wrong, how to mend it, the rest folded, the verdict last. */
import type { Writer } from '../format.ts';
import { linesOf } from './pretty/diagnostic.ts';
import { endingLines } from './pretty/ending.ts';
import { fileLines } from './pretty/file.ts';
import { pageOf, spaced } from './pretty/page.ts';
import { rolloutLines } from './pretty/rollout.ts';
import { targetLines } from './pretty/target.ts';

export const pretty: Writer = {
  format: 'pretty',
  extension: 'txt',
  write(report, options) {
    const page = pageOf(options);
    const rule = report.targets.length > 1 ? page.paint.quiet('─'.repeat(page.width)) : '';
    const lineOf = linesOf(options.texts ?? new Map());
    if (report.targets.length > 1 && report.targets.every(({ kind }) => kind === 'file')) {
      return `${rolloutLines(page, report, lineOf).join('\n')}\n`;
    }
    const targets = report.targets.map((target) =>
      target.kind === 'file'
        ? fileLines(
            page,
            target,
            report.findings.filter((finding) => finding.target === target.name),
            rule,
            lineOf,
          )
        : targetLines(page, target, report.findings, rule),
    );
    const ending = endingLines(page, report);
    return `${spaced([...targets, rule === '' ? ending : [rule, ...ending]]).join('\n')}\n`;
  },
};
