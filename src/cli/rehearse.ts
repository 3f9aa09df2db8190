import { exitCodeOf } from '../report/verdict.ts';
import { rehearse } from '../tasks/rehearse.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { interruptible } from './interruptible.ts';
import { reportFiles } from './output.ts';
import { branchFrom, type RehearseArguments, validationFrom } from './rehearse-options.ts';
import { writeReport } from './write-report.ts';

/** `preflight rehearse`: rehearses the rebase, writes the report, returns the exit code of its verdict. */
export async function runRehearse(args: RehearseArguments): Promise<number> {
  const { onto, repository, strict, verbose, format, color } = args;
  const branch = branchFrom(args);
  const validation = validationFrom(args);
  const files = await reportFiles(args.output);
  const against = await baselineFrom(args.baseline, files);
  const { report: found, texts } = await interruptible((signal) =>
    rehearse({ branch, onto, repository, ...validation, strict, signal }),
  );
  const report = against(found);
  const trouble = await writeReport(report, { format, files, color }, { texts, verbose });
  if (trouble) throw trouble;
  return exitCodeOf(report);
}
