/** Judges configurations in files: finds them, checks each, reports. */
import { type AlloyResult, checkAlloy, checkSyntax, type Options } from '../alloy/check.ts';
import { type FindOptions, findSources } from '../alloy/sources/find.ts';
import type { SourceSet } from '../alloy/sources/source.ts';
import { type AlloyVersion, parseAlloyVersion } from '../alloy/version.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { FactsDocument } from '../base/facts.ts';
import type { Finding, Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { buildReport, type TargetInput } from '../report/build.ts';
import { findingsOf, type Judged } from '../report/diagnostics/findings.ts';
import { numbered } from '../report/numbered.ts';
import { type Asked, optionsOf, type Settled, settle } from './alloy-settings.ts';
import { inFiles, locateIn } from './located.ts';

export interface ValidateRequest extends Asked, FindOptions {
  /** Files, folders, `-`. */
  readonly paths: readonly string[];
  /** Also what another version would make of it. */
  readonly upgradeTo?: string;
  /** Recorded facts of the host that the configuration will run on. */
  readonly factsFile?: string;
  /** Components that take out of visitors' data what must not be stored, instead of the known ones. */
  readonly sanitisers?: readonly string[];
  /** Warnings count like blockers. */
  readonly strict: boolean;
}

export interface Validated {
  readonly report: Report;
  /** The texts of the files that findings are in. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Throws InputError for a path that is not there, a version that is not known, facts that are none. */
export async function validate(request: ValidateRequest): Promise<Validated> {
  const startedAt = new Date();
  const upgradeTo = request.upgradeTo === undefined ? undefined : parseAlloyVersion(request.upgradeTo);
  const { factsFile } = request;
  const facts =
    factsFile === undefined ? undefined : await (await import('../host/recorded.ts')).readFactsFile(factsFile);
  const found = await findSources(request.paths, request);
  const texts = new Map(found.texts);
  const targets: TargetInput[] = [];
  const findings: Finding[] = [];
  for (const set of found.sets) {
    const settled = settle(request, set.deployed);
    const checked = await check(set, settled, { facts, upgradeTo, sanitisers: request.sanitisers });
    targets.push(targetOf(set, settled, checked));
    const judged = inFiles(set, checked.judged);
    findings.push(...findingsOf(judged, set.name, await locateIn(texts, judged)));
  }
  return { report: reportOf(request, targets, numbered(findings), startedAt), texts };
}

interface Checked {
  readonly judged: readonly Judged[];
  readonly notLookedInto: readonly string[];
  readonly notes: readonly string[];
}

interface CheckOptions {
  readonly facts: FactsDocument | undefined;
  readonly upgradeTo: AlloyVersion | undefined;
  readonly sanitisers: readonly string[] | undefined;
}

async function check(
  set: SourceSet,
  settled: Settled,
  { facts, upgradeTo, sanitisers }: CheckOptions,
): Promise<Checked> {
  const obstacles = [...set.obstacles, ...(settled.obstacle ? [settled.obstacle] : [])];
  const certain = obstacles.map((diagnostic): Judged => ({ diagnostic, status: 'unknown' }));
  const faults = set.faults.map((diagnostic): Judged => ({ diagnostic, status: 'fail' }));
  if (obstacles.length > 0 || set.sources.length === 0) {
    // References may lead into what could not be read, so nothing but the syntax of the rest is certain.
    const syntax = checkSyntax(set.sources).map(fault);
    const notes = set.sources.length > 0 ? ['Of the files that could be read only the syntax was judged'] : [];
    return { judged: [...certain, ...faults, ...syntax], notLookedInto: [], notes };
  }
  const options: Options = {
    ...optionsOf(settled),
    ...(facts === undefined ? {} : { facts }),
    ...(sanitisers === undefined ? {} : { sanitisers }),
  };
  const { now, changes } = await results(set, options, upgradeTo);
  const to = upgradeTo?.shown ?? '';
  const judged = [
    ...faults,
    ...withoutOpaque(set, now.diagnostics).map(fault),
    ...withoutOpaque(set, changes).map((diagnostic): Judged => upgrade(diagnostic, to)),
  ];
  const count = set.sources.reduce((sum, { opaque }) => sum + opaque.length, 0);
  const opaque = count > 0 ? [`strings with a template's placeholder (${count})`] : [];
  const notes =
    upgradeTo && changes.length === 0
      ? [`With Alloy ${to} nothing of it would be refused or change that is not now`]
      : [];
  return { judged, notLookedInto: [...now.notLookedInto, ...opaque], notes };
}

async function results(
  { sources }: SourceSet,
  options: Options,
  upgradeTo: AlloyVersion | undefined,
): Promise<{ readonly now: AlloyResult; readonly changes: readonly Diagnostic[] }> {
  if (!upgradeTo) return { now: await checkAlloy(sources, options), changes: [] };
  const { compareVersions } = await import('../alloy/compare.ts');
  return compareVersions(sources, options, upgradeTo);
}

function fault(diagnostic: Diagnostic): Judged {
  return { diagnostic, status: diagnostic.status ?? 'fail' };
}

function upgrade(diagnostic: Diagnostic, to: string): Judged {
  const message = `with Alloy ${to}: ${diagnostic.message}`;
  return { diagnostic: { ...diagnostic, message }, status: diagnostic.status ?? 'fail', variant: `upgrade-${to}` };
}

/** What is said of a string literal that holds a placeholder is said of letters that stand for it. */
function withoutOpaque({ sources }: SourceSet, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const literals = new Map(sources.map(({ path, opaque }) => [path, opaque]));
  return diagnostics.filter(
    ({ file, span }) => !literals.get(file)?.some(({ start, end }) => start <= span.start && span.end <= end),
  );
}

function targetOf(set: SourceSet, settled: Settled, { notLookedInto, notes }: Checked): TargetInput {
  const all = [
    ...(settled.version.note && settled.from !== 'the newest known' ? [settled.version.note] : []),
    ...settled.notes,
    ...notes,
  ];
  return {
    kind: 'file',
    name: set.name,
    judgedFor: { program: 'Alloy', version: settled.version.shown, from: settled.from },
    files: [...new Set([...set.sources, ...set.obstacles].map(({ file }) => file))],
    ...(all.length > 0 ? { notes: all } : {}),
    ...(notLookedInto.length > 0 ? { notLookedInto: [...notLookedInto] } : {}),
  };
}

function reportOf(
  { alloyVersion, upgradeTo, stability, community, strict }: ValidateRequest,
  targets: readonly TargetInput[],
  findings: readonly Finding[],
  startedAt: Date,
): Report {
  return buildReport({
    tool: {
      version,
      packs: [],
      parameters: {
        ...(alloyVersion === undefined ? {} : { 'alloy-version': alloyVersion }),
        ...(upgradeTo === undefined ? {} : { 'upgrade-to': upgradeTo }),
        ...(stability === undefined ? {} : { stability }),
        community,
      },
    },
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    targets,
    findings,
    strict,
  });
}
