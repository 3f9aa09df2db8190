/** A target that is a text file or several: the findings in it by place, and what was not looked into. */
import type { Finding, Report, Target } from '../../../generated/report-types.ts';
import { count } from '../../count.ts';
import { byFile } from '../../group.ts';
import { isOld } from '../../verdict.ts';
import { capitalised } from '../../words/capital.ts';
import type { LineOf } from '../../words/code.ts';
import { fileTexts } from '../../words/how.ts';
import { placeText } from '../../words/place.ts';
import { waiverText } from '../../words/waiver.ts';
import { diagnosticBlock } from './diagnostic.ts';
import { field, type Page, paragraph, spaced } from './page.ts';

/** Findings that are shown of one file: a broken one says the same thing a thousand times. */
const shownOfFile = 50;

/** One target that is files. */
export function fileLines(
  page: Page,
  target: Target,
  findings: readonly Finding[],
  report: Report,
  rule: string,
  lineOf: LineOf,
): string[] {
  return spaced([
    rule === '' ? fileHeader(page, target) : [rule, ...fileHeader(page, target)],
    diagnosticLines(page, findings, report, lineOf),
    notLookedInto(page, target),
  ]);
}

/** The findings of one target, file by file; those that do not count in a line each, at the end. */
export function diagnosticLines(page: Page, findings: readonly Finding[], report: Report, lineOf: LineOf): string[] {
  const aside = findings.filter(isSetAside);
  const told = aside.length === 0 ? findings : findings.filter((finding) => !isSetAside(finding));
  return spaced([
    ...byFile(told).flatMap(([file, own]) => {
      const rest = own.slice(shownOfFile);
      const blockers = rest.filter(({ severity }) => severity === 'blocker').length;
      const more = `${file}: ${count(rest.length, 'more finding')}, ${count(blockers, 'blocker')} among them; --format json holds all`;
      return [
        ...own.slice(0, shownOfFile).map((finding) => diagnosticBlock(page, finding, lineOf)),
        rest.length === 0 ? [] : paragraph(page, more, 2),
      ];
    }),
    asideLines(page, aside, report),
  ]);
}

function isSetAside(finding: Finding): boolean {
  return finding.status === 'waived' || isOld(finding);
}

/** `  waived  deploy/config.alloy:10:3 Message (rule): until 2026-12-01 (28 days left): reason`, and `old` alike. */
export function asideLines(page: Page, findings: readonly Finding[], report: Report): string[] {
  const rest = findings.length - shownOfFile;
  return [
    ...findings.slice(0, shownOfFile).flatMap((finding) => {
      const { location, message, check } = finding;
      const place = location === undefined ? '' : `${placeText(location)} `;
      const [word, more] = isOld(finding) ? ['old', ''] : ['waived', `: ${waiverText(finding, report)}`];
      return field(page, word, `${place}${capitalised(message)} (${check})${more}`, String, 8);
    }),
    ...(rest > 0 ? paragraph(page, `${rest} more of these; --format json holds all`, 2) : []),
  ];
}

export function fileHeader(page: Page, target: Target): string[] {
  return [
    ...paragraph(page, target.name, 0, page.paint.strong),
    ...fileTexts(target).flatMap((text) => paragraph(page, text, 2, page.paint.quiet)),
    ...noteLines(page, target),
  ];
}

export function noteLines(page: Page, { notes = [] }: Target, indent = 0): string[] {
  const margin = ' '.repeat(Math.max(0, indent - 2));
  const inner = { ...page, width: page.width - margin.length };
  return notes.flatMap((note) => field(inner, 'note', note, page.paint.doubtful).map((line) => margin + line));
}

function notLookedInto(page: Page, target: Target): string[] {
  const things = target.notLookedInto ?? [];
  if (things.length === 0) return [];
  return [page.paint.strong('Not looked into'), ...listedThings(page, things)];
}

/** Things not looked into that are shown: a folder of very many objects says the same thing of each. */
const shownThings = 30;

/** A line for each, and how many more there are. */
export function listedThings(page: Page, things: readonly string[]): string[] {
  const rest = things.length - shownThings;
  const more = rest > 0 ? [`${rest} more; --format json holds all`] : [];
  return [...things.slice(0, shownThings), ...more].flatMap((text) => listed(page, text));
}

/** `  - text`, hanging. */
export function listed(page: Page, text: string): string[] {
  const [first = '', ...rest] = paragraph(page, text, 4);
  return [first.replace('    ', '  - '), ...rest];
}
