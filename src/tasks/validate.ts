/** Judges files of a rollout: finds them, checks each by its language and all against each other, reports. */
import { isAlloyName } from '../alloy/looks.ts';
import type { FactsDocument } from '../base/facts.ts';
import type { Finding, Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { buildReport, type TargetInput } from '../report/build.ts';
import { findingsOf } from '../report/diagnostics/findings.ts';
import { numbered } from '../report/numbered.ts';
import type { Asked } from './alloy-settings.ts';
import { inFiles, locateIn } from './located.ts';
import { judgeAlloy } from './validate/alloy.ts';
import { type AlloySetOptions, alloySets } from './validate/alloy-sets.ts';
import { gather } from './validate/gather.ts';
import type { Gathered, GatherRequest } from './validate/gathered.ts';
import { fault, type JudgedTarget, targetOf } from './validate/target.ts';
import type { Upgrades } from './validate/upgrade.ts';
import { refuseVersions } from './validate/versions.ts';

export interface FilesRequest extends Asked, GatherRequest, AlloySetOptions {
  /** Also what another version would make of it: `1.19`, `alloy=1.19`, `pyroscope=2.2`. */
  readonly upgradeTo: readonly string[];
  /** `2.2.1`; else the tag of the image that runs it, else the newest known. */
  readonly pyroscopeVersion?: string;
  /** `11.2.0`; else the newest. */
  readonly grafanaVersion?: string;
  /** `nix-instantiate`, where it is installed: then it has a word on Nix files. */
  readonly nixInstantiate?: string;
  /** Recorded facts of the host that the rollout goes to. */
  readonly factsFile?: string;
  /** The same where they are still to come: waited for once the files are read. */
  readonly facts?: Promise<FactsDocument | undefined>;
  /** Components that take out of visitors' data what must not be stored, instead of the known ones. */
  readonly sanitisers?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ValidateRequest extends FilesRequest {
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
  const { targets, findings, notJudged, texts } = await judgeFiles(request);
  const report = buildReport({
    tool: { version, packs: [], parameters: parametersOf(request) },
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    targets,
    findings,
    notJudged,
    strict: request.strict,
  });
  return { report, texts };
}

/** Files and what was found in them, before a verdict. */
export interface JudgedFiles {
  readonly targets: readonly TargetInput[];
  readonly findings: readonly Finding[];
  /** Paths of files that are of no kind. */
  readonly notJudged: readonly string[];
  /** The texts of the files that findings are in. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The same without a report, for those who put it together with more. Throws InputError like `validate`. */
export async function judgeFiles(request: FilesRequest): Promise<JudgedFiles> {
  await refuseVersions(request);
  const { factsFile } = request;
  const recorded =
    factsFile === undefined ? undefined : await (await import('../host/recorded.ts')).readFactsFile(factsFile);
  const gathered = await gather(request);
  const facts = recorded ?? (await request.facts);
  request.signal?.throwIfAborted();
  const targets = [...unreadTargets(gathered), ...(await judgeAll(gathered, request, facts))].sort(byName);
  return {
    targets: targets.map(({ target }) => target),
    findings: await findingsIn(targets, gathered),
    notJudged: gathered.unknown,
    texts: gathered.texts,
  };
}

/** The other languages are loaded where something of theirs was found. */
async function judgeAll(
  gathered: Gathered,
  request: FilesRequest,
  facts: FactsDocument | undefined,
): Promise<readonly JudgedTarget[]> {
  if (gathered.hasOthers) return (await import('./validate/rollout.ts')).judgeRollout(gathered, request, facts);
  const sets = await alloySets(gathered, request);
  const { upgradeTo } = request;
  const upgrades: Upgrades =
    upgradeTo.length === 0 ? {} : (await import('./validate/upgrade.ts')).upgradesOf(upgradeTo, ['alloy']);
  const targets: JudgedTarget[] = [];
  for (const set of sets) targets.push(await judgeAlloy(set, request, { facts, upgradeTo: upgrades.alloy }));
  return targets;
}

/** Files that cannot be judged, and that no configuration is made of. */
function unreadTargets({ unread }: Gathered): JudgedTarget[] {
  return unread
    .filter(({ isNamed, name }) => isNamed || !isAlloyName(name))
    .map(({ path, obstacle }) => ({
      target: targetOf({ name: path, files: [path] }),
      judged: [fault(obstacle)],
      placed: [],
    }));
}

function byName({ target: left }: JudgedTarget, { target: right }: JudgedTarget): number {
  // What compares the others comes last.
  const last = Number(left.language === 'agreement') - Number(right.language === 'agreement');
  return last || (left.name < right.name ? -1 : Number(left.name > right.name));
}

async function findingsIn(targets: readonly JudgedTarget[], { texts }: Gathered): Promise<Finding[]> {
  const placed = new Map(targets.flatMap((one) => one.placed.map((text) => [text.path, text] as const)));
  const findings: Finding[] = [];
  for (const { target, judged } of targets) {
    const here = inFiles(placed, judged);
    findings.push(...findingsOf(here, target.name, await locateIn(texts, here)));
  }
  return numbered(findings);
}

function parametersOf(request: FilesRequest): Record<string, unknown> {
  const { stability, community } = request;
  return { ...versionParameters(request), ...(stability === undefined ? {} : { stability }), community };
}

/** What the report says of the versions that were given. */
export function versionParameters(
  request: Partial<Pick<FilesRequest, 'alloyVersion' | 'pyroscopeVersion' | 'grafanaVersion' | 'upgradeTo'>>,
): Record<string, unknown> {
  const { alloyVersion, pyroscopeVersion, grafanaVersion, upgradeTo = [] } = request;
  return {
    ...(alloyVersion === undefined ? {} : { 'alloy-version': alloyVersion }),
    ...(pyroscopeVersion === undefined ? {} : { 'pyroscope-version': pyroscopeVersion }),
    ...(grafanaVersion === undefined ? {} : { 'grafana-version': grafanaVersion }),
    ...(upgradeTo.length === 0 ? {} : { 'upgrade-to': upgradeTo.join(' ') }),
  };
}
