/** The report for a person at a terminal: what is wrong, how to mend it, the rest folded, the verdict last. */
import type { Writer } from '../format.ts';
import { byTarget } from '../group.ts';
import { hasParts } from '../parts.ts';
import { linesOf } from '../words/code.ts';
import { branchLines } from './pretty/branch.ts';
import { endingLines } from './pretty/ending.ts';
import { fileLines } from './pretty/file.ts';
import { pageOf, spaced } from './pretty/page.ts';
import { partLines } from './pretty/parts.ts';
import { notJudged, rolloutLines } from './pretty/rollout.ts';
import { targetLines } from './pretty/target.ts';

export const pretty: Writer = {
  format: 'pretty',
  extension: 'txt',
  write(report, options) {
    const page = pageOf(options);
    const rule = report.targets.length > 1 ? page.paint.quiet('─'.repeat(page.width)) : '';
    const lineOf = linesOf(options.texts);
    if (report.targets.length > 1 && report.targets.every(({ kind }) => kind === 'file')) {
      return `${rolloutLines(page, report, lineOf).join('\n')}\n`;
    }
    if (hasParts(report.targets)) {
      const ending = endingLines(page, report);
      const others = notJudged(page, report.notJudged ?? []);
      const end = page.paint.strong('━'.repeat(page.width));
      return `${spaced([partLines(page, report, lineOf), others, [end], ending]).join('\n')}\n`;
    }
    const targets = byTarget(report).map(([target, own]) =>
      target.kind === 'branch'
        ? branchLines(page, target, own, report, rule, lineOf)
        : target.kind === 'file'
          ? fileLines(page, target, own, report, rule, lineOf)
          : targetLines(page, target, own, report, rule),
    );
    const ending = endingLines(page, report);
    const others = notJudged(page, report.notJudged ?? []);
    return `${spaced([...targets, others, rule === '' ? ending : [rule, ...ending]]).join('\n')}\n`;
  },
};
