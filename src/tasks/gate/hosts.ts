/** The hosts of preflight.yaml, and recorded facts: each asked and judged for itself, by its own packs. */
import pLimit from 'p-limit';
import type { FactsDocument } from '../../base/facts.ts';
import { asksServices } from '../../checks/asked-services.ts';
import type { LoadedPacks } from '../../checks/check.ts';
import type { CollectOptions } from '../../host/collect.ts';
import type { ProjectHost } from '../../project/project.ts';
import { type Gathered, gather } from '../gather.ts';
import { judgeTargets } from '../judge.ts';
import { withPlatform } from '../platform.ts';
import { settled } from './not-judged.ts';
import { type GateWatcher, type Part, type RowWatcher, secondsSince } from './part.ts';

/** How hosts are asked, from the command line; what preflight.yaml says of one host stands behind it. */
export interface AskOptions {
  readonly collect: (host: ProjectHost) => CollectOptions;
  /** Hosts that are asked at the same time. */
  readonly concurrency: number;
}

export interface HostsRequest extends AskOptions {
  readonly hosts: readonly ProjectHost[];
  /** Recorded facts. A host of that name is judged by them, and not asked. */
  readonly recorded: readonly Gathered[];
  readonly packsOf: (host: ProjectHost | undefined) => Promise<LoadedPacks>;
  /** What services said, for packs that ask of them beside the host. */
  readonly services: Promise<Gathered | undefined>;
  /** Milliseconds after which facts are too old. */
  readonly maxAge: number | undefined;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}

/** A host that has answered; `host` is absent for recorded facts of a host that preflight.yaml does not name. */
interface Answered {
  readonly host?: ProjectHost;
  readonly name: string;
  readonly document: FactsDocument;
}

/** Neither promise is ever rejected. */
export interface AskedHost {
  readonly host?: ProjectHost;
  readonly name: string;
  /** Undefined: it gave no facts. */
  readonly answer: Promise<Answered | undefined>;
  readonly part: Promise<Part>;
}

/** Begins to ask all of them; none waits for another. */
export function askHosts(request: HostsRequest): readonly AskedHost[] {
  const limit = pLimit(request.concurrency);
  const hosts = request.hosts.map((host) => {
    const known = request.recorded.find(({ name }) => name === host.name);
    return asked(request, host.name, host, async (row) => known ?? limit(() => fromHost(request, host, row)));
  });
  const others = request.recorded.filter(({ name }) => !request.hosts.some((host) => host.name === name));
  return [...hosts, ...others.map((found) => asked(request, found.name, undefined, async () => found))];
}

function asked(
  request: HostsRequest,
  name: string,
  host: ProjectHost | undefined,
  ask: (row: RowWatcher) => Promise<Gathered>,
): AskedHost {
  const row = request.watch('hosts', name);
  const begun = Date.now();
  const gathered = ask(row);
  const answer = gathered.then(
    (found) => ('document' in found ? { ...(host && { host }), name, document: found.document } : undefined),
    () => undefined,
  );
  const part = settled({ kind: 'host', name }, row, request.signal, async () => {
    const packs = await request.packsOf(host);
    const found = await withAsked(await gathered, packs, request.services);
    const { maxAge, startedAt } = request;
    const judged = await judgeTargets([found], packs, maxAge === undefined ? {} : { maxAge }, startedAt);
    // What happened, and the way out, stand in the report.
    if ('error' in found) row.fail(`could not be examined (${found.error.kind})`);
    else row.done(`judged in ${secondsSince(begun)}`);
    return { ...judged, packs: [packs] };
  });
  return { ...(host && { host }), name, answer, part };
}

async function withAsked(
  found: Gathered,
  packs: LoadedPacks,
  services: Promise<Gathered | undefined>,
): Promise<Gathered> {
  const said = asksServices(packs) ? await services : undefined;
  const [host] = said ? (await import('../services.ts')).withServices([found], said) : [found];
  return host ?? found;
}

async function fromHost(request: HostsRequest, host: ProjectHost, row: RowWatcher): Promise<Gathered> {
  const [found] = await gather({
    hosts: [host.name],
    factsFiles: [],
    collect: withPlatform(request.collect(host), await request.packsOf(host)),
    concurrency: 1,
    signal: request.signal,
    watch: {
      started: () => row.phase('connecting'),
      sent: () => row.phase('collecting facts'),
      finished: () => row.phase('judging'),
      failed: () => undefined,
    },
  });
  if (!found) throw new Error(`${host.name} was not asked`);
  return found;
}
