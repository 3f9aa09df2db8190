/** A setting on a line: what is wanted, declared, deployed, set at the next boot and live; below it what to do. */
import { printable } from '../../../base/display.ts';
import { pointerOf } from '../../../base/pointer.ts';
import { displayWidth, padded } from '../../../base/width.ts';
import type { DriftRow, Finding, Target } from '../../../generated/report-types.ts';
import { count } from '../../count.ts';
import { driftCells, driftHeads, driftTone } from '../../words/drift.ts';
import { type Page, paragraph } from './page.ts';

/** Columns between two cells. */
const gap = 2;

/** Empty for a target of which no settings were compared. */
export function driftLines(page: Page, { drift }: Target, own: readonly Finding[]): string[] {
  if (!drift) return [];
  if (drift.length === 0) return paragraph(page, 'No setting that a check asks about was read, and none differs.');
  const shown = drift.filter(({ state }) => page.verbose || state !== 'agrees');
  const agreeing = drift.length - shown.length;
  const others = agreeing === 0 ? [] : paragraph(page, `${count(agreeing, 'setting')} of which every side is right.`);
  if (shown.length === 0) return others;
  const rows = shown.map((row) => ({ row, cells: driftCells(row) }));
  const widths = driftHeads.map((head, at) =>
    Math.max(displayWidth(head), ...rows.map(({ cells }) => displayWidth(cells[at] ?? ''))),
  );
  const table = widths.reduce((sum, width) => sum + width + gap, 0);
  const longest = Math.max(...shown.map(({ key }) => displayWidth(printable(key)))) + 2;
  // Where a key and its values do not fit beside each other, the values go below it.
  const beside = longest + table <= page.width;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => ' '.repeat(gap) + padded(cell, widths[at] ?? 0))
      .join('')
      .trimEnd();
  const lead = beside ? ' '.repeat(longest) : '  ';
  return [
    page.paint.quiet(lead + line(driftHeads)),
    ...rows.flatMap(({ row, cells }) => {
      const key = `  ${printable(row.key)}`;
      const name = page.paint[driftTone(row)](key);
      const values = line(cells);
      return [
        ...(beside ? [name + ' '.repeat(longest - displayWidth(key)) + values] : [name, `  ${values}`]),
        ...(row.state === 'agrees' || isSaid(row, own) ? [] : paragraph(page, row.advice, 4)),
      ];
    }),
    ...(others.length === 0 ? [] : ['', ...others]),
  ];
}

/** Whether a check that failed has said of the value what there is to say. */
function isSaid({ key }: DriftRow, own: readonly Finding[]): boolean {
  const fact = pointerOf(['sysctl', key, 'live']);
  const failed = own.filter(({ check, status }) => check !== 'nixos.drift' && status === 'fail');
  return failed.some(({ evidence }) => evidence.some((one) => one.fact === fact));
}
