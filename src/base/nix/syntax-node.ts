/** What parsing gives: a tree of plain nodes, or what is wrong. */
import type { Span } from '../text.ts';

/** A node of the grammar. Of what has no name only operators and opening braces are kept. */
export interface SyntaxNode extends Span {
  readonly type: string;
  readonly field: string | undefined;
  readonly children: SyntaxNode[];
}

/** Something that is wrong. */
export interface NixProblem extends Span {
  readonly message: string;
  readonly hint?: string;
  readonly related?: readonly (Span & { readonly message: string })[];
}
