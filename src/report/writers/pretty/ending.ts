/** The end of the report: a table when there are several targets, the verdict, the sentence, the counts. */
import { printable } from '../../../base/display.ts';
import { displayWidth, padded } from '../../../base/width.ts';
import type { Baseline, Report, Target, Verdict } from '../../../generated/report-types.ts';
import { count } from '../../count.ts';
import { byTarget } from '../../group.ts';
import { hasParts, partOf } from '../../parts.ts';
import { filesSentence } from '../../sentence.ts';
import { wholeVerdict } from '../../verdict.ts';
import { absentParts, baselineText } from '../../words/baseline.ts';
import { countsText, judgedTexts } from '../../words/counts.ts';
import { sentenceIn } from '../../words/sentence.ts';
import { verdictTones } from '../../words/standing.ts';
import { field, headline, type Page, paragraph, spaced } from './page.ts';

export function endingLines(page: Page, report: Report): string[] {
  const rows = report.targets.length > 1 ? table(page, report) : [];
  return spaced([rows, steps(page, report), wholeVerdictLines(page, report)]);
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

interface Row {
  readonly name: string;
  readonly verdict: Verdict;
  readonly sentence: string;
}

/** Among other things, files are told of together. */
function rowsOf(report: Report): Row[] {
  const isFile = (target: Target) => partOf(target) === 'Files';
  const isAlone = !hasParts(report.targets);
  const rows = byTarget(report).flatMap(([target, own]) =>
    isAlone || !isFile(target)
      ? [{ name: target.name, verdict: target.verdict, sentence: sentenceIn(report, target, own) }]
      : [],
  );
  const files = report.targets.filter(isFile);
  if (isAlone || files.length === 0) return rows;
  const names = new Set(files.map(({ name }) => name));
  const findings = report.findings.filter(({ target }) => names.has(target));
  const verdict = wholeVerdict(files.map((file) => file.verdict));
  return [...rows, { name: `${count(files.length, 'target')} of files`, verdict, sentence: filesSentence(findings) }];
}

/** One row per target: name, verdict, its own sentence; the sentence below them where there is no room beside. */
function table(page: Page, report: Report): string[] {
  const rows = rowsOf(report).map((row) => ({ ...row, name: printable(row.name) }));
  const widest = Math.max(...rows.map(({ name }) => displayWidth(name)));
  const nameColumns = Math.min(widest, Math.floor(page.width / 3));
  const verdictColumns = 'UNDETERMINED'.length;
  const lead = nameColumns + 2 + verdictColumns + 2;
  return rows.flatMap(({ name, verdict, sentence }) => {
    const word = verdict.toUpperCase();
    const head = `${padded(name, nameColumns)}  ${verdictPaint(page, verdict)(word)}`;
    const fits = displayWidth(name) <= nameColumns;
    if (page.width - lead < 36 || !fits) return [head, ...paragraph(page, printable(sentence), 2)];
    const [first = '', ...rest] = paragraph(page, printable(sentence), lead);
    const gap = ' '.repeat(Math.max(2, lead - Math.max(nameColumns, displayWidth(name)) - 2 - word.length));
    return [head + gap + first.slice(lead), ...rest];
  });
}

/** What a person does next, each command on a line of its own that can be copied whole. */
function steps(page: Page, { next = [] }: Report): string[] {
  if (next.length === 0) return [];
  return [
    page.paint.strong('Next'),
    ...next.flatMap(({ text, command }, index) => [
      ...field(page, `${index + 1}.`, text, String, 3),
      ...(command === undefined ? [] : commandLines(page, printable(command))),
    ]),
  ];
}

const commandIndent = 5;

/** Broken between the words of a shell, of which a quote in a word is `\'`: all of it can be copied at once. */
function commandLines(page: Page, command: string): string[] {
  const room = page.width - commandIndent - 2;
  const lines: string[] = [];
  for (const word of command.match(/(?:'[^']*'|\\.|\S)+/g) ?? []) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || displayWidth(longer) > room) lines.push(last === undefined ? word : `  ${word}`);
    else lines[lines.length - 1] = longer;
  }
  const margin = ' '.repeat(commandIndent);
  return lines.map((line, index) => `${margin}${page.paint.code(line)}${index < lines.length - 1 ? ' \\' : ''}`);
}

export function verdictPaint(page: Page, verdict: Verdict) {
  return page.paint[verdictTones[verdict]];
}
