/** What Nix reads and the grammar does not: a text is changed for the grammar, and its places kept. */
import type { Language } from 'web-tree-sitter';
import type { Edit } from './edits.ts';
import { expectedIn, type Stop } from './stop.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** Blanks and comments, at the end of a text. A comment of several lines is left out: nobody writes it there. */
const blanksBefore = /(?:\s|#[^\n]*\n)*$/;

/** What makes the text one for the grammar at the place where it stopped, if that is one that Nix reads on from. */
export function repairAt(language: Language, text: string, stop: Stop | undefined): Edit | undefined {
  if (!stop) return undefined;
  const { at, state } = stop;
  const character = text[at];
  if (character !== '}' && character !== ';') return undefined;
  const wanted = expectedIn(language, state);
  // Far enough for every comment between the two, and no further.
  const window = Math.max(0, at - 2000);
  const before = text.slice(window, at);
  const last = window + before.length - (blanksBefore.exec(before)?.[0].length ?? 0) - 1;
  // `{ a, b, }: a`
  if (character === '}' && text[last] === ',' && wanted.has('ellipses') && wanted.has('identifier')) {
    return { at: last, removed: 1, inserted: ' ' };
  }
  // `inherit (a);` and `inherit;`, which define nothing.
  if (character === ';' && /(?:\binherit|\))$/.test(text.slice(window, last + 1)) && isInheriting(wanted)) {
    return { at, removed: 0, inserted: ' _ ' };
  }
  return undefined;
}

function isInheriting(wanted: ReadonlySet<string>): boolean {
  return wanted.has('identifier') && wanted.has('"') && wanted.has('${') && !wanted.has('[') && !wanted.has('}');
}

/** `a//b` is an operator between two names. The grammar takes it for a path. */
export function doubleSlashes(text: string, root: SyntaxNode): Edit[] {
  const edits: Edit[] = [];
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type !== 'path_fragment') {
      for (const child of node.children) open.push(child);
      continue;
    }
    const at = text.slice(node.start, node.end).indexOf('//');
    if (at >= 0) edits.push({ at: node.start + at, removed: 2, inserted: ' // ' });
  }
  return edits;
}
