/**
 * The text of a YAML scalar together with the place of each of its characters in the file: YAML 1.2.2, chapters 7.3
 * (flow scalars) and 8.1 (block scalars). It follows the reading of the package yaml step by step, which keeps no places.
 */
import type { CST } from 'yaml';
import { type Excerpt, type Excerpting, excerpting } from './source-map.ts';

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

function flowExcerpt(file: string, { type, offset, source }: CST.FlowScalar): Excerpt {
  const end = offset + source.length;
  const out = excerpting(file);
  if (type === 'double-quoted-scalar') doubleQuoted(out, file, offset + 1, end - 1);
  else if (type === 'single-quoted-scalar') unfold(out, file, offset + 1, end - 1, true);
  else unfold(out, file, offset, end, false);
  return out.finish(type === 'scalar' ? end : end - 1);
}

/** Plain and single quoted: blanks around line breaks go, one break is a space, of several each but the first stays. */
function unfold(out: Excerpting, file: string, start: number, end: number, quoted: boolean): void {
  let from = start;
  let breaks = 0;
  for (let at = start; ; ) {
    const newline = file.indexOf('\n', at);
    const isLast = newline < 0 || newline >= end;
    let stop = isLast ? end : newline;
    const next = isLast ? end : newline + 1;
    if (!isLast && stop > at && file.charCodeAt(stop - 1) === 13) stop--;
    let text = at;
    if (at > start) while (text < stop && isBlank(file.charCodeAt(text))) text++;
    if (!isLast) while (stop > text && isBlank(file.charCodeAt(stop - 1))) stop--;
    if (text < stop || at === start || isLast) {
      if (breaks > 0) out.put(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), from, text);
      copyQuoted(out, file, text, stop, quoted);
      breaks = 0;
      from = stop;
    }
    if (isLast) return;
    breaks++;
    at = next;
  }
}

/** '' between single quotes means '. */
function copyQuoted(out: Excerpting, file: string, start: number, end: number, quoted: boolean): void {
  let from = start;
  for (let at = quoted ? file.indexOf("''", from) : -1; at >= 0 && at + 2 <= end; at = file.indexOf("''", from)) {
    out.copy(from, at);
    out.put("'", at, at + 2);
    from = at + 2;
  }
  out.copy(from, end);
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};
const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function doubleQuoted(out: Excerpting, file: string, start: number, end: number): void {
  let from = start;
  const put = (text: string, at: number, next: number): number => {
    out.copy(from, at);
    out.put(text, at, next);
    from = next;
    return next;
  };
  for (let at = start; at < end; ) {
    const code = file.charCodeAt(at);
    if (code === 92) {
      const next = file[at + 1] ?? '';
      const codeLength = Object.hasOwn(codeLengths, next) ? (codeLengths[next] ?? 0) : 0;
      if (codeLength > 0) at = put(characterOf(file.slice(at + 2, at + 2 + codeLength)), at, at + 2 + codeLength);
      else if (Object.hasOwn(escapes, next)) at = put(escapes[next] ?? '', at, at + 2);
      else if (next === '\n' || (next === '\r' && file[at + 2] === '\n'))
        at = put('', at, skipBlanks(file, at + (next === '\n' ? 2 : 3), end));
      else at += 2;
    } else if (code === 32 || code === 9 || code === 10 || code === 13) {
      const behind = skipBlanks(file, at, end);
      const lines = breaksAt(file, behind, end);
      if (lines.count === 0) at = behind > at ? behind : at + 1;
      else at = put(lines.count === 1 ? ' ' : '\n'.repeat(lines.count - 1), at, lines.next);
    } else at++;
  }
  out.copy(from, end);
}

function characterOf(digits: string): string {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** How many line breaks there are from `at` on with nothing but blanks between them, and what follows them. */
function breaksAt(file: string, at: number, end: number): { readonly count: number; readonly next: number } {
  let count = 0;
  let next = at;
  for (let look = at; look < end; look = skipBlanks(file, next, end)) {
    const width = file[look] === '\n' ? 1 : file[look] === '\r' && file[look + 1] === '\n' ? 2 : 0;
    if (width === 0) break;
    count++;
    next = look + width;
  }
  return { count, next: count > 0 ? skipBlanks(file, next, end) : next };
}

function skipBlanks(file: string, at: number, end: number): number {
  let next = at;
  while (next < end && isBlank(file.charCodeAt(next))) next++;
  return next;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
