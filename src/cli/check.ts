import { partOf } from '../checks/asked-services.ts';
import { loadPacks } from '../checks/load.ts';
import { loadWriter } from '../report/writer.ts';
import { check } from '../tasks/check.ts';
import type { GatherRequest } from '../tasks/gather.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { deliver, deliveryFrom } from './deliver.ts';
import { type CollectArguments, checkFrom, type JudgeArguments, type OutputArguments } from './options.ts';
import type { Progress } from './progress.ts';
import { servicesFrom } from './services.ts';
import type { ServicesArguments } from './services-options.ts';
import { withHosts } from './session.ts';
import { patienceFrom, type WaitArguments } from './wait-options.ts';

type CheckArguments = CollectArguments &
  JudgeArguments &
  OutputArguments &
  ServicesArguments &
  WaitArguments & { readonly hosts: readonly string[] };

/** `preflight check`: judges, writes the report, returns the exit code of its verdict. */
export async function runCheck(args: CheckArguments): Promise<number> {
  const patience = patienceFrom(args);
  const delivery = await deliveryFrom(args);
  const against = await baselineFrom(args.baseline, delivery.files);
  const request = { ...checkFrom(args), services: servicesFrom(args) };
  const attempt = async (gather: GatherRequest) => against((await check({ gather, ...request })).report);
  const session = async (gather: GatherRequest, progress: Progress) =>
    patience ? (await import('./wait.ts')).checkUntilReady(gather, progress, patience, attempt) : attempt(gather);
  const report = await withHosts(args, args.facts, session, {
    // What writes is loaded while the hosts answer; an error of loading comes again where it is awaited.
    whileWaiting: () => void loadWriter(args.format).catch(() => {}),
    orThisMachine: args.closure === undefined && !(await asksServicesAlone(args)),
  });
  return deliver(report, delivery, args);
}

/** Whether no check needs a host: then none is asked where none is named. */
async function asksServicesAlone(args: CheckArguments): Promise<boolean> {
  if (args.hosts.length > 0 || args.facts.length > 0) return false;
  const { judge } = checkFrom(args);
  const packs = await loadPacks(judge.packs, { sets: judge.sets });
  return partOf(packs, 'others').checks.length === 0;
}
