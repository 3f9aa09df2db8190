/** One finding: a line that opens to what it stands on, what it costs, and where it is. */
import type { Finding } from '../../../generated/report-types.ts';
import { markupText } from '../../escape/markup.ts';
import { capitalised } from '../../words/capital.ts';
import { codeAt, type LineOf } from '../../words/code.ts';
import { detailsOf } from '../../words/details.ts';
import { oneLine } from '../../words/one-line.ts';
import { toneOf, wordOf } from '../../words/standing.ts';

/** Columns of a line of code; a longer one is cut around what is meant. */
const codeWidth = 110;

export function findingBlock(finding: Finding, lineOf: LineOf, isOpen: boolean): string {
  const { title, message, check, severity, axis, location } = finding;
  const about = location ? capitalised(message) : title;
  const rows = detailsOf(finding).map(({ label, text, isCode }) => {
    const shown = markupText(text);
    return `<div><dt>${label}</dt><dd>${isCode ? `<code>${shown}</code>` : shown}</dd></div>`;
  });
  return [
    `<details class="finding ${toneOf(finding)}"${isOpen ? ' open' : ''}>`,
    `<summary><span class="word">${wordOf(finding)}</span> ${markupText(oneLine(about))}</summary>`,
    ...(location ? [] : [`<p class="found">${markupText(oneLine(capitalised(message)))}</p>`]),
    ...codeLines(finding, lineOf),
    '<dl>',
    `<div><dt>check</dt><dd><code>${markupText(oneLine(check))}</code> (${severity}, ${axis})</dd></div>`,
    ...rows,
    '</dl>',
    '</details>',
  ].join('\n');
}

function codeLines({ location }: Finding, lineOf: LineOf): string[] {
  const code = location && codeAt(location, lineOf, codeWidth);
  if (!code) return [];
  const from = code.carets.length - code.carets.trimStart().length;
  return [
    `<pre class="code" tabindex="0" aria-label="Line ${code.number.trim()}"><span class="quiet">${code.number.trim()}</span> ${markupText(code.line)}\n` +
      `<span class="carets" aria-hidden="true">${' '.repeat(code.number.trim().length + 1 + from)}${code.carets.trim()}</span></pre>`,
  ];
}
