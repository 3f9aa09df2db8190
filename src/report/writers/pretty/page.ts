/** The paper that the report is printed on: its width, its colours, and the few shapes that lines have. */
import pc from 'picocolors';
import { printable } from '../../../base/display.ts';
import { padded, wrap } from '../../../base/width.ts';
import type { WriteOptions } from '../../format.ts';

type Paint = (text: string) => string;

export interface Page {
  readonly width: number;
  readonly verbose: boolean;
  /** Options to repeat in a command that is advised. */
  readonly again: string;
  readonly paint: Readonly<Record<'bad' | 'doubtful' | 'good' | 'quiet' | 'strong' | 'code', Paint>>;
}

/** Prose wider than this is hard to read, however wide the terminal. */
const widest = 100;
/** Narrower than this, nothing can be laid out; the terminal itself breaks the lines then. */
const narrowest = 20;

export function pageOf({ width, color, verbose, again }: WriteOptions): Page {
  const c = pc.createColors(color);
  return {
    width: Math.max(narrowest, Math.min(width, widest)),
    verbose: verbose === true,
    again: again ?? '',
    paint: {
      bad: (text) => c.bold(c.red(text)),
      doubtful: (text) => c.bold(c.yellow(text)),
      good: (text) => c.bold(c.green(text)),
      quiet: c.dim,
      strong: c.bold,
      code: c.cyan,
    },
  };
}

/**
 * A paragraph, every line indented by so many columns. Escapes are made visible. Line breaks are kept, but never at the
 * left edge, where a line of somebody else's text could pass for one of the report's own.
 */
export function paragraph(page: Page, text: string, indent = 0, paint: Paint = String): string[] {
  const margin = ' '.repeat(indent);
  return printable(text.trim(), { lines: indent > 0 })
    .split('\n')
    .flatMap((line) => wrap(line, page.width - indent))
    .map((line) => (line === '' ? '' : margin + paint(line)));
}

/** `FAIL  Title of the check`: a word in colour, the text hanging behind it. */
export function headline(page: Page, word: string, paint: Paint, text: string): string[] {
  const lead = `${word}  `;
  const [first = '', ...rest] = paragraph(page, printable(text), lead.length, page.paint.strong);
  return [paint(word) + first.slice(word.length), ...rest];
}

/** `  why    Because …`: a quiet label of so many columns, the text hanging behind it. */
export function field(page: Page, label: string, text: string, paint: Paint = String, columns = 7): string[] {
  const indent = 2 + columns;
  const [first = '', ...rest] = paragraph(page, text, indent, paint);
  return [`  ${page.paint.quiet(padded(label, columns))}${first.slice(indent)}`, ...rest];
}

/** Parts with an empty line between them; empty parts are left out. */
export function spaced(parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}
