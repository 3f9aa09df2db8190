import type { FailureMode } from './failure-mode.ts';

/** What failures say in the field, as lines for a section: the text, what it comes from, where it was reported. */
export function failureLines(modes: readonly FailureMode[]): string[] {
  return modes.flatMap(({ symptom, cause, sources }) => [`"${symptom}"`, `  ${cause} (${sources.join(', ')})`]);
}
