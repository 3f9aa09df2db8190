/** A branch whose rebase was rehearsed: its commits in a table, what stands in the way, and what a reader may pass over. */
import { printable } from '../../../base/display.ts';
import { displayWidth, padded } from '../../../base/width.ts';
import type { Finding, RehearsedCommit, Report, Target } from '../../../generated/report-types.ts';
import { count } from '../../count.ts';
import { partsOf } from '../../group.ts';
import type { LineOf } from '../../words/code.ts';
import { commitRows, commitTones, commitWords } from '../../words/commits.ts';
import { howText, shortCommit } from '../../words/how.ts';
import { diagnosticBlock } from './diagnostic.ts';
import { asideLines, listed, noteLines } from './file.ts';
import { type Page, paragraph, spaced } from './page.ts';

/** Rows of the table and files of a list without --verbose; the JSON report holds all of them. */
const shown = 30;
/** Findings that are shown whole. */
const shownFindings = 50;

/** `own` are its findings; `rule` is a line drawn above it, or nothing. */
export function branchLines(
  page: Page,
  target: Target,
  own: readonly Finding[],
  report: Report,
  rule: string,
  lineOf: LineOf,
): string[] {
  const { failed, unknown, waived, old } = partsOf(target, own);
  const telling = [...failed, ...unknown];
  const more = telling.length - shownFindings;
  return spaced([
    rule === '' ? header(page, target) : [rule, ...header(page, target)],
    table(page, target.rehearsal?.commits ?? []),
    ...telling.slice(0, shownFindings).map((finding) => diagnosticBlock(page, finding, lineOf)),
    more > 0 ? paragraph(page, `${count(more, 'more finding')}; --format json holds all`, 2) : [],
    bothChanged(page, own),
    asideLines(page, [...old, ...waived], report),
  ]);
}

function header(page: Page, target: Target): string[] {
  return [
    ...paragraph(page, target.name, 0, page.paint.strong),
    ...paragraph(page, howText(target), 2, page.paint.quiet),
    ...noteLines(page, target),
  ];
}

const stateColumns = Math.max(...Object.values(commitWords).map((word) => word.length));

function table(page: Page, commits: readonly RehearsedCommit[]): string[] {
  const { rows, folded } = commitRows(commits, page.verbose ? commits.length : shown);
  return [
    ...rows.map((commit) => row(page, commit)),
    ...(folded > 0 ? paragraph(page, `and ${count(folded, 'more commit')} replayed; --verbose lists them`, 2) : []),
  ];
}

/** `  1a2b3c4d5e  replayed  Its subject`, the subject cut where the line ends. */
function row(page: Page, { commit, state, subject }: RehearsedCommit): string {
  const word = commitWords[state];
  const lead = `  ${shortCommit(commit)}  `;
  const room = page.width - lead.length - stateColumns - 2;
  return `${lead}${page.paint[commitTones[state]](word)}${padded(word, stateColumns + 2).slice(word.length)}${cut(printable(subject), room)}`.trimEnd();
}

function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let width = 1;
  let kept = '';
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return columns < 4 ? '' : `${kept}…`;
}

function bothChanged(page: Page, findings: readonly Finding[]): string[] {
  const files = findings
    .filter(({ check }) => check === 'rebase.both-changed')
    .flatMap(({ location }) => location?.file ?? []);
  if (files.length === 0) return [];
  const named = page.verbose ? files : files.slice(0, shown);
  const more = files.length - named.length;
  return [
    ...paragraph(page, 'Changed on both sides, and merged without a conflict', 0, page.paint.strong),
    ...named.flatMap((file) => listed(page, printable(file))),
    ...(more > 0 ? listed(page, `${count(more, 'more file')}; --verbose lists them`) : []),
  ];
}
