/** One line of a file and carets under a part of it, cut to the width of a terminal. */
import { printable } from '../../base/display.ts';
import { displayWidth } from '../../base/width.ts';
import { masked } from './mask.ts';

export interface Frame {
  readonly line: string;
  /** Blanks and carets, to be printed below the line. */
  readonly carets: string;
}

/** Columns between the stops of a tab. */
const tabStop = 4;
/** Units of a line that are looked at, on each side of the range: a minified file may be one line of megabytes. */
const reach = 2000;
/** How far before that a secret may begin. */
const maskReach = 65_536;
const ellipsis = '…';
/** Columns that are shown before a range which is too wide itself. */
const context = 12;

/**
 * `start` and `end` are offsets in the line, half-open, `end` not before `start`. What does not fit into `width` columns is
 * cut around the range and marked. Escapes and control characters become visible, tabs become spaces, secrets asterisks.
 */
export function frameOf(whole: string, start: number, end: number, width: number): Frame {
  const from = Math.max(0, Math.min(start, whole.length) - reach);
  const until = Math.min(whole.length, Math.max(from, start) + reach);
  const maskFrom = Math.max(0, from - maskReach);
  const line = masked(whole.slice(maskFrom, until)).slice(from - maskFrom);
  const cells = cellsOf(line);
  const first = columnAt(cells, start - from);
  const last = Math.max(first + 1, columnAt(cells, start - from + 1), columnAt(cells, Math.min(end, until) - from));
  const total = columnAt(cells, line.length);
  // A caret behind the last character needs a column, too.
  const [left, right] = view(first, last, Math.max(total, last), from > 0, until < whole.length, width);
  const shown = cells.filter(({ column, columns }) => column >= left && column + columns <= right);
  const lead = left > 0 || from > 0 ? ellipsis : '';
  const tail = right < total || until < whole.length ? ellipsis : '';
  const begin = shown[0]?.column ?? left;
  const carets = end > start ? Math.min(last, right) - Math.max(first, begin) : 1;
  return {
    line: (lead + shown.map(({ text }) => text).join('') + tail).trimEnd(),
    carets: ' '.repeat(Math.max(0, first - begin) + lead.length) + '^'.repeat(Math.max(1, carets)),
  };
}

/** One character as it is shown. */
interface Cell {
  /** Offset in the line. */
  readonly at: number;
  readonly text: string;
  readonly column: number;
  readonly columns: number;
}

function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  let column = 0;
  for (const character of line) {
    const text = character === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : printable(character);
    const columns = displayWidth(text);
    cells.push({ at, text, column, columns });
    at += character.length;
    column += columns;
  }
  return cells;
}

/** The column at which the character at an offset begins; behind the last one, where the line ends. */
function columnAt(cells: readonly Cell[], offset: number): number {
  const cell = cells.findLast(({ at }) => at <= offset);
  if (!cell) return 0;
  const isBehind = cell === cells.at(-1) && offset > cell.at;
  return isBehind ? cell.column + cell.columns : cell.column;
}

/** The columns that are shown. The range stays in sight, or its beginning where it is too wide itself. */
function view(
  first: number,
  last: number,
  total: number,
  cutBefore: boolean,
  cutBehind: boolean,
  width: number,
): readonly [number, number] {
  if (total <= width && !cutBefore && !cutBehind) return [0, total];
  const room = Math.max(8, width - 2);
  const spare = Math.max(Math.min(context, room >> 2) * 2, room - (last - first));
  const left = Math.max(0, Math.min(first - Math.floor(spare / 2), Math.max(0, total - room)));
  return [left, Math.min(total, left + room)];
}
