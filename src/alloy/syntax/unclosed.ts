import { lineStarts, positionAt } from '../../base/text.ts';
import { type Problems, reportGrammar } from './problems.ts';
import { skipSpace } from './recover.ts';
import type { Block, Body } from './tree.ts';

/**
 * Reports at the end of the file that a block is not closed. A `}` that is missing makes the ones behind it close the
 * wrong blocks, so the block to look at is one whose `}` is indented otherwise than the line it begins on.
 */
export function reportUnclosed(problems: Problems, body: Body, innermost: number): void {
  const { text, path } = problems.source;
  const open = misindented(text, body) ?? innermost;
  reportGrammar(problems, text.length, text.length, 'expected }, got EOF (the end of the file)', {
    hint: 'Look for the missing } from the { on that is named here',
    related: [{ file: path, span: { start: open, end: open + 1 }, message: 'probably this block is not closed' }],
  });
}

/** The brace of the first block, inner ones first, whose `}` begins a line at another column than the block's line. */
function misindented(text: string, body: Body): number | undefined {
  const starts = lineStarts(text);
  const lineOf = (offset: number): number => starts[positionAt(starts, offset).line - 1] ?? 0;
  const indentation = (offset: number): number => {
    const line = lineOf(offset);
    return skipSpace(text, line) - line;
  };
  const visit = ({ statements }: Body): number | undefined => {
    for (const statement of statements) {
      if (statement.kind !== 'block') continue;
      const found = visit(statement.body) ?? (isMisindented(statement) ? statement.body.start : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const isMisindented = ({ start, body: { end } }: Block): boolean => {
    const at = end - 1;
    const line = lineOf(at);
    return (
      text[at] === '}' && line !== lineOf(start) && skipSpace(text, line) === at && at - line !== indentation(start)
    );
  };
  return visit(body);
}
