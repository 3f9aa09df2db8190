import type { Diagnostic } from '../base/diagnostic.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { Span } from '../base/text.ts';
import type { ProvisioningFile } from './read.ts';

export interface Options {
  /** `11.2.0`; undefined is the newest. */
  readonly grafanaVersion?: string;
  /** Grafana runs in a pod, where localhost is its own. */
  readonly isInCluster?: boolean;
}

/** Something that Grafana accepts in one file, or only complains of in its log. */
export interface FileRule extends RuleText {
  readonly check: (context: RuleContext) => void;
}

export interface RuleContext {
  readonly file: ProvisioningFile;
  readonly options: Options;
  /** What the rule met and could not judge, in words. */
  readonly notLookedInto: Set<string>;
  /** Adds a finding. Nothing more is said of that span by the schema. */
  readonly report: (at: Span, finding: RuleFinding) => void;
}

export interface RuleFinding {
  readonly message: string;
  readonly hint?: string;
  readonly place?: string;
  readonly related?: NonNullable<Diagnostic['related']>;
}
