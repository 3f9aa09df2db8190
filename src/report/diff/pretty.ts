/** For a person at a terminal: what is new first, the verdict last. */
import { printable } from '../../base/display.ts';
import type { Compared } from '../compare.ts';
import { count } from '../count.ts';
import type { WriteOptions } from '../format.ts';
import { capitalised } from '../words/capital.ts';
import { momentText } from '../words/how.ts';
import { placeText } from '../words/place.ts';
import { toneOf, wordOf } from '../words/standing.ts';
import { verdictPaint } from '../writers/pretty/ending.ts';
import { field, headline, type Page, pageOf, paragraph, spaced } from '../writers/pretty/page.ts';
import { countsText, findingOf, type ReportDiff, states, stateTitles, targetsOf } from './diff.ts';
import { moreTexts } from './words.ts';

/** Findings of one state that are shown without --verbose. */
const shown = 50;

export function diffPretty(diff: ReportDiff, options: WriteOptions): string {
  const page = pageOf(options);
  const { after } = diff;
  return `${spaced([
    heads(page, diff),
    ...states.flatMap((state) => {
      const own = diff.compared.filter((one) => one.state === state);
      if (own.length === 0 || (state === 'unchanged' && !page.verbose)) return [];
      return group(page, diff, stateTitles[state], own);
    }),
    [
      ...headline(page, after.verdict.toUpperCase(), verdictPaint(page, after.verdict), after.summary.sentence),
      ...paragraph(page, `${countsText(diff)}.`, 2),
    ],
  ]).join('\n')}\n`;
}

function heads(page: Page, diff: ReportDiff): string[] {
  const { before, after, verdictAfter } = diff;
  const only = targetsOf(diff);
  const missing = (text: string, names: readonly string[]) =>
    names.length === 0 ? [] : field(page, 'note', `${text}: ${names.join(', ')}`, page.paint.doubtful);
  return [
    ...field(page, 'before', `${momentText(before.startedAt)}: ${before.verdict}`, String, 8),
    ...field(page, 'after', `${momentText(after.startedAt)}: ${verdictAfter}`, String, 8),
    ...missing('only in the earlier report', only.before),
    ...missing('only in the later report', only.after),
  ];
}

function group(page: Page, diff: ReportDiff, title: string, all: readonly Compared[]): string[][] {
  const told = page.verbose ? all : all.slice(0, shown);
  const rest = all.length - told.length;
  return [
    [page.paint.strong(title)],
    ...told.map((one) => entry(page, diff, one)),
    ...(rest > 0 ? [paragraph(page, `${count(rest, 'more finding')}; --verbose lists them`, 2)] : []),
  ];
}

function entry(page: Page, diff: ReportDiff, one: Compared): string[] {
  const finding = findingOf(one);
  const { title, message, check, severity, target, location } = finding;
  return [
    ...headline(page, wordOf(finding), page.paint[toneOf(finding)], `${printable(target)}: ${title}`),
    ...field(page, 'check', `${check} (${severity})`),
    ...field(page, 'found', capitalised(message)),
    ...(location ? field(page, 'at', placeText(location)) : []),
    ...moreTexts(one, diff).flatMap(({ label, text }) => field(page, label, text)),
  ];
}
