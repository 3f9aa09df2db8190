/** What the files of one rollout are judged with, wherever they are read. */
import type { FactsDocument } from '../../base/facts.ts';
import type { Project, ProjectPath, ProjectRollout } from '../../project/project.ts';
import type { TargetInput } from '../../report/build.ts';
import type { JudgedFiles } from '../validate.ts';
import { unjudged } from './not-judged.ts';
import { type GateWatcher, type Part, type RowWatcher, together } from './part.ts';
import { saidAt } from './paths.ts';

/** Of the host that the rollouts go to, or why there are none. */
export interface HostFacts {
  readonly document?: FactsDocument;
  readonly note?: string;
}

export interface RolloutsRequest {
  readonly project: Project;
  /** Whether the rebase is rehearsed, and whether the files are judged. */
  readonly rebase: boolean;
  readonly artifacts: boolean;
  readonly facts: Promise<HostFacts>;
  readonly nixInstantiate: string | undefined;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}

export function rowOf({ watch }: RolloutsRequest, { name }: ProjectRollout): RowWatcher {
  const row = watch('artifacts', name);
  row.phase('waiting');
  return row;
}

/** It stands for the files of a rollout where none of them could be judged. */
export function targetOf({ name }: ProjectRollout): TargetInput {
  return { kind: 'file', name };
}

/** The facts are waited for in between: only then does the display say so. */
export function howToJudge({ facts, nixInstantiate, signal }: RolloutsRequest, row: RowWatcher) {
  return {
    facts: facts.then(({ document }) => {
      row.phase('judging');
      return document;
    }),
    ...(nixInstantiate === undefined ? {} : { nixInstantiate }),
    signal,
  };
}

export function filesText(targets: number): string {
  return targets === 1 ? '1 target' : `${targets} targets`;
}

/** What was judged, as of preflight.yaml: a version that it says is not an option's. Notes of all files stand with the first one. */
export function partOf(
  judged: JudgedFiles,
  rollout: ProjectRollout,
  { project }: RolloutsRequest,
  { note }: HostFacts,
  notes: readonly string[] = [],
): Part {
  const all = [...notes, ...(note === undefined ? [] : [note])];
  const targets = judged.targets.map((target, index) => {
    const { judgedFor } = target;
    const told = index === 0 ? [...(target.notes ?? []), ...all] : (target.notes ?? []);
    return {
      ...target,
      ...(told.length > 0 ? { notes: told } : {}),
      ...(judgedFor?.from.startsWith('--') ? { judgedFor: { ...judgedFor, from: project.source.path } } : {}),
    };
  });
  const named = rollout.files.flatMap(({ paths }) => paths).filter(({ value }) => judged.notJudged.includes(value));
  const notJudged = judged.notJudged.filter((path) => !named.some(({ value }) => value === path));
  return together([{ ...judged, targets, notJudged }, ...named.map((path) => unknownFile(project, path))]);
}

/** Of a folder or a glob such files are only listed; what is named itself was meant to be judged. */
function unknownFile(project: Project, path: ProjectPath): Part {
  const reason = `${saidAt(project, path)}: it is of no kind that preflight knows. Say which, as: KIND, or take it out`;
  return unjudged({ kind: 'file', name: path.value }, reason);
}
