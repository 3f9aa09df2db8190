/** Places in a text file. Lines and columns count from 1, columns in UTF-16 units; offsets are UTF-16 units from 0. */

/** A half-open range of offsets in one source. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text and where its lines begin. */
export interface SourceText {
  /** The path as a person gave it, or as it is found below a folder they gave; `-` is standard input. */
  readonly path: string;
  readonly text: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which lines begin. A line ends with \n, \r\n or \r alone. */
export function lineStarts(text: string): Uint32Array {
  const starts: number[] = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return Uint32Array.from(starts);
}

/** The line and column of an offset. */
export function positionAt(starts: Uint32Array, offset: number): Position {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
