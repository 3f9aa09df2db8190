/** Plain and quoted scalars with the place of each of their characters: YAML 1.2.2, chapter 7.3, as the package yaml reads it. */
import type { CST } from 'yaml';
import { type Excerpt, type Excerpting, excerpting } from './source-map.ts';

export function flowExcerpt(file: string, { type, offset, source }: CST.FlowScalar): Excerpt {
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
  const text = quoted ? file.slice(start, end) : '';
  for (let at = text.indexOf("''"); at >= 0; at = text.indexOf("''", at + 2)) {
    out.copy(from, start + at);
    out.put("'", start + at, start + at + 2);
    from = start + at + 2;
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
