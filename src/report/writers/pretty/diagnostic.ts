/** One finding in a text file: what is wrong, where, the line with carets under it, the way out. */
import type { Finding } from '../../../generated/report-types.ts';
import { changeText } from '../../words/baseline.ts';
import { capitalised } from '../../words/capital.ts';
import { codeAt, type LineOf } from '../../words/code.ts';
import { placeText } from '../../words/place.ts';
import { toneOf, wordOf } from '../../words/standing.ts';
import { endedWaiverText } from '../../words/waiver.ts';
import { field, headline, type Page, paragraph } from './page.ts';

export function diagnosticBlock(page: Page, finding: Finding, lineOf: LineOf): string[] {
  const paint =
    finding.severity === 'info' && finding.status === 'fail' ? page.paint.strong : page.paint[toneOf(finding)];
  const { location, related = [], remedy } = finding;
  const ended = endedWaiverText(finding);
  const change = changeText(finding);
  const place = location === undefined ? '' : `${placeText(location)} `;
  return [
    ...headline(page, wordOf(finding), paint, capitalised(finding.message)),
    ...paragraph(page, `${place}${finding.check}`, 2).map((line) => line.replace(finding.check, page.paint.quiet)),
    ...(location ? frameLines(page, location, lineOf, paint) : []),
    ...(ended === '' ? [] : field(page, 'waiver', ended)),
    ...(change === '' ? [] : field(page, 'change', change)),
    ...(remedy?.text === undefined ? [] : field(page, 'hint', capitalised(remedy.text))),
    ...related.flatMap((other) => [
      ...field(page, 'see', `${placeText(other)} ${other.message}`),
      ...frameLines(page, other, lineOf, page.paint.quiet),
    ]),
  ];
}

function frameLines(
  page: Page,
  location: NonNullable<Finding['location']>,
  lineOf: LineOf,
  paint: (text: string) => string,
): string[] {
  const code = codeAt(location, lineOf, page.width);
  if (!code) return [];
  return [
    `${page.paint.quiet(`${code.number} │`)} ${code.line}`,
    `${page.paint.quiet(`${' '.repeat(code.number.length)} │`)} ${code.carets.replace(/\^+/, paint)}`,
  ];
}
