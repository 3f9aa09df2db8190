/** Text of any origin as Nix source: nothing in it becomes code. */
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A Nix string literal, quotes included, that evaluates to exactly this text.
 * Throws InputError on a NUL and on half of a surrogate pair: Nix has no string that holds them.
 */
export function nixString(text: string): string {
  if (/[\0\p{Cs}]/u.test(text)) throw new InputError(`no Nix string can hold ${JSON.stringify(text)}`);
  // Each dollar, not `${` alone: "$${" is read differently. A bare carriage return would become a line feed.
  const body = text.replace(/["\\$]/g, '\\$&').replace(/[\n\r\t]/g, (character) => escapes[character] ?? character);
  return `"${body}"`;
}

/** A Nix literal. A number is an integer that JSON and Nix read alike; throws InputError on any other. */
export function nixValue(value: number | string | boolean): string {
  if (typeof value === 'string') return nixString(value);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new InputError(`${value} is no integer that a sysctl can be set to`);
  }
  return String(value);
}

/** Whatever some reader takes for the end of a line. Nix ends a comment at \n and \r. */
const lineBreak = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;

/** Columns of a line of the module, the indentation included. A longer word keeps its line to itself. */
const width = 100;

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
