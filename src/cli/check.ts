import { loadWriter } from '../report/writer.ts';
import { check } from '../tasks/check.ts';
import type { GatherRequest } from '../tasks/gather.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { deliver, deliveryFrom } from './deliver.ts';
import { type CollectArguments, checkFrom, type JudgeArguments, type OutputArguments } from './options.ts';
import type { Progress } from './progress.ts';
import { withHosts } from './session.ts';
import { patienceFrom, type WaitArguments } from './wait-options.ts';

type CheckArguments = CollectArguments &
  JudgeArguments &
  OutputArguments &
  WaitArguments & { readonly hosts: readonly string[] };

/** `preflight check`: judges, writes the report, returns the exit code of its verdict. */
export async function runCheck(args: CheckArguments): Promise<number> {
  const patience = patienceFrom(args);
  const delivery = await deliveryFrom(args);
  const against = await baselineFrom(args.baseline);
  const request = checkFrom(args);
  const attempt = async (gather: GatherRequest) => against((await check({ gather, ...request })).report);
  const session = async (gather: GatherRequest, progress: Progress) =>
    patience ? (await import('./wait.ts')).checkUntilReady(gather, progress, patience, attempt) : attempt(gather);
  const report = await withHosts(args, args.facts, session, {
    // What writes is loaded while the hosts answer; an error of loading comes again where it is awaited.
    whileWaiting: () => void loadWriter(args.format).catch(() => {}),
    orThisMachine: args.closure === undefined,
  });
  return deliver(report, delivery, args);
}
