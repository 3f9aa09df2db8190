/** What strings of Nix say. Sources: the lexer and `stripIndentation` of Nix, src/libexpr/lexer.l and parser.y. */
import type { NixInterpolation, NixText } from './tree.ts';

/** The text of a quoted string between two interpolations. */
export function unquoted(raw: string): string {
  return raw.replace(/\\(.)|\r\n?/gs, (_, escaped?: string) => (escaped === undefined ? '\n' : unescaped(escaped)));
}

function unescaped(character: string): string {
  return ({ n: '\n', r: '\r', t: '\t' } as const)[character] ?? character;
}

interface Piece extends NixText {
  /** What an escape stands for is no indentation. */
  readonly isEscape: boolean;
}

/** The parts of an indented string, its indentation stripped. `parts` hold raw text, without the outer quotes. */
export function stripIndentation(
  parts: readonly (NixText | NixInterpolation)[],
): readonly (NixText | NixInterpolation)[] {
  const pieces = parts.flatMap((part, index): readonly (Piece | NixInterpolation)[] =>
    part.kind === 'text' ? piecesOf(part, index === 0) : [part],
  );
  const indent = commonIndent(pieces);
  const stripped: (NixText | NixInterpolation)[] = [];
  let isLineStart = true;
  let dropped = 0;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'interpolation') {
      isLineStart = false;
      dropped = 0;
      stripped.push(piece);
      continue;
    }
    let value = '';
    for (const character of piece.value) {
      if (isLineStart && character === ' ') {
        if (dropped++ >= indent) value += character;
        continue;
      }
      dropped = 0;
      isLineStart = character === '\n';
      value += character;
    }
    // The blanks before the closing quotes are no line.
    if (index === pieces.length - 1) value = value.replace(/\n *$/, '\n');
    const before = stripped.at(-1);
    const { start, end } = piece;
    if (before?.kind === 'text')
      stripped.splice(-1, 1, { kind: 'text', value: before.value + value, start: before.start, end });
    else stripped.push({ kind: 'text', value, start, end });
  }
  return stripped;
}

/** Blanks that every line begins with. Lines of blanks alone do not count. */
function commonIndent(pieces: readonly (Piece | NixInterpolation)[]): number {
  let least = Number.POSITIVE_INFINITY;
  let current: number | undefined = 0;
  const settle = (): void => {
    if (current !== undefined) least = Math.min(least, current);
    current = undefined;
  };
  for (const piece of pieces) {
    if (piece.kind === 'interpolation' || piece.isEscape) {
      settle();
      continue;
    }
    for (const character of piece.value) {
      if (character === '\n') current = 0;
      else if (current === undefined) continue;
      else if (character === ' ') current++;
      else settle();
    }
  }
  return least;
}

function piecesOf({ value: raw, start }: NixText, isFirst: boolean): Piece[] {
  const pieces: Piece[] = [];
  const push = (value: string, from: number, to: number, isEscape: boolean): void => {
    if (value !== '') pieces.push({ kind: 'text', value, start: start + from, end: start + to, isEscape });
  };
  // The rest of the line of the opening quotes, when it is blank.
  let at = isFirst ? (/^ *\n/.exec(raw)?.[0].length ?? 0) : 0;
  const escapes = /''(?:\$|'|\\(.))/gs;
  escapes.lastIndex = at;
  for (let match = escapes.exec(raw); match; match = escapes.exec(raw)) {
    push(raw.slice(at, match.index), at, match.index, false);
    at = match.index + match[0].length;
    const [text, escaped] = match;
    push(escaped !== undefined ? unescaped(escaped) : text === "'''" ? "''" : '$', match.index, at, true);
  }
  push(raw.slice(at), at, raw.length, false);
  return pieces;
}
