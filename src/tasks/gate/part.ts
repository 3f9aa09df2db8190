/** The parts that a gate is made of, and what each adds to the one report. */
import type { LoadedPacks } from '../../checks/check.ts';
import type { Finding } from '../../generated/report-types.ts';
import type { TargetInput } from '../../report/build.ts';

/** In the order of the report. */
export const partNames = ['rebase', 'hosts', 'closure', 'declared', 'services', 'artifacts'] as const;
export type PartName = (typeof partNames)[number];

/** Parts that ask another machine for something. */
export const remoteParts: readonly PartName[] = ['hosts', 'services'];

export interface Part {
  readonly targets: readonly TargetInput[];
  /** Each names a target of this part, or one of another part. */
  readonly findings: readonly Finding[];
  /** The texts of files that findings are in. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Files of no kind that is known. */
  readonly notJudged?: readonly string[];
  readonly packs?: readonly LoadedPacks[];
  /** What it adds to targets of other parts, by their names. */
  readonly additions?: ReadonlyMap<string, Pick<TargetInput, 'drift' | 'notes'>>;
  /** What kept the part, or some of it, from being judged, and is not the rollout's: bad input, a defect. */
  readonly troubles?: readonly Error[];
}

export const nothing: Part = { targets: [], findings: [] };

export function together(parts: readonly Part[]): Part {
  return {
    targets: parts.flatMap(({ targets }) => targets),
    findings: parts.flatMap(({ findings }) => findings),
    texts: new Map(parts.flatMap(({ texts }) => [...(texts ?? [])])),
    notJudged: [...new Set(parts.flatMap(({ notJudged = [] }) => notJudged))],
    packs: parts.flatMap(({ packs = [] }) => packs),
    additions: new Map(parts.flatMap(({ additions }) => [...(additions ?? [])])),
    troubles: parts.flatMap(({ troubles = [] }) => troubles),
  };
}

/** How one thing of a part fares, for a display. */
export interface RowWatcher {
  phase(text: string): void;
  done(text: string): void;
  fail(text: string): void;
}

/** Told of everything that is judged, when it begins. */
export type GateWatcher = (part: PartName, name: string) => RowWatcher;

/** Seconds since then, as people read them. */
export function secondsSince(begun: number): string {
  return `${((Date.now() - begun) / 1000).toFixed(1)} s`;
}
