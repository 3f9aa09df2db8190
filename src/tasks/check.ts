/** The main use: gather facts, judge them, report. What judges is loaded while the hosts answer. */

import { asksCamerasAlone, asksServices, partOf } from '../checks/asked-services.ts';
import { type LoadedPacks, loadPacks } from '../checks/load.ts';
import type { Report } from '../generated/report-types.ts';
import type { ServiceRequest } from '../services/request.ts';
import { type Gathered, type GatherRequest, gather, type HostWatcher } from './gather.ts';
import type { JudgeOptions, ToJudge } from './judge.ts';
import { withFrigate, withPlatform } from './platform.ts';
import type { AskServices } from './services.ts';

export interface CheckRequest {
  readonly gather: GatherRequest;
  readonly judge: JudgeOptions;
  /** A built system: judged itself where no host is named, else laid over the facts of the hosts. */
  readonly closure?: string;
  /**
   * Gives the services of preflight.yaml and how to ask them; called only where the packs ask for them. Throws InputError
   * where there are none and they are needed.
   */
  readonly services?: (signal: AbortSignal, packs: LoadedPacks) => Promise<ServicesToAsk>;
}

interface ServicesToAsk {
  readonly requests: readonly ServiceRequest[];
  readonly ask: AskServices;
}

/** A report, and the documents it was made from. */
export interface Checked {
  readonly report: Report;
  readonly gathered: readonly Gathered[];
  readonly packs: LoadedPacks;
}

/**
 * Judges every target. Packs are loaded before any host is asked, so that a bad one ends the run at once.
 * Throws InputError for bad input; a host's trouble is in the report.
 */
export async function check(request: CheckRequest): Promise<Checked> {
  const startedAt = new Date();
  const packs = await loadPacks([...request.judge.packs], { sets: request.judge.sets });
  const { closure } = request;
  const built =
    closure === undefined
      ? undefined
      : { path: closure, document: await (await import('./closure.ts')).readClosure(closure, startedAt) };
  const watch = { ...request.gather.watch, sent: loadOnce(request.gather.watch) };
  const asked = await hostsToAsk(request, packs);
  const collect = asked.length === 0 ? request.gather.collect : withPlatform(request.gather.collect, packs);
  const [hosts, services] = await Promise.all([
    gather({ ...request.gather, hosts: asked, collect, watch }),
    servicesFor(request, packs),
  ]);
  const [rest, ...own] = services ? await apart(hosts, services, packs) : [{ gathered: hosts, packs }];
  const over = built
    ? (await import('./closure.ts')).withClosure(rest.gathered, built.path, built.document)
    : rest.gathered;
  const parts = [{ ...rest, gathered: rest.packs.checks.length === 0 ? over.map(unjudged) : over }, ...own];
  const { judge } = await import('./judge.ts');
  const unasked = request.gather.hosts.filter((host) => !asked.includes(host));
  const leftOut = unasked.map((host) => `the host ${host}, for the packs ask services alone`);
  const report = await judge(parts, packs, request.judge, startedAt, leftOut);
  return { report, gathered: parts.flatMap(({ gathered }) => gathered), packs };
}

/** None where every check asks services alone: nothing would be judged of them. Throws InputError for a name that is no host. */
async function hostsToAsk(
  { services, gather: { hosts } }: CheckRequest,
  packs: LoadedPacks,
): Promise<readonly string[]> {
  const isAsked =
    !services || !asksServices(packs) || asksCamerasAlone(packs) || partOf(packs, 'others').checks.length > 0;
  if (isAsked || hosts.length === 0) return hosts;
  const { parseHost } = await import('../base/host-address.ts');
  hosts.forEach(parseHost);
  return [];
}

/** What services say, where the packs ask for it. Recorded facts have what they have. */
async function servicesFor({ services, gather: { signal } }: CheckRequest, packs: LoadedPacks) {
  if (!services || !asksServices(packs)) return undefined;
  const optional = asksCamerasAlone(packs);
  const { requests, ask } = await services(signal, packs);
  const asked = withFrigate(optional ? requests.filter(({ kind }) => kind === 'frigate') : requests, packs);
  return asked.length === 0 ? undefined : (await import('./services.ts')).gatherServices(asked, packs, ask);
}

/**
 * What is asked of services alone is judged once, over a target of their own, whatever becomes of the hosts. Over the facts
 * of the hosts lies what they said only where a check asks for both.
 */
async function apart(
  hosts: readonly Gathered[],
  services: Gathered,
  packs: LoadedPacks,
): Promise<readonly [ToJudge, ToJudge]> {
  const others = partOf(packs, 'others');
  const taken = hosts.some(({ name }) => name === services.name);
  const own = taken ? { ...services, name: `${services.name} (preflight.yaml)` } : services;
  return [
    {
      gathered: asksServices(others) ? (await import('./services.ts')).withServices(hosts, services) : hosts,
      packs: others,
    },
    { gathered: [own], packs: partOf(packs, 'services') },
  ];
}

/** A target that was named, and that no check is about. */
function unjudged(target: Gathered): Gathered {
  const note = 'The packs ask services alone: nothing of it was judged.';
  return { ...target, notes: [...(target.notes ?? []), note] };
}

/** Passes `sent` on, and loads what judges when it comes first. */
function loadOnce(watch: HostWatcher): HostWatcher['sent'] {
  return (host) => {
    watch.sent(host);
    // An error of loading comes again where it is awaited.
    import('./judge.ts').catch(() => {});
  };
}
