import type { Diagnostic } from '../base/diagnostic.ts';
import type { Place } from '../base/located.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { Settings } from './settings.ts';
import type { PyroscopeVersion } from './version.ts';
import type { View } from './view.ts';

/** Something that the server refuses after it has read its configuration, fails of later, or takes without a word. */
export interface PyroscopeRule extends RuleText {
  /** What of the list in docs/coverage.md it stands for: checks of the server by their names, and rules by their numbers. */
  readonly covers: readonly string[];
  readonly check: (context: RuleContext) => void;
}

export interface RuleContext {
  readonly settings: Settings;
  readonly view: View;
  readonly version: PyroscopeVersion;
  /** What the rule met and could not judge, in words. */
  readonly notLookedInto: Set<string>;
  readonly report: (at: Place, finding: Finding) => void;
}

export interface Finding {
  readonly message: string;
  readonly hint?: string;
  /** The key, `server.http_listen_port`, or the flag, `-target`. */
  readonly place?: string;
  readonly related?: NonNullable<Diagnostic['related']>;
}

/** A finding as a diagnostic of its rule. */
export function diagnosticOf({ id, severity }: RuleText, { file, span }: Place, finding: Finding): Diagnostic {
  return { rule: id, severity, file, span, ...finding };
}
