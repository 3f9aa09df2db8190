/** Judges the parts that were chosen, at the same time. Each is loaded only where it is wanted. */
import type { FactsDocument } from '../../base/facts.ts';
import { partOf } from '../../checks/asked-services.ts';
import type { ProjectHost } from '../../project/project.ts';
import type { Gathered } from '../gather.ts';
import type { Chosen } from './choose.ts';
import type { AskedHost } from './hosts.ts';
import type { ProjectPacks } from './packs.ts';
import { nothing, type Part, type PartName } from './part.ts';
import type { GateRequest } from './request.ts';

export interface Judging {
  readonly request: GateRequest;
  readonly chosen: Chosen;
  readonly packs: ProjectPacks;
  readonly recorded: readonly Gathered[];
  readonly startedAt: Date;
}

/** In the order of the report. */
export async function judgeParts(judging: Judging): Promise<readonly Part[]> {
  const { parts } = judging.chosen;
  const asked = parts.has('hosts') ? await ask(judging) : [];
  const judged = await Promise.all([
    rollouts(judging, asked),
    Promise.all(asked.map(({ part }) => part)),
    parts.has('closure') ? closures(judging, asked) : [],
    parts.has('declared') ? declared(judging, asked) : [],
    parts.has('services') ? services(judging) : [],
  ]);
  const [{ rebase, artifacts }, ...others] = judged;
  return [rebase, ...others.flat(), artifacts];
}

async function ask({ request, packs, recorded, startedAt }: Judging): Promise<readonly AskedHost[]> {
  const { project, ask, maxAge, signal, watch, offline } = request;
  const { askHosts } = await import('./hosts.ts');
  const hosts = offline ? project.hosts.filter(({ name }) => recorded.some((one) => one.name === name)) : project.hosts;
  // Services are a part of their own.
  const packsOf = async (host: ProjectHost | undefined) => partOf(await packs.of(host), 'others');
  return askHosts({ ...ask, hosts, recorded, packsOf, maxAge, startedAt, signal, watch });
}

async function rollouts({ request, chosen }: Judging, asked: readonly AskedHost[]) {
  const wants = (part: PartName) => chosen.parts.has(part);
  if (!wants('rebase') && !wants('artifacts')) return { rebase: nothing, artifacts: nothing };
  const { judgeRollouts } = await import('./rollouts.ts');
  const { project, nixInstantiate, signal, watch } = request;
  return judgeRollouts({
    project,
    rebase: wants('rebase'),
    artifacts: wants('artifacts'),
    facts: factsOf(asked),
    nixInstantiate,
    signal,
    watch,
  });
}

/** Of the host that files go to: nobody can say which of several it is. */
async function factsOf(asked: readonly AskedHost[]): Promise<FactsDocument | undefined> {
  const [first, ...others] = asked;
  return others.length === 0 ? (await first?.answer)?.document : undefined;
}

async function closures({ request, packs, startedAt }: Judging, asked: readonly AskedHost[]) {
  const { judgeClosures } = await import('./closure.ts');
  const { project, closure, signal, watch } = request;
  return judgeClosures({ project, closure, asked, packsOf: packs.of, startedAt, signal, watch });
}

async function declared({ request, packs, startedAt }: Judging, asked: readonly AskedHost[]) {
  const { judgeDeclared } = await import('./declared.ts');
  const { project, evalSeconds: seconds, signal, watch } = request;
  return judgeDeclared({ project, asked, packsOf: packs.of, seconds, startedAt, signal, watch });
}

async function services({ request, packs, startedAt }: Judging): Promise<Part[]> {
  const { judgeServices } = await import('./services.ts');
  const { project, askServices, signal, watch } = request;
  return [await judgeServices({ project, ask: askServices, packsOf: packs.of, startedAt, signal, watch })];
}
