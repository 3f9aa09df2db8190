/** From gathered facts to the report. */
import type { LoadedPacks } from '../checks/check.ts';
import { judgeHost } from '../checks/judge.ts';
import type { Finding, Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { buildReport, type TargetInput } from '../report/build.ts';
import type { Gathered } from './gather.ts';
import { notesOf, rolloutNote, tooOld } from './notes.ts';
import { withAdvice } from './remedy.ts';

/** What to judge with, from the command line alone. */
export interface JudgeOptions {
  readonly packs: readonly string[];
  /** Parameters of packs: --set NAME=VALUE. */
  readonly sets: Readonly<Record<string, string>>;
  readonly axis?: 'policy' | 'function';
  readonly strict: boolean;
  /** Milliseconds after which facts count as too old to judge. */
  readonly maxAge?: number;
}

/** Targets and what was found in them, before a verdict. */
export interface JudgedTargets {
  readonly targets: readonly TargetInput[];
  readonly findings: readonly Finding[];
}

/** Targets, and the checks by which they are judged. */
export interface ToJudge {
  readonly gathered: readonly Gathered[];
  readonly packs: LoadedPacks;
}

/**
 * Judges what was gathered, in the order of the parts; `packs` are those that the report names. `startedAt` is when the
 * gathering began; the age of recorded facts counts from there. `leftOut`: what was named and not judged, and why.
 */
export async function judge(
  parts: readonly ToJudge[],
  packs: LoadedPacks,
  options: JudgeOptions,
  startedAt: Date,
  leftOut: readonly string[] = [],
): Promise<Report> {
  const judged: JudgedTargets[] = [];
  for (const part of parts) judged.push(await judgeTargets(part.gathered, part.packs, options, startedAt));
  const targets = judged.flatMap((one) => one.targets);
  const findings = judged.flatMap((one) => one.findings);
  return buildReport({
    tool: { version, packs: packs.packs, parameters: packs.parameters, leftOut: [...leftOut] },
    startedAt,
    durationMs: Math.round(Date.now() - startedAt.getTime()),
    targets,
    findings,
    strict: options.strict,
    ...(options.axis === undefined ? {} : { axis: options.axis }),
  });
}

/** The same without a report, for those who put it together with more. `beside`: how more than a closure is judged. */
export async function judgeTargets(
  gathered: readonly Gathered[],
  packs: LoadedPacks,
  options: Pick<JudgeOptions, 'maxAge'> & { readonly beside?: string },
  startedAt: Date,
): Promise<JudgedTargets> {
  const findings: Finding[] = [];
  const notes = new Map<string, readonly string[]>();
  for (const target of gathered) {
    if (!('document' in target)) continue;
    const judged = await judgeHost(packs, target.document, target.name);
    const decided =
      target.kind === 'closure'
        ? (await import('./closure.ts')).decidedByClosure(judged, options.beside)
        : { findings: judged, notes: [] };
    notes.set(target.name, [...decided.notes, ...rolloutNote(target.document, packs.parameters)]);
    findings.push(...(await withAdvice(target.document, packs, decided.findings)));
  }
  return {
    targets: gathered.map((target) => targetOf(target, options, startedAt, notes.get(target.name) ?? [])),
    findings,
  };
}

/** A target as the report names it; `more` are notes that only this run knows. */
export function targetOf(
  target: Gathered,
  options: Pick<JudgeOptions, 'maxAge'>,
  now: Date,
  more: readonly string[],
): TargetInput {
  const { kind, name } = target;
  if ('error' in target) return { kind, name, error: target.error };
  const { document, how } = target;
  const age = options.maxAge === undefined ? undefined : tooOld(document, options.maxAge, now);
  const notes = [...(target.notes ?? []), ...more, ...notesOf(document, how), ...(age === undefined ? [] : [age])];
  return {
    kind,
    name,
    collectedAt: document.collectedAt,
    ...(age === undefined ? {} : { stale: true }),
    ...(how ? { transport: how.transport, sudo: how.sudo } : {}),
    ...(how?.user === undefined ? {} : { user: how.user }),
    ...(how?.hostKey === undefined ? {} : { hostKey: how.hostKey }),
    ...(notes.length > 0 ? { notes } : {}),
  };
}
