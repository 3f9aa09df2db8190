import type { Diagnostic } from './diagnostic.ts';

/** What a language says of one of its texts. `S` is what other files are compared with: src/base/rollout/. */
export interface JudgedText<S> {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What occurs in the text and was not judged, in words. */
  readonly notLookedInto: readonly string[];
  /** Absent where the text is too broken to say. */
  readonly summary: S | undefined;
}
