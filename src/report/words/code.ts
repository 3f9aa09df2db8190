/** The line of a file that a finding is about, with carets under what is meant. */
import { lineStarts } from '../../base/text.ts';
import type { Finding } from '../../generated/report-types.ts';
import { type Frame, frameOf } from '../diagnostics/frame.ts';

/** Gives a line of a file, counted from 1, without its line break; nothing where the text is not there. */
export type LineOf = (file: string, line: number) => string | undefined;

/** Lines of the texts, each text's counted once. */
export function linesOf(texts: ReadonlyMap<string, string> = new Map()): LineOf {
  const starts = new Map<string, Uint32Array>();
  return (file, line) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const known = starts.get(file) ?? lineStarts(text);
    starts.set(file, known);
    const [start, end] = [known[line - 1], known[line] ?? text.length];
    return start === undefined ? undefined : text.slice(start, end).replace(/^\ufeff|[\r\n]+$/g, '');
  };
}

/** `width` is in columns, the number before the line included. Nothing where the line is not there, or empty. */
export function codeAt(location: NonNullable<Finding['location']>, lineOf: LineOf, width: number): Code | undefined {
  const { file, line, column = 1, endLine, endColumn = column } = location;
  const text = line === undefined ? undefined : lineOf(file, line);
  if (line === undefined || text === undefined || text.trim() === '') return undefined;
  const number = String(line).padStart(6);
  const gutter = number.length + ' │ '.length;
  const end = endLine !== undefined && endLine > line ? text.trimEnd().length : endColumn - 1;
  return { number, ...frameOf(text, column - 1, Math.max(column - 1, end), width - gutter) };
}

export interface Code extends Frame {
  /** Of the line, with spaces before it. */
  readonly number: string;
}
