import type { Project, ProjectHost } from '../../project/project.ts';
import type { Judging } from '../../report/verdict.ts';
import type { Choice } from './choose.ts';
import type { AskOptions } from './hosts.ts';
import type { GateWatcher } from './part.ts';

/** What a gate is asked for. */
export interface GateRequest extends Choice {
  readonly project: Project;
  readonly ask: AskOptions;
  readonly judging: Judging;
  /** Parameters of packs from the command line, over those of preflight.yaml. */
  readonly sets: Readonly<Record<string, string>>;
  /** Milliseconds after which facts are too old. */
  readonly maxAge: number | undefined;
  /** Seconds that an evaluation by nix may take. */
  readonly evalSeconds: number;
  /** `nix-instantiate`, where it is installed. */
  readonly nixInstantiate: string | undefined;
  /** Options that `preflight nix` needs to reach the same host, as words for a shell. */
  readonly again: (host: ProjectHost) => string;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}
