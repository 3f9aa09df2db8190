/** What a failure says when it is met in the field: schemas/failure-modes.json. */
export interface FailureMode {
  /** The text of a log, shortened, or what is seen. */
  readonly symptom: string;
  readonly cause: string;
  /** The checks and rules that tell before. */
  readonly ids: readonly string[];
  /** Threads in which it was reported, `OWNER/REPOSITORY#NUMBER`. */
  readonly sources: readonly string[];
}
