/** Makes the report: verdicts, counts and the sentence, all from data. Prose is a writer's. */
import type { AxisSummary, Baseline, Counts, Finding, Report, Step, Target } from '../generated/report-types.ts';
import { withNotJudged } from './not-judged.ts';
import { sentenceOf } from './sentence.ts';
import { type Judging, verdictOf, wholeVerdict } from './verdict.ts';

/** A target before it is judged. `stale: true` says that its facts are older than --max-age allows. */
export type TargetInput = Omit<Target, 'verdict'>;

export interface ReportInput extends Judging {
  readonly tool: Pick<Report['tool'], 'version' | 'packs' | 'parameters' | 'leftOut'>;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly targets: readonly TargetInput[];
  /** Of all targets; each names its own. */
  readonly findings: readonly Finding[];
  /** Files that were read and are of no kind that is known. */
  readonly notJudged?: readonly string[];
  /** What an earlier report has beside; the findings are marked already. */
  readonly baseline?: Baseline;
  readonly next?: readonly Step[];
  /** It was ended before everything was judged. */
  readonly interrupted?: boolean;
}

/** A report in the shape of schemas/report.schema.json. The order of targets and findings is kept. */
export function buildReport(input: ReportInput): Report {
  const judging: Judging = {
    ...(input.axis === undefined ? {} : { axis: input.axis }),
    ...(input.strict === undefined ? {} : { strict: input.strict }),
  };
  const findings = withNotJudged(input.targets, input.findings, judging);
  const of = (name: string) => findings.filter(({ target }) => target === name);
  const targets = input.targets.map((target): Target => {
    const { kind, name, ...rest } = target;
    return { kind, name, verdict: verdictOf(target, of(name), judging), ...rest };
  });
  const { version, packs, parameters, leftOut = [] } = input.tool;
  return {
    schemaVersion: 1,
    tool: { version, packs, parameters, ...judging, ...(leftOut.length > 0 ? { leftOut } : {}) },
    startedAt: input.startedAt.toISOString(),
    durationMs: Math.max(0, Math.round(input.durationMs)),
    verdict: input.interrupted === true ? 'undetermined' : wholeVerdict(targets.map(({ verdict }) => verdict)),
    summary: {
      policy: axisSummary(findings, 'policy'),
      function: axisSummary(findings, 'function'),
      sentence: `${input.interrupted === true ? 'interrupted before everything was judged; ' : ''}${sentenceOf({ targets, findings, tool: { packs, parameters }, ...judging })}`,
    },
    ...(input.notJudged && input.notJudged.length > 0 ? { notJudged: [...input.notJudged] } : {}),
    ...(input.baseline ? { baseline: input.baseline } : {}),
    ...(input.interrupted === true ? { interrupted: true } : {}),
    ...(input.next ? { next: [...input.next] } : {}),
    targets,
    findings: [...findings],
  };
}

function axisSummary(findings: readonly Finding[], axis: Finding['axis']): AxisSummary {
  const own = findings.filter((finding) => finding.axis === axis);
  return { blocker: counts(own, 'blocker'), warning: counts(own, 'warning'), info: counts(own, 'info') };
}

function counts(findings: readonly Finding[], severity: Finding['severity']): Counts {
  const tally: Counts = { pass: 0, fail: 0, unknown: 0, skip: 0, waived: 0 };
  for (const finding of findings) if (finding.severity === severity) tally[finding.status] += 1;
  return tally;
}
