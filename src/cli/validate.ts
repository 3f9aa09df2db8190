import { exitCodeOf } from '../report/verdict.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { validate } from '../tasks/validate.ts';
import { reportFiles } from './output.ts';
import { type ValidateArguments, validateFrom } from './validate-options.ts';
import { writeReport } from './write-report.ts';

/** `preflight validate`: judges configurations, writes the report, returns the exit code of its verdict. */
export async function runValidate(args: ValidateArguments): Promise<number> {
  const request = validateFrom(args);
  const files = await reportFiles(args.output);
  const against = await baselineFrom(args.baseline, files);
  const { report: found, texts } = await validate(request);
  const report = against(found);
  const trouble = await writeReport(report, { format: args.format, files, color: args.color }, { texts });
  if (trouble) throw trouble;
  return exitCodeOf(report);
}
