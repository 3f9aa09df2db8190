/**
 * The text of a YAML scalar together with the place of each of its characters in the file: YAML 1.2.2, chapter 8.1 (block
 * scalars). It follows the reading of the package yaml step by step, which keeps no places.
 */
import type { CST } from 'yaml';
import { type Excerpt, type Excerpting, excerpting } from './source-map.ts';
import { flowExcerpt } from './yaml-flow-scalar.ts';

/**
 * The text that a scalar's token means, `value` as the package yaml reads it. Should the two ever differ, the text is
 * `value` and each of its characters stands for the whole token.
 */
export function scalarExcerpt(file: string, token: CST.FlowScalar | CST.BlockScalar, value: string): Excerpt {
  const excerpt = token.type === 'block-scalar' ? blockExcerpt(file, token) : flowExcerpt(file, token);
  if (excerpt.text === value) return excerpt;
  const end = tokenEnd(token);
  const whole = excerpting(file);
  whole.put(value, token.offset, end);
  return whole.finish(end);
}

function tokenEnd(token: CST.FlowScalar | CST.BlockScalar): number {
  return (token.type === 'block-scalar' ? contentStart(token) : token.offset) + token.source.length;
}

function contentStart({ offset, props }: CST.BlockScalar): number {
  return props.reduce((at, prop) => at + ('source' in prop ? prop.source.length : 0), offset);
}

/** One line of a block scalar, as offsets into the file. */
interface Line {
  readonly start: number;
  /** Behind the spaces at its front. */
  readonly text: number;
  /** Before its line break. */
  readonly end: number;
  /** Behind its line break; `end` where there is none. */
  readonly next: number;
}

function blockExcerpt(file: string, token: CST.BlockScalar): Excerpt {
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  const mark = header && 'source' in header ? header.source : '|';
  const keep = mark.includes('+');
  const given = Number(/[1-9]/.exec(mark)?.[0] ?? 0);
  const start = contentStart(token);
  const lines = linesOf(file, start, start + token.source.length);
  const out = excerpting(file);
  const finish = () => out.finish(tokenEnd(token));

  const firstText = lines.findIndex((line) => line.text < line.end);
  if (firstText < 0) {
    if (keep) for (const line of lines.slice(0, Math.max(1, lines.length - 1))) out.put('\n', line.end, line.next);
    return finish();
  }
  const first = lines[firstText];
  const indent = given > 0 ? token.indent + given : first ? first.text - first.start : 0;
  const deeper = (line: Line) => line.text - line.start > indent;
  let last = lines.length - 1;
  while (last > firstText && isEmpty(lines[last]) && !deeper(lines[last] ?? { start: 0, text: 0, end: 0, next: 0 }))
    last--;

  for (const line of lines.slice(0, firstText)) {
    out.copy(Math.min(line.start + indent, line.text), line.text);
    out.put('\n', line.end, line.next);
  }
  const body = lines.slice(firstText, last + 1);
  if (mark.startsWith('>')) foldLines(out, file, body, indent);
  else {
    for (const [index, line] of body.entries()) {
      const before = body[index - 1];
      if (before) lineBreak(out, file, before);
      out.copy(Math.min(line.start + indent, line.text), line.end);
    }
  }
  const end = lines[last];
  if (keep) {
    for (const [index, line] of lines.slice(last + 1).entries()) {
      const before = lines[last + index];
      if (before) lineBreak(out, file, before);
      out.copy(Math.min(line.start + indent, line.text), line.text);
    }
    const behindAll = lines.at(-1);
    if (behindAll && (last === lines.length - 1 || deeper(behindAll))) out.put('\n', behindAll.end, behindAll.next);
  } else if (end && !mark.includes('-')) lineBreak(out, file, end);
  return finish();
}

/** A line that ends with a plain \n is copied with it, so that the two make one run. */
function lineBreak(out: Excerpting, file: string, { end, next }: Line): void {
  if (next - end === 1 && file.charCodeAt(end) === 10) out.copy(end, next);
  else out.put('\n', end, next);
}

function linesOf(file: string, start: number, end: number): Line[] {
  const lines: Line[] = [];
  for (let at = start; ; ) {
    const newline = file.indexOf('\n', at);
    const isLast = newline < 0 || newline >= end;
    const stop = isLast ? end : newline;
    let text = at;
    while (text < stop && file.charCodeAt(text) === 32) text++;
    const before = stop > text && file.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
    lines.push({ start: at, text, end: before, next: isLast ? end : newline + 1 });
    if (isLast) return lines;
    at = newline + 1;
  }
}

function isEmpty(line: Line | undefined): boolean {
  return line === undefined || line.text >= line.end;
}

/** `>`: one line break between two lines is a space; more deeply indented lines keep theirs. */
function foldLines(out: Excerpting, file: string, lines: readonly Line[], indent: number): void {
  let between = '';
  let separator = '';
  let wasDeeper = false;
  let from = lines[0]?.start ?? 0;
  for (const line of lines) {
    const text = Math.min(line.start + indent, line.text);
    const isDeeper = line.text - line.start > indent || (file[line.text] === '\t' && line.text < line.end);
    if (isDeeper) {
      if (separator === ' ') separator = '\n';
      else if (!wasDeeper && separator === '\n') separator = '\n\n';
    } else if (isEmpty(line)) {
      if (separator === '\n') between += '\n';
      else separator = '\n';
      continue;
    }
    out.put(between + separator, from, line.start);
    out.copy(text, line.end);
    from = line.end;
    between = '';
    separator = isDeeper ? '\n' : ' ';
    wasDeeper = isDeeper;
  }
}
