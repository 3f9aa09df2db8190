/** Judges the parts that were chosen, at the same time. Each is loaded only where it is wanted. */
import { partOf } from '../../checks/asked-services.ts';
import type { Gathered } from '../gather.ts';
import type { Chosen } from './choose.ts';
import type { AskedHost, HostsRequest } from './hosts.ts';
import type { ProjectPacks } from './packs.ts';
import { nothing, type Part, type PartName } from './part.ts';
import type { GateRequest } from './request.ts';
import type { HostFacts } from './rollout.ts';
import type { AskedServices } from './services.ts';

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
  const services = parts.has('services') ? await askServicesOf(judging) : undefined;
  const asked = parts.has('hosts') ? await ask(judging, services) : [];
  const judged = await Promise.all([
    rollouts(judging, asked),
    Promise.all(asked.map(({ part }) => part)),
    parts.has('closure') ? closures(judging, asked) : [],
    parts.has('declared') ? declared(judging, asked) : [],
    services ? services.part.then((part) => [part]) : [],
  ]);
  const [{ rebase, artifacts }, ...others] = judged;
  return [rebase, ...others.flat(), artifacts];
}

async function askServicesOf({ request, packs, startedAt }: Judging): Promise<AskedServices> {
  const { project, askServices: how, signal, watch } = request;
  const { askServices } = await import('./services.ts');
  return askServices({ project, ask: { ...how, signal }, packs: await packs.services(), startedAt, watch });
}

/** What is asked of services alone is judged once, and not of every host. */
function packsOfHosts({ packs }: Judging): HostsRequest['packsOf'] {
  return async (host) => partOf(await packs.of(host), 'others');
}

async function ask(judging: Judging, services: AskedServices | undefined): Promise<readonly AskedHost[]> {
  const { request, recorded, startedAt } = judging;
  const { project, ask, maxAge, signal, watch, offline } = request;
  const { askHosts } = await import('./hosts.ts');
  const hosts = offline ? project.hosts.filter(({ name }) => recorded.some((one) => one.name === name)) : project.hosts;
  const said = services?.answer ?? Promise.resolve(undefined);
  return askHosts({
    ...ask,
    hosts,
    recorded,
    packsOf: packsOfHosts(judging),
    services: said,
    maxAge,
    startedAt,
    signal,
    watch,
  });
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

/** Of the host that files go to. */
async function factsOf(asked: readonly AskedHost[]): Promise<HostFacts> {
  const answers = (await Promise.all(asked.map(({ answer }) => answer))).filter((one) => one !== undefined);
  const [first, ...others] = answers;
  if (others.length === 0) return first ? { document: first.document } : {};
  const names = answers.map(({ name }) => name).join(', ');
  return {
    note: `Not judged for a host: nobody can say to which of ${names} the files go. For one of them: preflight validate --facts FILE`,
  };
}

async function closures(judging: Judging, asked: readonly AskedHost[]) {
  const { judgeClosures } = await import('./closure.ts');
  const { request, startedAt } = judging;
  const { project, closure, signal, watch } = request;
  return judgeClosures({ project, closure, asked, packsOf: packsOfHosts(judging), startedAt, signal, watch });
}

async function declared(judging: Judging, asked: readonly AskedHost[]) {
  const { judgeDeclared } = await import('./declared.ts');
  const { request, startedAt } = judging;
  const { project, evalSeconds: seconds, signal, watch } = request;
  return judgeDeclared({ project, asked, packsOf: packsOfHosts(judging), seconds, startedAt, signal, watch });
}
