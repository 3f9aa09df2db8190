import type { Diagnostic } from '../../base/diagnostic.ts';
import type { SourceText } from '../../base/text.ts';
import type { SyntaxRule } from './rules.ts';

/** More errors than a person reads; each costs memory, and a file can hold one per character. */
const diagnosticLimit = 1000;

/** The errors of one file while it is parsed. */
export interface Problems {
  readonly source: SourceText;
  readonly found: Diagnostic[];
  /** How many came after the limit. */
  omitted: number;
  /** Where the line ends that needs no further error of the grammar; -1 before the first. */
  claimedTo: number;
  /** Where the last error of the grammar stands in `found`; -1 for none. */
  lastOfGrammar: number;
  /** Set where a statement was given up: whatever would be said of the rest of it is not to be believed. */
  stopped: boolean;
}

export function problemsOf(source: SourceText): Problems {
  return { source, found: [], omitted: 0, claimedTo: -1, lastOfGrammar: -1, stopped: false };
}

/** What to say besides the message. */
export interface Advice {
  readonly hint?: string | undefined;
  readonly related?: Diagnostic['related'];
  readonly status?: Diagnostic['status'];
}

/** Adds an error from `start` to `end`. */
export function report(
  problems: Problems,
  rule: SyntaxRule,
  start: number,
  end: number,
  message: string,
  { hint, related, status }: Advice = {},
): void {
  if (problems.stopped) return;
  if (problems.found.length >= diagnosticLimit) {
    problems.omitted++;
    return;
  }
  problems.found.push({
    rule,
    severity: 'blocker',
    file: problems.source.path,
    span: { start, end },
    message,
    ...(status && { status }),
    ...(hint !== undefined && { hint }),
    ...(related && { related }),
  });
}

/** Adds an error of the grammar; as in Alloy only the first one of a line counts, the others mostly follow from it. */
export function reportGrammar(problems: Problems, start: number, end: number, message: string, advice?: Advice): void {
  if (problems.stopped || start <= problems.claimedTo) return;
  claimLine(problems, start);
  problems.lastOfGrammar = problems.found.length;
  report(problems, 'alloy.syntax', start, end, message, advice);
}

/** The line that `at` is on shall have no further error of the grammar: it would follow from what was reported. */
export function claimLine(problems: Problems, at: number): void {
  if (!problems.stopped && at > problems.claimedTo) problems.claimedTo = endOfLine(problems.source.text, at);
}

/** Takes the error of the grammar back that was found on this line before its cause was. */
export function retractGrammar(problems: Problems, at: number): void {
  const last = problems.found[problems.lastOfGrammar];
  if (last && problems.lastOfGrammar === problems.found.length - 1 && at <= problems.claimedTo) {
    problems.found.pop();
    problems.lastOfGrammar = -1;
  }
}

/** The offset of the newline that ends the line of `at`, or of the end of the text. Alloy knows no other line ends. */
export function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
