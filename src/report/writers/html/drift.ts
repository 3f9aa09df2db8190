/** Settings as they are declared, deployed and live, a row each. */
import type { DriftRow } from '../../../generated/report-types.ts';
import { markupText } from '../../escape/markup.ts';
import { driftCells, driftHeads, driftTone } from '../../words/drift.ts';
import { oneLine } from '../../words/one-line.ts';

export function driftTable(rows: readonly DriftRow[]): string {
  if (rows.length === 0) return '<p>No setting that a check asks about was read, and none differs.</p>';
  const heads = ['setting', ...driftHeads, 'what to do'].map((head) => `<th scope="col">${head}</th>`);
  const lines = rows.map((row) => {
    const cells = driftCells(row).map((cell) => `<td><code>${markupText(cell)}</code></td>`);
    const key = `<th scope="row"><code>${markupText(oneLine(row.key))}</code></th>`;
    return `<tr class="${driftTone(row)}">${key}${cells.join('')}<td>${markupText(oneLine(row.advice))}</td></tr>`;
  });
  return [
    '<div class="wide" tabindex="0" role="region" aria-label="Settings">',
    `<table class="drift"><thead><tr>${heads.join('')}</tr></thead>`,
    `<tbody>${lines.join('\n')}</tbody></table>`,
    '<p class="quiet">?: not known; -: not set; none: the kernel has no such setting</p>',
    '</div>',
  ].join('\n');
}
