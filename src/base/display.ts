const plain = /^[\x20-\x7e]*$/;

/**
 * Text of a host or a file, made safe for a terminal or a log: control characters, C1 codes, bidirectional marks,
 * lone surrogates and what is no character become visible escapes such as \x1b. A line break too, unless `lines` is set.
 */
export function printable(text: string, { lines = false }: { lines?: boolean } = {}): string {
  // Most texts are: the expression below takes 10 ms to compile.
  if (plain.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}]/gu, (character) => {
    if (lines && character === '\n') return character;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** `printable` text of at most `limit` characters; what is cut is marked by an ellipsis. */
export function excerpt(text: string, limit = 200): string {
  const safe = printable(text);
  return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}
