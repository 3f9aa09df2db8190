/** What is found about preflight.yaml itself: what a branch demands less than its base, and what is wrong with waivers. */
import { basename, posix } from 'node:path';
import type { Project, ProjectWaiver } from '../../project/project.ts';
import type { TargetInput } from '../../report/build.ts';
import { placesIn } from '../../report/diagnostics/locate.ts';
import { numbered } from '../../report/numbered.ts';
import { type Waiver, waive } from '../../report/waivers.ts';
import { weakened } from '../weakened.ts';
import { settled } from './not-judged.ts';
import { projectPacks } from './packs.ts';
import type { Part } from './part.ts';
import type { GateRequest } from './request.ts';

/** Reports name every file from the top of the repository, wherever preflight runs. */
function namedInRepository(project: Project): Project {
  const { home, source } = project;
  return { ...project, source: { ...source, path: posix.join(home.folder, basename(source.path)) } };
}

const unseen = () => undefined;

/** The target of preflight.yaml. Never rejected. */
export async function compareWithBase({ base, environment, sets, signal, ...request }: GateRequest): Promise<Part> {
  const project = namedInRepository(request.project);
  const { path } = project.source;
  const target: TargetInput = { kind: 'file', name: path, language: 'preflight', files: [path] };
  return settled(target, { phase: unseen, done: unseen, fail: unseen }, signal, async () => {
    const packsOf = (one: Project) => projectPacks(one, sets);
    const found = await weakened({ project, base, environment, packsOf, signal });
    return { targets: [found.target], findings: found.findings, texts: found.texts };
  });
}

export interface WaiveOptions {
  readonly project: Project;
  readonly now: Date;
  /** Whether no part was left out. */
  readonly isWhole: boolean;
}

/** The part with what is waived marked, and with what is wrong with the waivers. Ids are numbered. */
export async function withWaivers(part: Part, { now, isWhole, ...options }: WaiveOptions): Promise<Part> {
  const project = namedInRepository(options.project);
  const findings = numbered(part.findings);
  if (project.waivers.length === 0) return { ...part, findings };
  const waived = waive({
    waivers: project.waivers.map((waiver) => waiverOf(project, waiver)),
    findings,
    targets: part.targets,
    now,
    checks: await knownChecks(project, part),
    isWhole,
    target: project.source.path,
  });
  return { ...part, findings: numbered([...waived.findings, ...waived.faults]) };
}

function waiverOf({ source }: Project, { at, check, host, file, reason, until }: ProjectWaiver): Waiver {
  return {
    check: check.value,
    ...(host ? { host: host.value } : {}),
    ...(file ? { file: file.value } : {}),
    reason,
    until: until.value,
    location: { file: source.path, ...placesIn(source.text)(at.span) },
  };
}

/** Every rule there is takes a while to load, and most waivers are of what was found. */
async function knownChecks(project: Project, { packs = [], findings }: Part): Promise<ReadonlySet<string>> {
  const own = new Set([
    ...findings.map(({ check }) => check),
    ...packs.flatMap(({ checks }) => checks.map(({ id }) => id)),
  ]);
  if (project.waivers.every(({ check }) => own.has(check.value))) return own;
  const [{ allRules }, { loadPacks }, { shippedNames }] = await Promise.all([
    import('../rules.ts'),
    import('../../checks/load.ts'),
    import('../../checks/shipped.ts'),
  ]);
  const shipped = await loadPacks(shippedNames(), { sets: {} });
  const others = [...(await allRules()), ...shipped.checks];
  return new Set([...own, ...others.map(({ id }) => id)]);
}
