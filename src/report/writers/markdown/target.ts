/** One target as blocks of Markdown. */
import type { Finding, RehearsedCommit, Report, Target } from '../../../generated/report-types.ts';
import { count } from '../../count.ts';
import { codeBlock, codeSpan, markdownText, summaryText } from '../../escape/markdown.ts';
import { partsOf } from '../../group.ts';
import { capitalised } from '../../words/capital.ts';
import { codeAt, type LineOf } from '../../words/code.ts';
import { commitRows, commitWords } from '../../words/commits.ts';
import { passedText } from '../../words/counts.ts';
import { detailsOf } from '../../words/details.ts';
import { driftCells, driftHeads } from '../../words/drift.ts';
import { fileTexts, howText, shortCommit } from '../../words/how.ts';
import { mendedText, mendsOf, nixCommand } from '../../words/mends.ts';
import { wordOf } from '../../words/standing.ts';
import { waysToKnow } from '../../words/unknown.ts';
import { waiverText } from '../../words/waiver.ts';
import type { Block } from './blocks.ts';

export interface Surroundings {
  readonly report: Report;
  readonly lineOf: LineOf;
  readonly again: string;
}

/** Characters of one text; the other formats have it whole. */
const longest = 2000;
/** Columns of a line of code. */
const codeWidth = 100;
/** Characters of a commit's subject. */
const longestSubject = 200;

export function targetBlocks(
  target: Target,
  own: readonly Finding[],
  { report, lineOf, again }: Surroundings,
): Block[] {
  // The table says of a file in which nothing was found all that there is to say.
  const isSilent = own.length === 0 && !target.error && !target.drift && !target.notes && !target.notLookedInto;
  if (isSilent && report.targets.length > 1) return [];
  const { failed, unknown, noted, waived, old, passed, skipped } = partsOf(target, own);
  const isFile = target.kind === 'file';
  const mends = isFile ? [] : mendsOf(target.drift ? own.filter(({ status }) => status === 'fail') : failed);
  const code = mends.filter(({ isCode }) => isCode);
  const words = mends.filter(({ isCode }) => !isCode);
  const ways = waysToKnow(unknown);
  const tally = passedText(passed, skipped);
  return [
    { rank: 1, text: header(target) },
    ...(target.error
      ? [{ rank: 1, text: `**ERROR** Could not be examined (${target.error.kind}): ${inline(target.error.message)}` }]
      : []),
    ...(target.rehearsal && target.rehearsal.commits.length > 0
      ? [{ rank: 1, text: commitTable(target.rehearsal.commits) }]
      : []),
    ...(target.drift && target.drift.length > 0 ? [{ rank: 1, text: driftTable(target.drift) }] : []),
    ...failed.map((finding) => ({ rank: finding.severity === 'blocker' ? 1 : 2, text: folded(finding, lineOf) })),
    ...(code.length > 0
      ? [
          {
            rank: 1,
            text: [
              'To mend it:',
              '',
              codeBlock(
                code.map(({ what }) => what),
                'nix',
              ),
              ...(report.next ? [] : ['', `${codeSpan(nixCommand(target, again))} writes these as one NixOS module.`]),
            ].join('\n'),
          },
        ]
      : []),
    ...(words.length > 0
      ? [{ rank: 2, text: words.map((mend) => `- ${inline(mend.what)} (${inline(mendedText(mend))})`).join('\n') }]
      : []),
    ...unknown.map((finding) => ({ rank: finding.severity === 'blocker' ? 1 : 2, text: folded(finding, lineOf) })),
    ...(ways.length > 0
      ? [{ rank: 3, text: `To know it:\n\n${ways.map((way) => `- ${inline(way)}`).join('\n')}` }]
      : []),
    ...details(
      `${waived.length} waived`,
      waived.map((finding) => `${titled(finding)}: ${inline(waiverText(finding, report))}`),
    ),
    ...details(`${old.length} in the baseline`, old.map(findingItem)),
    ...details(count(noted.length, 'note'), noted.map(findingItem)),
    ...details('Not looked into', (target.notLookedInto ?? []).map(inline)),
    ...details(
      tally,
      [...passed, ...skipped].map((finding) => `${wordOf(finding).toLowerCase()} ${titled(finding)}`),
    ),
  ];
}

function header(target: Target): string {
  const lines = [howText(target.kind === 'file' ? { ...target, kind: 'host' } : target), ...fileTexts(target)].filter(
    Boolean,
  );
  return [
    `### ${inline(target.name)}: ${target.verdict.toUpperCase()}`,
    ...lines.map(inline),
    ...(target.notes ?? []).map((note) => `- note: ${inline(note)}`),
  ].join('\n\n');
}

/** A finding in a line, which opens. */
function folded(finding: Finding, lineOf: LineOf): string {
  const { location, title, message, check, severity, axis } = finding;
  const code = location && codeAt(location, lineOf, codeWidth);
  const about = location ? capitalised(message) : `${title}: ${message}`;
  const items = detailsOf(finding).map(({ label, text, isCode }) => {
    const short = cut(text);
    return `- ${label}: ${isCode ? codeSpan(short) : markdownText(short)}`;
  });
  return [
    `<details><summary><b>${wordOf(finding)}</b> ${summaryText(cut(about))}</summary>`,
    '',
    ...(code
      ? [codeBlock([`${code.number} │ ${code.line}`, `${' '.repeat(code.number.length)} │ ${code.carets}`]), '']
      : []),
    `- check: ${codeSpan(check)} (${severity}, ${axis})`,
    ...items,
    '',
    '</details>',
  ].join('\n');
}

export function details(title: string, items: readonly string[]): Block[] {
  if (items.length === 0) return [];
  const lines = items.map((item) => `- ${item}`);
  return [{ rank: 4, text: [`<details><summary>${title}</summary>`, '', ...lines, '', '</details>'].join('\n') }];
}

/** Rows of the table of commits; the other formats have all of them. */
const shownCommits = 60;

function commitTable(commits: readonly RehearsedCommit[]): string {
  const { rows, folded } = commitRows(commits, shownCommits);
  return [
    '| commit | | subject |',
    '|---|---|---|',
    ...rows.map(
      ({ commit, state, subject }) =>
        `| ${inline(shortCommit(commit))} | ${commitWords[state]} | ${markdownText(subject.slice(0, longestSubject))} |`,
    ),
    ...(folded > 0 ? [`| and ${folded} more | replayed | |`] : []),
  ].join('\n');
}

function driftTable(rows: NonNullable<Target['drift']>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['setting', ...driftHeads, 'what to do']),
    line(['setting', ...driftHeads, 'what to do'].map(() => '---')),
    ...rows.map((row) => line([row.key, ...driftCells(row), row.advice].map(inline))),
  ].join('\n');
}

/** A finding in a line of a list. */
export function findingItem(finding: Finding): string {
  return `${placed(finding)}${titled(finding)}: ${inline(capitalised(finding.message))}`;
}

function titled({ title, check }: Finding): string {
  return `${inline(title)} (${codeSpan(check)})`;
}

function placed({ location }: Finding): string {
  return location ? `${codeSpan(`${location.file}${location.line === undefined ? '' : `:${location.line}`}`)} ` : '';
}

export function inline(text: string): string {
  return markdownText(cut(text));
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
