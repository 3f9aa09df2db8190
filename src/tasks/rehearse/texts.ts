/** The texts that findings show lines of: one per path, so that no line is shown of another version of a file. */
import type { Span } from '../../base/text.ts';
import type { Finding, Related } from '../../generated/report-types.ts';
import { placesIn } from '../../report/diagnostics/locate.ts';

type Place = Omit<Related, 'message'>;

export interface ShownTexts {
  readonly all: Map<string, string>;
  /** The place of lines, both ends from 1 and included. Without a line where another version of the file is shown already. */
  readonly lines: (file: string, text: string, start: number, end: number) => Place;
  readonly span: (file: string, text: string, span: Span) => NonNullable<Finding['location']>;
}

export function shownTexts(): ShownTexts {
  const all = new Map<string, string>();
  const isShown = (file: string, text: string) => {
    const known = all.get(file);
    if (known === undefined) all.set(file, text);
    return known === undefined || known === text;
  };
  return {
    all,
    lines(file, text, start, end) {
      if (!isShown(file, text)) return { file };
      const lines = text.split('\n');
      const line = Math.max(1, Math.min(start, lines.length));
      // A place between two lines is where the second begins.
      if (end < start) return { file, line, column: 1 };
      const endLine = Math.min(end, lines.length);
      return { file, line, column: 1, endLine, endColumn: (lines[endLine - 1] ?? '').length + 1 };
    },
    span: (file, text, span) => (isShown(file, text) ? { file, ...placesIn(text)(span) } : { file }),
  };
}
