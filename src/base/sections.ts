/** Plain text for a person in titled parts, wrapped at a width. */
import { printable } from './display.ts';
import { wrap } from './width.ts';

/** A title and its lines, two columns in; nothing where there are no lines. */
export function section(title: string, lines: readonly string[], width: number): string[] {
  return lines.length === 0 ? [] : [title, ...lines.flatMap((line) => hanging(line, 2, width))];
}

/** Lines that are to be copied: two columns in, and whole. */
export function verbatim(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => (line === '' ? '' : `  ${printable(line)}`))];
}

/** Parts with an empty line between them, and a newline at the end. */
export function page(parts: readonly (readonly string[])[]): string {
  const shown = parts.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export function paragraphs(text: string | undefined): string[] {
  const lines = (text ?? '').split('\n').map((line) => printable(line).trimEnd());
  return lines.filter((line) => line !== '');
}

export function items(texts: readonly string[]): string[] {
  return texts.map((text) => `- ${printable(text)}`);
}

/** Wraps a line, `indent` columns in; what goes on starts below the text, after blanks and `- `. */
export function hanging(line: string, indent: number, width: number): string[] {
  const [, lead = '', text = ''] = /^((?: |- )*)(.*)$/s.exec(line) ?? [];
  const first = ' '.repeat(indent) + lead;
  const room = Math.max(20, width - first.length);
  return wrap(text, room).map((part, index) => `${index === 0 ? first : ' '.repeat(first.length)}${part}`);
}
