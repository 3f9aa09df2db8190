/** Where a span of a text is, as a person's editor counts. */
import { lineStarts, positionAt, type Span } from '../../base/text.ts';

/** 1-based; columns in UTF-16 units. The end is behind the last unit. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Gives places in one text. Its lines are counted once. */
export function placesIn(text: string): (span: Span) => Place {
  const starts = lineStarts(text);
  // Editors do not show a byte order mark, so it takes no column.
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const at = (offset: number) => {
    const { line, column } = positionAt(starts, Math.max(0, Math.min(offset, text.length)));
    return { line, column: line === 1 ? Math.max(1, column - mark) : column };
  };
  return ({ start, end }) => {
    const from = at(start);
    const to = end > start ? at(end) : from;
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
}
