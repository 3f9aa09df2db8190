import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import type { Findings } from '../base/findings.ts';
import type { Span } from '../base/text.ts';
import type { View } from './catalogue/view.ts';
import type { Scope } from './scope.ts';
import type { Settings } from './settings.ts';

/** Where a walk over a configuration is, and what it needs there. */
export interface Walk {
  readonly view: View;
  readonly settings: Settings;
  readonly findings: Findings;
  /** What nobody looked at, in words. */
  readonly notLookedInto: Set<string>;
  /** Path of the file that the walk is in. */
  file: string;
  /** What the names in an expression mean here. */
  scope: Scope;
  /** The blocks around: an id such as `pyroscope.write.default`, then names. */
  readonly place: string[];
}

/** What is said of one place; the walk adds the file and the place in the configuration. */
export interface Remark {
  readonly rule: string;
  readonly severity?: Diagnostic['severity'];
  readonly message: string;
  readonly hint?: string | undefined;
  /** Added to the place: the name of an attribute or a block inside. */
  readonly name?: string;
  readonly related?: Diagnostic['related'];
}

/** A finding at a node. Without a severity it is a blocker: Alloy would not load the configuration. */
export function remark(
  walk: Walk,
  at: Span,
  { rule, severity = 'blocker', message, hint, name, related }: Remark,
): void {
  walk.findings.add({
    rule,
    severity,
    file: walk.file,
    span: { start: at.start, end: at.end },
    message,
    ...(hint === undefined || hint === '' ? {} : { hint: hint.trim() }),
    place: excerpt((name === undefined ? walk.place : [...walk.place, name]).join('/'), 500),
    ...(related ? { related } : {}),
  });
}
