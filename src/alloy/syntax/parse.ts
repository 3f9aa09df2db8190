import type { Diagnostic } from '../../base/diagnostic.ts';
import type { SourceText } from '../../base/text.ts';
import { parserOf } from './nesting.ts';
import { problemsOf } from './problems.ts';
import { advance } from './scan.ts';
import { parseStatements } from './statement.ts';
import type { File } from './tree.ts';
import { reportUnclosed } from './unclosed.ts';

/** A file as far as it could be read, and why not all of it could. */
export interface ParsedFile {
  readonly file: File;
  /**
   * In the order of the text; all of them are blockers, as any error keeps Alloy from evaluating anything, but for what is
   * nested too deep to be judged: its status is `unknown`.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** How many errors beyond the first thousand there are. */
  readonly omitted: number;
}

/**
 * Parses the Alloy configuration language as Alloy 1.10 to 1.19 do (its packages syntax/scanner and syntax/parser), in
 * time linear in the text. Never throws. Errors of the grammar are one per line; all others are kept.
 */
export function parseAlloy(source: SourceText): ParsedFile {
  const problems = problemsOf(source);
  const parser = parserOf(problems);
  const { length } = source.text;
  advance(parser);
  const statements = parseStatements(parser, false);
  const body = { kind: 'body', start: 0, end: length, statements } as const;
  if (parser.unclosedAt >= 0) reportUnclosed(problems, body, parser.unclosedAt);
  const diagnostics = problems.found.sort((left, right) => left.span.start - right.span.start);
  return { file: { kind: 'file', start: 0, end: length, body }, diagnostics, omitted: problems.omitted };
}
