/** One finding in a text file: what is wrong, where, the line with carets under it, the way out. */
import { lineStarts } from '../../../base/text.ts';
import type { Finding } from '../../../generated/report-types.ts';
import { frameOf } from '../../diagnostics/frame.ts';
import { placeText } from './evidence.ts';
import { field, headline, type Page, paragraph } from './page.ts';

/** Gives a line of a file, counted from 1, without its line break; nothing where the text is not there. */
export type LineOf = (file: string, line: number) => string | undefined;

/** Lines of the texts, each text's counted once. */
export function linesOf(texts: ReadonlyMap<string, string>): LineOf {
  const starts = new Map<string, Uint32Array>();
  return (file, line) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const known = starts.get(file) ?? lineStarts(text);
    starts.set(file, known);
    const [start, end] = [known[line - 1], known[line] ?? text.length];
    return start === undefined ? undefined : text.slice(start, end).replace(/^\ufeff|[\r\n]+$/g, '');
  };
}

export function diagnosticBlock(page: Page, finding: Finding, lineOf: LineOf): string[] {
  const [word, paint] = wordOf(page, finding);
  const { location, related = [], remedy } = finding;
  const place = location === undefined ? '' : `${placeText(location)} `;
  return [
    ...headline(page, word, paint, sentence(finding.message)),
    ...paragraph(page, `${place}${finding.check}`, 2).map((line) => line.replace(finding.check, page.paint.quiet)),
    ...(location ? frameLines(page, location, lineOf, paint) : []),
    ...(remedy?.text === undefined ? [] : field(page, 'hint', sentence(remedy.text))),
    ...related.flatMap((other) => [
      ...field(page, 'see', `${placeText(other)} ${other.message}`),
      ...frameLines(page, other, lineOf, page.paint.quiet),
    ]),
  ];
}

function wordOf({ paint }: Page, { status, severity }: Finding): readonly [string, (text: string) => string] {
  if (status === 'unknown') return ['UNKNOWN', paint.doubtful];
  if (severity === 'blocker') return ['FAIL', paint.bad];
  return severity === 'warning' ? ['WARN', paint.doubtful] : ['NOTE', paint.strong];
}

function frameLines(
  page: Page,
  location: NonNullable<Finding['location']>,
  lineOf: LineOf,
  paint: (text: string) => string,
): string[] {
  const { file, line, column = 1, endLine, endColumn = column } = location;
  const text = line === undefined ? undefined : lineOf(file, line);
  if (line === undefined || text === undefined || text.trim() === '') return [];
  const number = String(line).padStart(6);
  const gutter = number.length + ' │ '.length;
  const end = endLine !== undefined && endLine > line ? text.trimEnd().length : endColumn - 1;
  const frame = frameOf(text, column - 1, Math.max(column - 1, end), page.width - gutter);
  return [
    `${page.paint.quiet(`${number} │`)} ${frame.line}`,
    `${page.paint.quiet(`${' '.repeat(number.length)} │`)} ${frame.carets.replace(/\^+/, paint)}`,
  ];
}

/** Messages come without a capital and a full stop. A name that begins one, such as a component's, stays as it is. */
function sentence(text: string): string {
  return /^[a-z]+(?![\w.:/=-])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
