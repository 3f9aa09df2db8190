/** Where the parser first meets what it does not expect. */
import type { Language, Parser } from 'web-tree-sitter';

export interface Stop {
  /** An offset in the text, after the blanks in front of what was not expected; the text's length at its end. */
  readonly at: number;
  /** Of the parser. */
  readonly state: number;
}

/**
 * The grammar has no ambiguities, so that the first thing it does not expect is where Nix stops too. The parser tells
 * of it in its log alone: the text is parsed once more, as far as that. Undefined where all of it is expected.
 */
export function stopOf(parser: Parser, text: string): Stop | undefined {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  let latest = { at: 0, state: 0 };
  let stop: Stop | undefined;
  parser.setLogger((message, isLex) => {
    if (isLex || stop) return;
    const place = /^process version:\d+, version_count:\d+, state:(\d+), row:(\d+), col:(\d+)$/.exec(message);
    // Columns are bytes of UTF-16.
    if (place) latest = { at: (starts[Number(place[2])] ?? 0) + Number(place[3]) / 2, state: Number(place[1]) };
    else if (message.startsWith('detect_error')) {
      const blanks = /\S/g;
      blanks.lastIndex = latest.at;
      stop = { at: blanks.exec(text)?.index ?? text.length, state: latest.state };
    }
  });
  try {
    parser.parse(text, null, { progressCallback: () => stop !== undefined })?.delete();
  } finally {
    parser.setLogger(null);
    parser.reset();
  }
  return stop;
}

/** The names of the grammar's symbols that could stand in a state of the parser. */
export function expectedIn(language: Language, state: number): ReadonlySet<string> {
  const iterator = language.lookaheadIterator(state);
  if (!iterator) return new Set();
  const names = new Set(iterator);
  iterator.delete();
  return names;
}
