/** Reads Nix in process: the whole language, without evaluating anything. */
import type { SourceText, Span } from '../text.ts';
import { buildExpression } from './build-tree.ts';
import { duplicates } from './duplicates.ts';
import { illFormed } from './ill-formed.ts';
import { nixSyntax } from './syntax.ts';
import type { NixProblem } from './syntax-node.ts';
import type { NixExpression } from './tree.ts';
import { undefinedNames } from './undefined-names.ts';

export interface NixFile {
  readonly source: SourceText;
  /** Absent where the text is no Nix, or cannot be read. */
  readonly expression: NixExpression | undefined;
  /** In the order of the text. */
  readonly comments: readonly Span[];
  /**
   * Why `nix-instantiate --parse` would refuse the text, by place: of what is no Nix at all the first place alone, as
   * Nix does.
   */
  readonly problems: readonly NixProblem[];
  /** Why it could not be read although it may be right: it is too long or too deep. */
  readonly tooMuch: string | undefined;
}

/**
 * Reads one text. Agrees with `nix-instantiate --parse` on what is valid, names that are defined twice or nowhere
 * included. Never throws, whatever the text; time and memory grow with its length.
 */
export async function readNix(source: SourceText): Promise<NixFile> {
  const { root, comments, problem, tooMuch } = await nixSyntax(source.text);
  const unread = { source, expression: undefined, comments };
  if (tooMuch !== undefined) return { ...unread, problems: [], tooMuch };
  if (problem) return { ...unread, problems: [problem], tooMuch: undefined };
  const [node] = root?.children ?? [];
  if (!node) {
    const end = source.text.length;
    return { ...unread, problems: [{ start: end, end, message: 'there is no expression' }], tooMuch: undefined };
  }
  const expression = buildExpression(source.text, node);
  const problems = [...illFormed(source.text, expression), ...duplicates(expression), ...undefinedNames(expression)];
  problems.sort((left, right) => left.start - right.start);
  return { source, expression, comments, problems, tooMuch: undefined };
}
