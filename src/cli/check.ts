import { loadWriter } from '../report/writer.ts';
import { check } from '../tasks/check.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { deliver, deliveryFrom } from './deliver.ts';
import { type CollectArguments, checkFrom, type JudgeArguments, type OutputArguments } from './options.ts';
import { withHosts } from './session.ts';

type CheckArguments = CollectArguments & JudgeArguments & OutputArguments & { readonly hosts: readonly string[] };

/** `preflight check`: judges, writes the report, returns the exit code of its verdict. */
export async function runCheck(args: CheckArguments): Promise<number> {
  const delivery = await deliveryFrom(args);
  const against = await baselineFrom(args.baseline);
  const request = checkFrom(args);
  const { report } = await withHosts(args, args.facts, (gather) => check({ gather, ...request }), {
    // What writes is loaded while the hosts answer; an error of loading comes again where it is awaited.
    whileWaiting: () => void loadWriter(args.format).catch(() => {}),
    orThisMachine: args.closure === undefined,
  });
  return deliver(against(report), delivery, args);
}
