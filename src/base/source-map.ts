/** Where the characters of a text that was taken out of a file stand in that file. Offsets count UTF-16 units from 0. */
import type { Span } from './text.ts';

/** Runs of the text, each of which stands for a range of the file. */
export interface SourceMap {
  /** Where each run begins in the text, ascending. */
  readonly at: readonly number[];
  /** Where its range begins and ends in the file. A range as long as its run is taken character by character. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Length of the text. */
  readonly length: number;
  /** Where an offset behind the last run is. */
  readonly end: number;
}

/** A text and where it was taken from. */
export interface Excerpt {
  readonly text: string;
  readonly map: SourceMap;
}

/** Takes a text out of a file, piece by piece from front to back. */
export interface Excerpting {
  /** A range of the file as it stands. */
  readonly copy: (start: number, end: number) => void;
  /** A text that a range of the file stands for, such as a line break that an escape means. */
  readonly put: (text: string, start: number, end: number) => void;
  /** The text so far; `end` is where it ends in the file. */
  readonly finish: (end: number) => Excerpt;
}

export function excerpting(file: string): Excerpting {
  const pieces: string[] = [];
  const at: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let length = 0;
  let isCopy = false;
  const add = (text: string, start: number, end: number, copied: boolean) => {
    if (text === '') return;
    if (copied && isCopy && ends.at(-1) === start) ends[ends.length - 1] = end;
    else {
      at.push(length);
      starts.push(start);
      ends.push(end);
    }
    isCopy = copied;
    pieces.push(text);
    length += text.length;
  };
  return {
    copy: (start, end) => add(file.slice(start, end), start, end, true),
    put: (text, start, end) => add(text, start, end, false),
    finish: (end) => ({ text: pieces.join(''), map: { at, starts, ends, length, end } }),
  };
}

/** The range of the file that a range of the text stands for. Offsets outside of the text count as its ends. */
export function mapSpan(map: SourceMap, { start, end }: Span): Span {
  const from = startOf(map, start);
  return { start: from, end: end > start ? Math.max(from, endOf(map, end)) : from };
}

/** The text without its first units. */
export function behind({ text, map }: Excerpt, units: number): Excerpt {
  const first = runAt(map, units);
  const skipped = Math.max(0, units - (map.at[first] ?? 0));
  const isCopy = isVerbatim(map, first);
  return {
    text: text.slice(units),
    map: {
      at: map.at.slice(first).map((at) => Math.max(0, at - units)),
      starts: map.starts.slice(first).map((start, index) => (index === 0 && isCopy ? start + skipped : start)),
      ends: map.ends.slice(first),
      length: Math.max(0, map.length - units),
      end: map.end,
    },
  };
}

/** Where the unit at an offset of the text begins in the file. */
function startOf(map: SourceMap, offset: number): number {
  if (offset >= map.length) return map.end;
  const run = runAt(map, offset);
  const start = map.starts[run] ?? map.end;
  return isVerbatim(map, run) ? start + Math.max(0, offset) - (map.at[run] ?? 0) : start;
}

/** Where the unit before an offset of the text ends in the file. */
function endOf(map: SourceMap, offset: number): number {
  const last = Math.min(offset, map.length) - 1;
  const run = runAt(map, last);
  if (isVerbatim(map, run)) return startOf(map, last) + 1;
  return map.ends[run] ?? map.end;
}

function isVerbatim(map: SourceMap, run: number): boolean {
  const length = (map.at[run + 1] ?? map.length) - (map.at[run] ?? 0);
  return (map.ends[run] ?? 0) - (map.starts[run] ?? 0) === length;
}

/** The last run that begins at or before an offset. */
function runAt({ at }: SourceMap, offset: number): number {
  let low = 0;
  let high = at.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
