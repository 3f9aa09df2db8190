/** A text with small changes, and the way back from places in it. */

export interface Edit {
  /** An offset in the original. */
  readonly at: number;
  /** How much is taken out there. */
  readonly removed: number;
  readonly inserted: string;
}

export interface Edited {
  readonly text: string;
  /** The offset in the original. Of what was inserted, where it was inserted. */
  readonly original: (offset: number) => number;
}

/** `edits` must not overlap; their order makes no difference. */
export function applyEdits(original: string, edits: readonly Edit[]): Edited {
  if (edits.length === 0) return { text: original, original: (offset) => offset };
  const sorted = edits.toSorted((left, right) => left.at - right.at);
  const pieces: string[] = [];
  /** Where each edit's insertion begins and ends in the new text, and what follows it in the original. */
  const marks: { readonly start: number; readonly end: number; readonly at: number; readonly next: number }[] = [];
  let length = 0;
  let next = 0;
  for (const { at, removed, inserted } of sorted) {
    pieces.push(original.slice(next, at), inserted);
    const start = length + at - next;
    length = start + inserted.length;
    next = at + removed;
    marks.push({ start, end: length, at, next });
  }
  pieces.push(original.slice(next));
  return {
    text: pieces.join(''),
    original(offset) {
      let low = 0;
      let high = marks.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((marks[middle]?.start ?? 0) < offset) low = middle + 1;
        else high = middle;
      }
      const mark = marks[low - 1];
      if (!mark) return offset;
      return offset >= mark.end ? mark.next + offset - mark.end : mark.at;
    },
  };
}
