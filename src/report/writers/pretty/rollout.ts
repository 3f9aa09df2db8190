/** Many files: what was found in some of them, a line for each of them, and at the end what nobody looked into. */

import { printable } from '../../../base/display.ts';
import { padded } from '../../../base/width.ts';
import type { Finding, Report, Target } from '../../../generated/report-types.ts';
import { byTarget } from '../../group.ts';
import { fileSentence } from '../../sentence.ts';
import type { LineOf } from '../../words/code.ts';
import { verdictPaint, wholeVerdictLines } from './ending.ts';
import { diagnosticLines, fileHeader, listedThings, noteLines } from './file.ts';
import { type Page, paragraph, spaced } from './page.ts';

export function rolloutLines(page: Page, report: Report, lineOf: LineOf): string[] {
  return spaced([
    filesLines(page, report, report.targets, lineOf),
    notJudged(page, report.notJudged ?? []),
    wholeVerdictLines(page, report),
  ]);
}

/** Targets of files without the verdict over all of them. */
export function filesLines(page: Page, report: Report, files: readonly Target[], lineOf: LineOf): string[] {
  const rule = page.paint.quiet('─'.repeat(page.width));
  const targets = byTarget({ ...report, targets: [...files] });
  const details = targets.flatMap(([target, findings]) => {
    if (findings.length === 0) return [];
    return [[...fileHeader(page, target), '', ...diagnosticLines(page, findings, report, lineOf), '', rule]];
  });
  return spaced([
    ...details,
    targets.flatMap(([target, own]) => targetLine(page, target, own)),
    notLookedInto(page, files),
  ]);
}

const verdictColumns = 'UNDETERMINED'.length + 2;

/** `READY         config.alloy: Alloy 1.13.1`, and what was found. Of a target without findings the notes, too: they stand nowhere else. */
function targetLine(page: Page, target: Target, own: readonly Finding[]): string[] {
  const word = target.verdict.toUpperCase();
  // What would be refused is said by the verdict.
  const counts = own.length > 0 ? [fileSentence(target, { findings: own }).replace(/^nothing [^;]*; /, '')] : [];
  const text = [target.name, [whatText(target), ...counts].filter(Boolean).join('; ')].filter(Boolean).join(': ');
  const [first = '', ...rest] = paragraph(page, printable(text), verdictColumns);
  const lead = padded(word, verdictColumns);
  return [
    verdictPaint(page, target.verdict)(word) + lead.slice(word.length) + first.slice(verdictColumns),
    ...rest,
    ...(own.length > 0 ? [] : noteLines(page, target, verdictColumns)),
  ];
}

const languages: Readonly<Record<NonNullable<Target['language']>, string>> = {
  alloy: 'Alloy',
  kubernetes: 'Kubernetes manifests',
  pyroscope: 'Pyroscope',
  grafana: 'Grafana data sources',
  container: 'container build',
  compose: 'images of docker compose',
  documentation: 'documentation',
  'service-versions': 'versions',
  agreement: '',
  preflight: '',
};

/** `Alloy 1.13.1`; a version that nothing names is marked. */
function whatText({ language, judgedFor }: Target): string {
  if (!judgedFor) return language === undefined ? '' : languages[language];
  const { program, version, from } = judgedFor;
  return `${program} ${version}${from === 'the newest known' ? ', the newest known' : ''}`;
}

/** Each thing once, with how many targets it is said of. */
function notLookedInto(page: Page, targets: readonly Target[]): string[] {
  const all = new Map<string, string[]>();
  for (const { name, notLookedInto: things = [] } of targets) {
    for (const thing of things) all.set(thing, [...(all.get(thing) ?? []), name]);
  }
  if (all.size === 0) return [];
  return [
    page.paint.strong('Not looked into'),
    ...listedThings(
      page,
      [...all].map(([thing, names]) => `${thing} (${names.length === 1 ? names[0] : `${names.length} files`})`),
    ),
  ];
}

/** Names of files that are listed. */
const shownNames = 5;

export function notJudged(page: Page, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > shownNames ? [`${names.length - shownNames} more`] : [];
  const text = `Of no kind that preflight knows: ${[...names.slice(0, shownNames), ...more].join(', ')}`;
  return paragraph(page, printable(text), 0, page.paint.quiet);
}
