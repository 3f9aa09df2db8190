/** The part of a text that a decoder of one YAML document reads. */

export interface FirstDocument {
  /** Where it ends; what follows is never looked at. */
  readonly end: number;
  /** Where a further document begins that holds more than comments, if there is one. */
  readonly second: number | undefined;
}

const isBlankLine = /^[ \t]*(?:#.*)?\r?$/;
const marker = /^---(?=[ \t\r]|$)/;
const endMarker = /^\.\.\.(?=[ \t\r]|$)/;

/** Lines that begin with `---` or `...` are marks wherever they stand, also inside of quotes and block scalars. */
export function firstDocument(text: string): FirstDocument {
  let hasBegun = false;
  let end: number | undefined;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, newline < 0 ? text.length : newline);
    if (marker.test(line)) {
      if (end === undefined && hasBegun) end = at;
      if (end !== undefined && !isBlankLine.test(line.slice(3))) return { end, second: at };
      hasBegun = true;
    } else if (endMarker.test(line)) end ??= hasBegun ? next : undefined;
    else if (!isBlankLine.test(line)) {
      if (end !== undefined) return { end, second: at };
      // A directive stands before its document.
      if (!line.startsWith('%')) hasBegun = true;
    }
    at = next;
  }
  return { end: end ?? text.length, second: undefined };
}
