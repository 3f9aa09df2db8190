/** From a text to the grammar's tree as plain nodes, or to the place where it stops being Nix. */
import type { Language, Parser, Tree, TreeCursor } from 'web-tree-sitter';
import type { Span } from '../text.ts';
import { doubleSlashes, repairAt } from './dialect.ts';
import { applyEdits, type Edit } from './edits.ts';
import { nixGrammar } from './grammar.ts';
import { stopOf } from './stop.ts';
import type { NixProblem, SyntaxNode } from './syntax-node.ts';
import { unexpected } from './unexpected.ts';

export interface Syntax {
  /** Absent where there is a problem. */
  readonly root: SyntaxNode | undefined;
  readonly comments: readonly Span[];
  readonly problem: NixProblem | undefined;
  /** Why the text could not be read, when that is no fault of its syntax. */
  readonly tooMuch: string | undefined;
}

/** In UTF-16 units. Configurations that people write are below a hundredth of it. */
const nixSizeLimit = 1 << 20;

/** Levels of the grammar's tree. A configuration that people write has less than 100. */
const nixDepthLimit = 1500;

/** The parser reads a text in pieces of so many units. It may go over a piece again and again. */
const piece = 512;

/** How often the parser may read the whole. The grammar looks along `1+1+1…` for the slash of a path, at every token. */
const rereadings = 40;

/** How often a text is read again because the grammar does not know what Nix allows there. */
const repairs = 64;

const nothing = { root: undefined, comments: [], problem: undefined, tooMuch: undefined };

/** Reads one text. Never throws, whatever the text. */
export async function nixSyntax(text: string): Promise<Syntax> {
  if (text.length > nixSizeLimit)
    return { ...nothing, tooMuch: `it is longer than ${nixSizeLimit >> 20} Mi characters` };
  const early = refused(text);
  if (early) return { ...nothing, problem: early };
  const { parser, language } = await nixGrammar();
  // Nix ends a comment at a carriage return too.
  const lines = text.replace(/\r(?!\n)/g, '\n');
  const edits: Edit[] = [];
  for (let round = 0; round < repairs; round++) {
    const { text: read, original } = applyEdits(lines, edits);
    const parsed = parse(parser, read);
    if (parsed === 'too much')
      return { ...nothing, tooMuch: 'a run of characters in it may be a path, and is too long to look through' };
    if (parsed === 'broken') {
      const stop = stopOf(parser, read);
      const repair = repairAt(language, read, stop);
      if (repair) {
        edits.push({ ...repair, at: original(repair.at) });
        continue;
      }
      const problem = unexpected(parser, language, read, stop);
      return { ...nothing, problem: { ...problem, start: original(problem.start), end: original(problem.end) } };
    }
    const copied = copyOf(parsed, language, original);
    const slashes = copied.root ? doubleSlashes(lines, copied.root) : [];
    if (slashes.length === 0) return { ...nothing, ...copied };
    edits.push(...slashes);
  }
  return { ...nothing, tooMuch: 'it is written in too many ways that only Nix reads' };
}

/** What Nix refuses and the grammar does not see. */
function refused(text: string): NixProblem | undefined {
  if (text.startsWith('\ufeff')) {
    return {
      start: 0,
      end: 1,
      message: 'the file begins with a byte order mark, which Nix refuses',
      hint: 'Save it as UTF-8 without one.',
    };
  }
  const nul = text.indexOf('\0');
  return nul < 0 ? undefined : { start: nul, end: nul + 1, message: 'a NUL character is no part of Nix' };
}

function parse(parser: Parser, text: string): Tree | 'broken' | 'too much' {
  let budget = rereadings * text.length + (1 << 16);
  let tree: Tree | null;
  try {
    tree = parser.parse(
      (index) => {
        budget -= piece;
        return budget < 0 ? '' : text.slice(index, index + piece);
      },
      null,
      // What the grammar makes of the rest of a broken text is a guess.
      { progressCallback: ({ hasError }) => hasError || budget < 0 },
    );
  } finally {
    parser.reset();
  }
  if (budget < 0) {
    tree?.delete();
    return 'too much';
  }
  if (!tree?.rootNode.hasError) return tree ?? 'broken';
  tree.delete();
  return 'broken';
}

function copyOf(tree: Tree, language: Language, original: (offset: number) => number) {
  const cursor = tree.walk();
  try {
    return copy(cursor, language, original);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

function copy(
  cursor: TreeCursor,
  language: Language,
  original: (offset: number) => number,
): Pick<Syntax, 'root' | 'comments' | 'tooMuch'> {
  const comments: Span[] = [];
  const take = (): SyntaxNode => ({
    type: language.types[cursor.nodeTypeId] ?? '',
    field: cursor.currentFieldName ?? undefined,
    start: original(cursor.startIndex),
    end: original(cursor.endIndex),
    children: [],
  });
  const root = take();
  const open: SyntaxNode[] = [root];
  let descends = cursor.gotoFirstChild();
  while (open.length > 0) {
    const parent = open.at(-1);
    if (!descends || !parent) {
      open.pop();
      descends = open.length > 0 && cursor.gotoParent() && cursor.gotoNextSibling();
      continue;
    }
    if (open.length > nixDepthLimit)
      return { root: undefined, comments, tooMuch: `it is nested more than ${nixDepthLimit} levels deep` };
    const node = take();
    if (node.type === 'comment') comments.push({ start: node.start, end: node.end });
    else if (cursor.nodeIsNamed || node.field !== undefined || node.type === '{') {
      // A name that was put in for the grammar takes no room in the text.
      if (node.start < node.end || node.type !== 'identifier') parent.children.push(node);
      if (cursor.gotoFirstChild()) {
        open.push(node);
        continue;
      }
    }
    descends = cursor.gotoNextSibling();
  }
  return { root, comments, tooMuch: undefined };
}
