/** How many columns a text takes on a terminal, and where it breaks. Texts here hold no escapes: they went through printable(). */

/** Wide and full-width characters of Unicode's East Asian Width (UAX #11), and emoji: two columns each. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const plain = /^[\x20-\x7e]*$/;

/** Columns. Combining marks take none. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** Spaces to the right, up to so many columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/**
 * Breaks at spaces into lines of at most so many columns, at least one line. A longer word of ASCII stays whole on a line
 * of its own, so that a path or a hash can be copied; other scripts, some of which know no spaces, break anywhere.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((whole) => pieces(whole, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function pieces(word: string, columns: number): string[] {
  if (word === '') return [];
  if (plain.test(word) || displayWidth(word) <= columns) return [word];
  const parts = [''];
  for (const character of word) {
    const part = (parts.at(-1) ?? '') + character;
    if (displayWidth(part) > columns) parts.push(character);
    else parts[parts.length - 1] = part;
  }
  return parts;
}
