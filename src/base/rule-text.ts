import type { Diagnostic } from './diagnostic.ts';

/** What documentation, `explain` and a report need to know of a rule that is code. */
export interface RuleText {
  /** `kubernetes.host-pid`: the language, and what is found. */
  readonly id: string;
  readonly severity: Diagnostic['severity'];
  /** What must hold, as a sentence without a full stop. */
  readonly title: string;
  /** What happens otherwise. */
  readonly why: string;
  /** Where that is known from. */
  readonly sources?: readonly string[];
}
