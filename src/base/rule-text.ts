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
  /**
   * Where that is known from, at least one: a file of a repository as `owner/name, path`, a page of its documentation as
   * `owner/name docs, page`, a manual page, or a page of ours with what a rule of our own making rests on.
   */
  readonly sources: readonly string[];
}
