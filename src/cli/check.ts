import type { Report } from '../generated/report-types.ts';
import { exitCodeOf } from '../report/verdict.ts';
import { loadWriter } from '../report/writer.ts';
import { check } from '../tasks/check.ts';
import { type CollectArguments, checkFrom, type JudgeArguments, type OutputArguments, repeated } from './options.ts';
import { print, type ReportFile, reportFiles, writeWhole } from './output.ts';
import { withHosts } from './session.ts';
import { looksOf } from './terminal.ts';

type CheckArguments = CollectArguments & JudgeArguments & OutputArguments & { readonly hosts: readonly string[] };

/** `preflight check`: judges, writes the report, returns the exit code of its verdict. */
export async function runCheck(args: CheckArguments): Promise<number> {
  const files = await reportFiles(args.output);
  const request = checkFrom(args);
  const writer = once(() => loadWriter(args.format));
  const { report } = await withHosts(args, args.facts, (gather) => check({ gather, ...request }), {
    whileWaiting: writer,
    orThisMachine: args.closure === undefined,
  });
  const code = exitCodeOf(report);
  const looks = looksOf(process.stdout, process.env, args.color);
  const written = await Promise.allSettled(files.map((file) => writeReport(report, file)));
  await print((await writer()).write(report, { ...looks, verbose: args.verbose, again: repeated(args) }));
  for (const result of written) if (result.status === 'rejected') throw result.reason;
  return code;
}

async function writeReport(report: Report, { format, path }: ReportFile): Promise<void> {
  const writer = await loadWriter(format);
  await writeWhole(path, writer.write(report, { width: 100, color: false, verbose: true }));
}

/** The same promise at every call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
