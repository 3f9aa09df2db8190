/**
 * A document as JSON, with a newline at its end. JSON.stringify leaves DEL, C1 codes and bidirectional marks as they are, and a
 * person may look at JSON on a terminal. They occur inside strings alone, where \uXXXX means the same.
 */
export function jsonText(document: unknown): string {
  const text = JSON.stringify(document, undefined, 2).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  );
  return `${text}\n`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
