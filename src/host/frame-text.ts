const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Undoes the escapes of a line (`\` and three octal digits are one byte). Bytes that are no UTF-8 become visible as \xNN.
 * Throws a SyntaxError on a backslash that begins no escape.
 */
export function decodeText(escaped: string): string {
  if (!escaped.includes('\\')) return escaped;
  const bytes = escaped.replace(/\\([0-3][0-7]{2})?/g, (_match, octal: string | undefined) => {
    if (octal === undefined) throw new SyntaxError('an escape of three octal digits that is cut or out of range');
    return String.fromCharCode(Number.parseInt(octal, 8));
  });
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes.replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  }
}
