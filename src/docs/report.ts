import type { Findings } from '../base/findings.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { SourceText, Span } from '../base/text.ts';

export interface DocsFinding {
  readonly message: string;
  readonly hint?: string;
  /** Where in the page, independent of lines. */
  readonly place?: string;
}

/** Adds a finding of a rule at a span of a file. It is made only where one more is kept. */
export function say(
  found: Findings,
  { path }: SourceText,
  { id, severity }: RuleText,
  { start, end }: Span,
  make: () => DocsFinding,
): void {
  if (found.hasRoom(path, severity)) found.add({ rule: id, severity, file: path, span: { start, end }, ...make() });
}
