import type { Diagnostic } from '../base/diagnostic.ts';
import type { FactsDocument } from '../base/facts.ts';
import type { Place } from '../base/located.ts';
import type { Rollout } from '../base/rollout/rollout.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { Client } from './clients.ts';
import type { Runs } from './link.ts';

/** A rule over several files of one rollout. */
export interface AgreementRule extends RuleText {
  readonly check: (scene: Scene, report: Report) => void;
}

/** The files of a rollout with what belongs together in them. */
export interface Scene {
  readonly rollout: Rollout;
  readonly runs: Runs;
  /** What speaks to a Pyroscope server: the write endpoints of Alloy and the data sources of Grafana. */
  readonly clients: readonly Client[];
  /** Recorded facts of the host that the rollout goes to. */
  readonly facts: FactsDocument | undefined;
}

/** `at` is the place to change. */
export type Report = (finding: Disagreement) => void;

export interface Disagreement {
  readonly at: Place;
  readonly message: string;
  readonly hint?: string;
  /** The other places, each with what stands there. */
  readonly related: Diagnostic['related'] & {};
  readonly status?: 'unknown';
}
