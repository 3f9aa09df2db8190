/** Escapes of double-quoted strings: those of Go, but for `\'`. */

export interface Escape {
  /** Behind the escape, or where it stopped being one. */
  readonly end: number;
  /** The code point, or the byte when `byte` is set. */
  readonly code: number;
  /** `\xHH` and `\NNN` are bytes of UTF-8, not characters. */
  readonly byte: boolean;
  readonly problem?: EscapeProblem;
}

interface EscapeProblem {
  readonly message: string;
  readonly hint?: string;
}

const backslashHint = 'Write the backslash twice, or put the string between backticks, where nothing is escaped';

/** Reads the escape whose backslash stands at `at`. A bad one ends at the character that breaks it, as in Alloy. */
export function readEscape(text: string, at: number): Escape {
  const letter = text[at + 1] ?? '';
  switch (letter) {
    case 'a':
      return simple(at, 7);
    case 'b':
      return simple(at, 8);
    case 'f':
      return simple(at, 12);
    case 'n':
      return simple(at, 10);
    case 'r':
      return simple(at, 13);
    case 't':
      return simple(at, 9);
    case 'v':
      return simple(at, 11);
    case '\\':
    case '"':
      return simple(at, letter.charCodeAt(0));
    case 'x':
      return numeric(text, at, 2, 2, 16);
    case 'u':
      return numeric(text, at, 2, 4, 16);
    case 'U':
      return numeric(text, at, 2, 8, 16);
  }
  if (letter >= '0' && letter <= '7') return numeric(text, at, 1, 3, 8);
  const hint = letter === "'" ? 'A single quote needs no backslash' : backslashHint;
  return bad(at + 1, { message: 'unknown escape sequence', hint });
}

function simple(at: number, code: number): Escape {
  return { end: at + 2, code, byte: false };
}

function bad(end: number, problem: EscapeProblem): Escape {
  return { end, code: 0xfffd, byte: false, problem };
}

function numeric(text: string, at: number, prefix: number, digits: number, base: 8 | 16): Escape {
  const from = at + prefix;
  let code = 0;
  for (let next = from; next < from + digits; next++) {
    const digit = next < text.length ? digitOf(text.charCodeAt(next)) : base;
    if (digit >= base) {
      const wanted = `${digits} ${base === 8 ? 'octal' : 'hexadecimal'} digits`;
      return bad(next, { message: `the escape sequence needs ${wanted}`, hint: backslashHint });
    }
    code = code * base + digit;
  }
  const end = from + digits;
  const byte = digits < 4;
  if (byte && code > 0xff) return bad(end, { message: 'the octal escape is greater than \\377' });
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return bad(end, { message: 'the escape sequence is no valid Unicode code point' });
  return { end, code, byte };
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : 16;
}

/** The value of what stands between double quotes: escapes resolved, bytes that are no UTF-8 as U+FFFD. */
export function decodeEscapes(inner: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = inner.indexOf('\\'); at >= 0; at = inner.indexOf('\\', from)) {
    pieces.push(inner.slice(from, at));
    const read = readEscape(inner, at);
    from = read.end;
    if (!read.byte) pieces.push(String.fromCodePoint(read.code));
    else if (read.code < 0x80) pieces.push(String.fromCharCode(read.code));
    else from = decodeBytes(inner, at, pieces);
  }
  pieces.push(inner.slice(from));
  return pieces.join('');
}

/** A run of byte escapes is UTF-8 together: `\xc3\xa9` is é. Returns the offset behind the run. */
function decodeBytes(inner: string, start: number, pieces: string[]): number {
  const bytes: number[] = [];
  let at = start;
  while (inner[at] === '\\') {
    const read = readEscape(inner, at);
    if (!read.byte) break;
    bytes.push(read.code);
    at = read.end;
  }
  pieces.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes)));
  return at;
}
