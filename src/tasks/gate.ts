/**
 * The gate: everything that preflight.yaml names, judged at the same time and put into one report. What breaks is one part's
 * trouble, and the others are judged all the same.
 */
import type { LoadedPacks } from '../checks/check.ts';
import type { Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { buildReport, type ReportInput } from '../report/build.ts';
import type { Judging } from '../report/verdict.ts';
import { type Chosen, chosenParts } from './gate/choose.ts';
import { judgeParts } from './gate/judge.ts';
import { merged } from './gate/merge.ts';
import { nextSteps } from './gate/next.ts';
import { compareWithBase, withWaivers } from './gate/own.ts';
import { projectPacks } from './gate/packs.ts';
import type { Part } from './gate/part.ts';
import type { GateRequest } from './gate/request.ts';
import type { Gathered } from './gather.ts';

export interface Gated {
  readonly report: Report;
  /** The texts of the files that findings are in. */
  readonly texts: ReadonlyMap<string, string>;
  /** What kept parts from being judged and is not the rollout's: bad input, or a defect. */
  readonly troubles: readonly Error[];
}

/** Throws InputError for what is wrong before anything is judged; later trouble is in the report, and in `troubles`. */
export async function gate(request: GateRequest): Promise<Gated> {
  const startedAt = new Date();
  const { project, factsFiles, sets, signal, against } = request;
  const chosen = chosenParts(project, request);
  const packs = projectPacks(project, sets);
  const judgesFacts = (['hosts', 'closure', 'declared', 'services'] as const).some((part) => chosen.parts.has(part));
  // One that is wrong ends the run before any host is asked.
  const parameters = judgesFacts ? (await packs.all()).parameters : {};
  const recorded = factsFiles.length === 0 ? [] : await (await import('./gate/recorded.ts')).readRecorded(factsFiles);
  const [judged, own] = await Promise.all([
    judgeParts({ request, chosen, packs, recorded, startedAt }),
    compareWithBase(request),
  ]);
  const leftOut = [...chosen.leftOut, ...unaskedHosts(request, chosen, recorded)];
  const isWhole = leftOut.length === 0 && !signal.aborted;
  const parts = await withWaivers(merged([...judged, own]), { project, now: startedAt, isWhole });
  const whole = reportOf(parts, {
    leftOut,
    parameters,
    startedAt,
    interrupted: signal.aborted,
    ...request.judging,
  });
  const report = against(whole);
  return {
    report: withSteps(report, nextSteps(report, request)),
    texts: parts.texts ?? new Map(),
    troubles: parts.troubles ?? [],
  };
}

/** Of some hosts there are recorded facts, and nobody is asked: the others, with their closures, are not judged. */
function unaskedHosts({ project, offline }: GateRequest, { parts }: Chosen, recorded: readonly Gathered[]): string[] {
  if (!offline || !parts.has('hosts')) return [];
  const others = project.hosts.filter((host) => !recorded.some(({ name }) => name === host.name));
  return others.map(({ name }) => `${name} (--offline)`);
}

type Frame = Pick<ReportInput, 'startedAt' | 'interrupted' | keyof Judging> & {
  readonly leftOut: readonly string[];
  readonly parameters: LoadedPacks['parameters'];
};

function reportOf({ targets, findings, packs = [], notJudged = [] }: Part, frame: Frame): Report {
  const { leftOut, parameters, ...rest } = frame;
  const used = new Map(packs.flatMap((loaded) => loaded.packs.map((pack) => [`${pack.name} ${pack.sha256}`, pack])));
  return buildReport({
    tool: { version, packs: [...used.values()], parameters, leftOut: [...leftOut] },
    durationMs: Date.now() - frame.startedAt.getTime(),
    targets,
    findings,
    notJudged,
    ...rest,
  });
}

function withSteps(report: Report, next: NonNullable<Report['next']>): Report {
  return next.length === 0 ? report : { ...report, next };
}
