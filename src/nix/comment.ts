/** Text of any origin as Nix comments. */
import { printable } from '../base/display.ts';

/** Whatever some reader takes for the end of a line. Nix ends a comment at \n and \r. */
const lineBreak = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;

/** Columns of a line of the module, the indentation included. A longer word keeps its line to itself. */
const width = 80;

/**
 * Nix comment lines, each with its indentation and `# `. Every line break of the text begins a new line, what a
 * terminal would act on is made visible, long lines are wrapped, blank ones left out.
 */
export function nixComment(text: string, indent = ''): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(lineBreak)) {
    let line = '';
    for (const word of printable(paragraph.replaceAll('\t', ' ')).split(' ').filter(Boolean)) {
      if (line && indent.length + 2 + line.length + 1 + word.length > width) {
        lines.push(line);
        line = '';
      }
      line += line ? ` ${word}` : word;
    }
    if (line) lines.push(line);
  }
  return lines.map((line) => `${indent}# ${line}`);
}
