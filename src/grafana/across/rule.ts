import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Place } from '../../base/located.ts';
import type { DataSource, DataSourcesSummary } from '../../base/rollout/configurations.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { ResolvedLink } from './resolve.ts';

/** Something that only all files of one Grafana together show. */
export interface AcrossRule extends RuleText {
  readonly check: (context: AcrossContext) => void;
}

export interface AcrossContext {
  /** By the names of the files, which is the order in which Grafana reads them. */
  readonly files: readonly DataSourcesSummary[];
  readonly dataSources: readonly DataSource[];
  readonly links: readonly ResolvedLink[];
  readonly report: (at: Place, finding: AcrossFinding) => void;
}

export interface AcrossFinding {
  readonly message: string;
  readonly hint?: string;
  readonly place: string;
  readonly related?: NonNullable<Diagnostic['related']>;
}
