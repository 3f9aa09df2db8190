/** Judges files of a rollout: finds them, checks each by its language, reports. */
import { isAlloyName } from '../alloy/looks.ts';
import { parseAlloyVersion } from '../alloy/version.ts';
import type { Finding, Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { buildReport } from '../report/build.ts';
import { findingsOf } from '../report/diagnostics/findings.ts';
import { numbered } from '../report/numbered.ts';
import type { Asked } from './alloy-settings.ts';
import { inFiles, locateIn } from './located.ts';
import { judgeAlloy } from './validate/alloy.ts';
import { type AlloySetOptions, alloySets } from './validate/alloy-sets.ts';
import { type Gathered, type GatherRequest, gather } from './validate/gather.ts';
import { fault, type JudgedTarget, targetOf } from './validate/target.ts';

export interface ValidateRequest extends Asked, GatherRequest, AlloySetOptions {
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
  const { factsFile, sanitisers } = request;
  const facts =
    factsFile === undefined ? undefined : await (await import('../host/recorded.ts')).readFactsFile(factsFile);
  const gathered = await gather(request);
  const targets: JudgedTarget[] = unreadTargets(gathered);
  for (const set of await alloySets(gathered, request)) {
    targets.push(await judgeAlloy(set, { ...request, facts, upgradeTo, sanitisers }));
  }
  if (gathered.sets.length > 0) {
    const { judgeManifests } = await import('./validate/kubernetes.ts');
    targets.push(...judgeManifests(gathered));
  }
  const { texts } = gathered;
  return { report: await reportOf(request, targets.sort(byName), gathered, startedAt), texts };
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

function byName(left: JudgedTarget, right: JudgedTarget): number {
  return left.target.name < right.target.name ? -1 : Number(left.target.name > right.target.name);
}

async function reportOf(
  { alloyVersion, upgradeTo, stability, community, strict }: ValidateRequest,
  targets: readonly JudgedTarget[],
  { texts, unknown }: Gathered,
  startedAt: Date,
): Promise<Report> {
  const placed = new Map(targets.flatMap((one) => one.placed.map((text) => [text.path, text] as const)));
  const findings: Finding[] = [];
  for (const { target, judged } of targets) {
    const here = inFiles(placed, judged);
    findings.push(...findingsOf(here, target.name, await locateIn(texts, here)));
  }
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
    targets: targets.map(({ target }) => target),
    findings: numbered(findings),
    notJudged: unknown,
    strict,
  });
}
