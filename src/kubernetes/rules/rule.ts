import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { Place } from '../../base/located.ts';
import type { Cluster, Container, Workload } from '../../base/rollout/workload.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { Guess } from '../guesses.ts';
import type { Lookups } from '../lookups.ts';
import type { Profiler, Program } from '../programs.ts';
import { objectPath } from '../read/object.ts';

/** Something that Kubernetes accepts or refuses, and a rollout fails of. */
export interface KubernetesRule extends RuleText {
  readonly check: (context: RuleContext) => void;
}

export interface RuleContext {
  readonly cluster: Cluster;
  /** The host that the pods will run on. */
  readonly facts: FactsDocument | undefined;
  readonly lookups: Lookups;
  readonly guess: Guess;
  /** Containers that run Pyroscope. */
  readonly servers: readonly Program[];
  /** Containers that run Alloy. */
  readonly agents: readonly Program[];
  /** Those of `agents` that profile. */
  readonly profilers: readonly Profiler[];
  /** What the rule met and could not judge, in words. */
  readonly notLookedInto: Set<string>;
  /** `place` is where in the objects, independent of lines. The same finding is kept once. */
  readonly report: (at: Place, place: string, finding: RuleFinding) => void;
}

interface RuleFinding {
  readonly message: string;
  /** Nothing is none. */
  readonly hint?: string | undefined;
  readonly related?: Diagnostic['related'] | undefined;
}

/** `DaemonSet.alloy/containers.alloy`. */
export function placeIn({ kind, name }: Workload, container?: Container, inside = ''): string {
  const within = container ? `/containers.${container.name}` : '';
  return `${objectPath(kind, name)}${within}${inside === '' ? '' : `/${inside}`}`;
}

/** A place as a related one of a finding. */
export function alsoAt({ file, span }: Place, message: string): NonNullable<Diagnostic['related']> {
  return [{ file, span, message }];
}
