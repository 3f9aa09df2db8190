/**
 * Annotations of GitHub Actions, the worst first: GitHub shows the first ten of a kind. Elsewhere, Forgejo included, which
 * knows no annotations, the same as plain lines. Source of the commands: actions/runner, ActionCommand.cs and
 * ActionCommandManager.cs.
 */
import type { Finding, Report } from '../../generated/report-types.ts';
import type { Writer } from '../format.ts';
import { byTarget } from '../group.ts';
import { isOld } from '../verdict.ts';
import { baselineText, changeText } from '../words/baseline.ts';
import { capitalised } from '../words/capital.ts';
import { oneLine } from '../words/one-line.ts';
import { placeText } from '../words/place.ts';
import { blocks, wordOf } from '../words/standing.ts';
import { endedWaiverText, waiverText } from '../words/waiver.ts';

export const github: Writer = {
  format: 'github',
  extension: 'txt',
  write(report, { commands }) {
    const notes = notesOf(report).sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
    const lines = notes.map((note) => (commands === true ? commandOf(note) : plainOf(note)));
    const baseline = report.baseline ? [`baseline ${harmless(baselineText(report, report.baseline))}`] : [];
    return [...lines, ...baseline, `${report.verdict.toUpperCase()} ${harmless(report.summary.sentence)}`, ''].join(
      '\n',
    );
  },
};

const levels = ['error', 'warning', 'notice'] as const;

interface Note {
  readonly level: (typeof levels)[number];
  readonly word: string;
  readonly title: string;
  /** What was found, and what to do about it. */
  readonly lines: readonly string[];
  readonly location?: Finding['location'];
}

function notesOf(report: Report): Note[] {
  return byTarget(report).flatMap(([{ name, error, stale, notes = [] }, own]) => [
    ...(error ? [obstacle(name, `Could not be examined (${error.kind})`, error.message)] : []),
    ...(stale === true ? [obstacle(name, 'The facts are too old', notes.join(' '))] : []),
    ...own.flatMap((finding) => noteOf(finding, report)),
  ]);
}

function obstacle(name: string, title: string, message: string): Note {
  return { level: 'error', word: 'ERROR', title: `${title}: ${name}`, lines: [oneLine(message)] };
}

/** Nothing of what passed or was skipped. */
function noteOf(finding: Finding, report: Report): Note[] {
  const { status, severity, target, check, title, message, location, remedy } = finding;
  if (status === 'pass' || status === 'skip') return [];
  const level =
    status === 'waived' || severity === 'info' || isOld(finding)
      ? 'notice'
      : blocks(finding, report)
        ? 'error'
        : 'warning';
  const advice = status === 'waived' ? `Waived ${waiverText(finding, report)}` : remedy?.text;
  const ended = endedWaiverText(finding);
  const change = isOld(finding) ? 'in the baseline already' : changeText(finding);
  // A finding in a file is shown beside its line; of a host it must be said which.
  const about = location ? title : `${title}: ${target}`;
  return [
    {
      level,
      word: wordOf(finding),
      title: `${about} (${check})`,
      lines: [
        message,
        ...(ended === '' ? [] : [`Waiver ${ended}`]),
        ...(change === '' ? [] : [change]),
        ...(advice === undefined ? [] : [advice]),
      ].map((text) => oneLine(capitalised(text))),
      ...(location && { location }),
    },
  ];
}

function commandOf({ level, title, lines, location }: Note): string {
  const { file, line, column, endLine = line, endColumn } = location ?? {};
  const isOneLine = line !== undefined && endLine === line;
  const properties = {
    file,
    line,
    endLine: line === undefined ? undefined : endLine,
    // GitHub takes columns of a single line alone, the last one included.
    col: isOneLine ? column : undefined,
    endColumn:
      isOneLine && column !== undefined && endColumn !== undefined ? Math.max(column, endColumn - 1) : undefined,
    title: oneLine(title),
  };
  const text = Object.entries(properties)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]))
    .join(',');
  return `::${level} ${text}::${data(lines.join('\n'))}`;
}

function plainOf({ word, title, lines, location }: Note): string {
  const place = location ? `${placeText(location)}: ` : '';
  return `${word} ${harmless(`${place}${title}: ${lines.join(' ')}`)}`;
}

/** The older kind of command is found anywhere in a line. */
function harmless(text: string): string {
  return oneLine(text).replaceAll('##[', '# #[');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(oneLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
