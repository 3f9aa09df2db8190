/**
 * A comment on a pull request, or the summary of a job: the verdict, what failed and how to mend it; the rest is folded.
 * GitHub takes comments of 65,536 characters: where a report does not fit, what matters less is left out, and said to be.
 */
import type { Report } from '../../generated/report-types.ts';
import { count } from '../count.ts';
import { codeSpan, markdownText } from '../escape/markdown.ts';
import type { Writer } from '../format.ts';
import { byTarget } from '../group.ts';
import { linesOf } from '../words/code.ts';
import { judgedTexts } from '../words/counts.ts';
import { sentenceIn } from '../words/sentence.ts';
import { baselineBlocks } from './markdown/baseline.ts';
import { type Block, fitting } from './markdown/blocks.ts';
import { targetBlocks } from './markdown/target.ts';

const head = '<!-- preflight -->\n';
/** Characters of a whole report. */
const longest = 60_000;
/** Targets in the table. */
const shownTargets = 100;

export const markdown: Writer = {
  format: 'markdown',
  extension: 'md',
  mark: head,
  write(report, { texts, again }) {
    const lineOf = linesOf(texts);
    const targets = byTarget(report);
    const blocks: Block[] = [
      { rank: 0, text: `## preflight: ${report.verdict.toUpperCase()}\n\n${shortened(report.summary.sentence)}` },
      ...(targets.length > 1 ? [{ rank: 0, text: table(report) }] : []),
      ...stepBlocks(report),
      ...targets.flatMap(([target, own]) => targetBlocks(target, own, { report, lineOf, again: again ?? '' })),
      ...(report.baseline ? baselineBlocks(report, report.baseline) : []),
      ...judgedTexts(report).map((text) => ({ rank: 4, text: shortened(text) })),
    ];
    const { text, left } = fitting(blocks, longest - head.length - 200);
    const more =
      left === 0 ? '' : `\n${count(left, 'part')} of this report did not fit; \`--format html\` has all of it.\n`;
    return `${head}${text}${more}`;
  },
};

/** What a person does next, as a list with the commands to copy. */
function stepBlocks({ next = [] }: Report): Block[] {
  if (next.length === 0) return [];
  const items = next.map(({ text, command }, index) => {
    const code = command === undefined ? '' : `: ${codeSpan(command)}`;
    return `${index + 1}. ${shortened(text.replace(/\.$/, ''))}${code}`;
  });
  return [{ rank: 1, text: ['Next:', '', ...items].join('\n') }];
}

/** A row for each target, as long as they are few enough to be read. */
function table(report: Report): string {
  const rows = byTarget(report)
    .slice(0, shownTargets)
    .map(([target, findings]) => {
      const sentence = sentenceIn(report, target, findings);
      return `| ${shortened(target.name, 100)} | ${target.verdict.toUpperCase()} | ${shortened(sentence, 200)} |`;
    });
  const left = report.targets.length - rows.length;
  const more = left > 0 ? [`| and ${left} more | | |`] : [];
  return ['| target | verdict | |', '|---|---|---|', ...rows, ...more].join('\n');
}

function shortened(text: string, limit = 1000): string {
  return markdownText(text.length > limit ? `${text.slice(0, limit)}…` : text);
}
