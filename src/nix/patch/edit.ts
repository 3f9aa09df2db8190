/** Changes of a text, and the text with them. */
import type { Span } from '../../base/text.ts';

export interface TextEdit extends Span {
  readonly text: string;
}

/** `edits` must not overlap. Those at one place come in their order. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((left, right) => left.start - right.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
