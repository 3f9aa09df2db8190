/** A setting on a line: what is wanted, declared, deployed, set at the next boot and live; below it what to do. */
import { printable } from '../../../base/display.ts';
import { displayWidth, padded } from '../../../base/width.ts';
import type { DriftRow, DriftSide, Target } from '../../../generated/report-types.ts';
import { count } from '../../sentence.ts';
import { type Page, paragraph } from './page.ts';

const sides = ['declared', 'deployed', 'boot', 'live'] as const;
const heads = ['wanted', 'declared', 'deployed', 'next boot', 'live'];
/** Columns between two cells. */
const gap = 2;

/** Empty for a target of which no settings were compared. */
export function driftLines(page: Page, { drift }: Target): string[] {
  if (!drift) return [];
  if (drift.length === 0) return paragraph(page, 'No setting that a check asks about was read, and none differs.');
  const shown = drift.filter(({ state }) => page.verbose || state !== 'agrees');
  const agreeing = drift.length - shown.length;
  const others = agreeing === 0 ? [] : paragraph(page, `${count(agreeing, 'setting')} of which every side is right.`);
  if (shown.length === 0) return others;
  const rows = shown.map((row) => ({ row, cells: cellsOf(row) }));
  const widths = heads.map((head, at) =>
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
    page.paint.quiet(lead + line(heads)),
    ...rows.flatMap(({ row, cells }) => {
      const key = `  ${printable(row.key)}`;
      const name = paintOf(page, row)(key);
      const values = line(cells);
      return [
        ...(beside ? [name + ' '.repeat(longest - displayWidth(key)) + values] : [name, `  ${values}`]),
        ...(row.state === 'agrees' ? [] : paragraph(page, row.advice, 4)),
      ];
    }),
    ...(others.length === 0 ? [] : ['', ...others]),
  ];
}

function cellsOf(row: DriftRow): string[] {
  return [row.wanted === undefined ? '-' : printable(String(row.wanted)), ...sides.map((side) => cellOf(row[side]))];
}

/** `?`: not known; `-`: not set; `none`: the kernel has no such setting. */
function cellOf(side: DriftSide | undefined): string {
  if (side?.gap === 'missing') return 'none';
  if (side === undefined || side.gap !== undefined) return '?';
  return side.value === undefined ? '-' : printable(String(side.value)).slice(0, 24);
}

function paintOf(page: Page, { state }: DriftRow) {
  if (state === 'agrees') return page.paint.good;
  return state === 'by-hand' || state === 'by-hand-not-switched' || state === 'unknown'
    ? page.paint.doubtful
    : page.paint.bad;
}
