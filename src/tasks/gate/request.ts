import type { Report } from '../../generated/report-types.ts';
import type { Environment } from '../../project/environment.ts';
import type { Project, ProjectHost } from '../../project/project.ts';
import type { Judging } from '../../report/verdict.ts';
import type { AskServices } from '../services.ts';
import type { Choice } from './choose.ts';
import type { AskOptions } from './hosts.ts';
import type { GateWatcher } from './part.ts';

/** What a gate is asked for. */
export interface GateRequest extends Choice {
  readonly project: Project;
  readonly ask: AskOptions;
  /** How services are asked. */
  readonly askServices: Omit<AskServices, 'signal'>;
  readonly judging: Judging;
  /** Parameters of packs from the command line, over those of preflight.yaml. */
  readonly sets: Readonly<Record<string, string>>;
  /** Milliseconds after which facts are too old. */
  readonly maxAge: number | undefined;
  /** Seconds that an evaluation by nix may take. */
  readonly evalSeconds: number;
  /** `nix-instantiate`, where it is installed. */
  readonly nixInstantiate: string | undefined;
  /** A branch, a tag or a commit that preflight.yaml is compared with; undefined: as CI or the rollouts say. */
  readonly base: string | undefined;
  /** For variables of preflight.yaml in the base, and for what CI says of a pull request. */
  readonly environment: Environment;
  /** The report against an earlier one (--baseline), or as it is. */
  readonly against: (report: Report) => Report;
  /** Options that `preflight nix` needs to reach the same host, as words for a shell. */
  readonly again: (host: ProjectHost) => string;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}
