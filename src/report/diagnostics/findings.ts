/** From what was found in files to the findings of a report. */
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Span } from '../../base/text.ts';
import type { Finding } from '../../generated/report-types.ts';
import type { Place } from './locate.ts';

/** A diagnostic, and what it means for the verdict: a fault, or the reason why something cannot be judged. */
export interface Judged {
  readonly diagnostic: Diagnostic;
  readonly status: 'fail' | 'unknown';
  /** Told apart in the finding's id, such as the same fault in the version after an upgrade. */
  readonly variant?: string;
}

/** A place, or nothing where the file's text is not there to count in. */
export type Locate = (file: string, span: Span) => Place | undefined;

/** Findings of one target, in the order of the diagnostics; `locate` gives the places. Ids are not numbered yet. */
export function findingsOf(judged: readonly Judged[], target: string, locate: Locate): Finding[] {
  return judged.map(({ diagnostic, status, variant }) => {
    const { rule, severity, file, span, message, hint, place, related } = diagnostic;
    return {
      id: [rule, target, ...(variant === undefined ? [] : [variant]), place ?? file].join(':'),
      check: rule,
      target,
      status,
      severity,
      axis: 'function',
      title: titleOf(rule),
      message,
      ...(status === 'fail' ? { grade: 'observed' } : {}),
      evidence: [],
      // A finding of the whole file has no place in it.
      location: { file, ...(span.end > 0 ? locate(file, span) : undefined) },
      ...(related && related.length > 0
        ? {
            related: related.map((other) => ({
              file: other.file,
              ...locate(other.file, other.span),
              message: other.message,
            })),
          }
        : {}),
      ...(hint === undefined ? {} : { remedy: { text: hint } }),
    } satisfies Finding;
  });
}

/** `alloy.unknown-attribute` -> `Unknown attribute`. */
function titleOf(rule: string): string {
  const words = rule.slice(rule.indexOf('.') + 1).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
