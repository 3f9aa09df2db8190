/** What an answer must hold, as a person writes it: text, and `*` for whatever stands between. */

/**
 * Whether a text holds the pieces of a pattern in their order. `*` stands for any text or none, also over lines, `\*` for a
 * star; everything else stands for itself, large and small letters apart. Each piece is looked for once, so that no pattern is slow.
 */
export function holdsPattern(text: string, pattern: string): boolean {
  let from = 0;
  for (const piece of piecesOf(pattern)) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return true;
}

/** Whether every answer holds it. */
export function demandsNothing(pattern: string): boolean {
  return piecesOf(pattern).length === 0;
}

function piecesOf(pattern: string): string[] {
  const pieces = pattern.split(/(?<!\\)\*/).filter((piece) => piece !== '');
  return pieces.map((piece) => piece.replaceAll('\\*', '*'));
}
