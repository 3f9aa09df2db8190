/** A setting as it is wanted, declared, deployed, set at the next boot and live: one row of cells. */
import { printable } from '../../base/display.ts';
import type { DriftRow, DriftSide } from '../../generated/report-types.ts';

export const driftHeads = ['wanted', 'declared', 'deployed', 'next boot', 'live'] as const;

const sides = ['declared', 'deployed', 'boot', 'live'] as const;
/** Characters of a value. */
const longest = 24;

/** One cell for each of the heads. */
export function driftCells(row: DriftRow): string[] {
  return [row.wanted === undefined ? '-' : printable(String(row.wanted)), ...sides.map((side) => cellOf(row[side]))];
}

/** How bad a row is. */
export function driftTone({ state }: DriftRow): 'good' | 'doubtful' | 'bad' {
  if (state === 'agrees') return 'good';
  return state === 'by-hand' || state === 'by-hand-not-switched' || state === 'unknown' ? 'doubtful' : 'bad';
}

/** `?`: not known; `-`: not set; `none`: the kernel has no such setting. */
function cellOf(side: DriftSide | undefined): string {
  if (side?.gap === 'missing') return 'none';
  if (side === undefined || side.gap !== undefined) return '?';
  return side.value === undefined ? '-' : printable(String(side.value)).slice(0, longest);
}
