/** The end of the report: a table when there are several targets, the verdict, the sentence, the counts. */
import { printable } from '../../../base/display.ts';
import { displayWidth, padded } from '../../../base/width.ts';
import type { Baseline, Report, Verdict } from '../../../generated/report-types.ts';
import { byTarget } from '../../group.ts';
import { absentParts, baselineText } from '../../words/baseline.ts';
import { countsText, judgedTexts } from '../../words/counts.ts';
import { sentenceIn } from '../../words/sentence.ts';
import { verdictTones } from '../../words/standing.ts';
import { field, headline, type Page, paragraph, spaced } from './page.ts';

export function endingLines(page: Page, report: Report): string[] {
  return spaced([report.targets.length > 1 ? table(page, report) : [], wholeVerdictLines(page, report)]);
}

/** The verdict over all targets. */
export function wholeVerdictLines(page: Page, report: Report): string[] {
  return [
    ...headline(page, report.verdict.toUpperCase(), verdictPaint(page, report.verdict), report.summary.sentence),
    ...(report.baseline ? baselineLines(page, report, report.baseline) : []),
    ...(report.targets.every(({ kind }) => kind === 'file' || kind === 'branch') ? [] : axes(page, report)),
    ...judgedTexts(report).flatMap((text) => paragraph(page, text, 2, page.paint.quiet)),
  ];
}

/** Findings that are listed of each kind. */
const shownAbsent = 10;

/** What is not to be seen among the findings: that something is gone, or was not looked for. */
function baselineLines(page: Page, report: Report, baseline: Baseline): string[] {
  return [
    ...field(page, 'baseline', baselineText(report, baseline), String, 10),
    ...absentParts(baseline).flatMap(({ title, findings }) => {
      const rest = findings.length - shownAbsent;
      return [
        ...paragraph(page, `${title}:`, 2),
        ...findings
          .slice(0, shownAbsent)
          .flatMap(({ target, check, message }) => paragraph(page, printable(`${target}: ${check}: ${message}`), 4)),
        ...(rest > 0 ? paragraph(page, `${rest} more; --format json holds all`, 4) : []),
      ];
    }),
  ];
}

/** Findings in files and branches are of one axis, and the sentence counts them. */
function axes(page: Page, { summary }: Report): string[] {
  return [
    ...field(page, 'policy', countsText(summary.policy), String, 10),
    ...field(page, 'function', countsText(summary.function), String, 10),
  ];
}

/** One row per target: name, verdict, its own sentence; the sentence below them where there is no room beside. */
function table(page: Page, report: Report): string[] {
  const names = report.targets.map(({ name }) => printable(name));
  const nameColumns = Math.min(Math.max(...names.map(displayWidth)), Math.floor(page.width / 3));
  const verdictColumns = 'UNDETERMINED'.length;
  const lead = nameColumns + 2 + verdictColumns + 2;
  return byTarget(report).flatMap(([target, own], index) => {
    const sentence = sentenceIn(report, target, own);
    const verdict = target.verdict.toUpperCase();
    const head = `${padded(names[index] ?? '', nameColumns)}  ${verdictPaint(page, target.verdict)(verdict)}`;
    const fits = displayWidth(names[index] ?? '') <= nameColumns;
    if (page.width - lead < 36 || !fits) return [head, ...paragraph(page, printable(sentence), 2)];
    const [first = '', ...rest] = paragraph(page, printable(sentence), lead);
    const gap = ' '.repeat(
      Math.max(2, lead - Math.max(nameColumns, displayWidth(names[index] ?? '')) - 2 - verdict.length),
    );
    return [head + gap + first.slice(lead), ...rest];
  });
}

export function verdictPaint(page: Page, verdict: Verdict) {
  return page.paint[verdictTones[verdict]];
}
