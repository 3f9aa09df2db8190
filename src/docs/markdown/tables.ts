import type { Span } from '../../base/text.ts';
import type { Run } from './blocks.ts';

/** A table as GitHub reads it: the cells of its head, and those of its rows. */
export interface Table {
  readonly head: readonly Span[];
  readonly rows: readonly (readonly Span[])[];
}

export function tablesOf(text: string, runs: readonly Run[]): readonly Table[] {
  const tables: { head: readonly Span[]; rows: (readonly Span[])[] }[] = [];
  let before: Span | undefined;
  let open: { head: readonly Span[]; rows: (readonly Span[])[] } | undefined;
  for (const line of linesOf(text, runs)) {
    const follows = before !== undefined && /^\r?\n$/.test(text.slice(before.end, line.start));
    if (!follows || !text.slice(line.start, line.end).includes('|')) open = undefined;
    if (open) open.rows.push(cellsOf(text, line));
    else if (before && follows && isDelimiter(text.slice(line.start, line.end))) {
      open = { head: cellsOf(text, before), rows: [] };
      tables.push(open);
    }
    before = line;
  }
  return tables;
}

function* linesOf(text: string, runs: readonly Run[]): Generator<Span> {
  for (const { start, end } of runs) {
    for (let at = start; at < end; ) {
      const feed = text.indexOf('\n', at);
      const to = feed === -1 || feed > end ? end : feed;
      yield { start: at, end: text[to - 1] === '\r' && to > at ? to - 1 : to };
      at = to + 1;
    }
  }
}

function isDelimiter(line: string): boolean {
  return /^[\s|:>-]+$/.test(line) && line.includes('|') && line.includes('-');
}

/** Cells without the blanks around them; an escaped bar belongs to its cell. */
function cellsOf(text: string, { start, end }: Span): readonly Span[] {
  const cells: Span[] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && text[at] === '\\') at++;
    else if (at === end || text[at] === '|') {
      cells.push(trimmed(text, from, Math.min(at, end)));
      from = at + 1;
    }
  }
  const [first, last] = [cells[0], cells.at(-1)];
  // A bar at an end of the line begins no cell.
  const skipFirst = first && first.start === first.end ? 1 : 0;
  const skipLast = cells.length > 1 && last && last.start === last.end ? 1 : 0;
  return cells.slice(skipFirst, cells.length - skipLast);
}

function trimmed(text: string, from: number, to: number): Span {
  let [start, end] = [from, to];
  while (start < end && /[\s>]/.test(text[start] ?? '')) start++;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  return { start, end };
}
