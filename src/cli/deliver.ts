/** A finished report goes to its files and to standard output, and its exit code to the caller. */
import type { Report } from '../generated/report-types.ts';
import { exitCodeOf } from '../report/verdict.ts';
import { notifier } from './notify.ts';
import { type OutputArguments, repeated } from './options.ts';
import { type ReportFile, reportFiles } from './output.ts';
import { writeReport } from './write-report.ts';

type DeliverArguments = Parameters<typeof repeated>[0] & OutputArguments;

/** Where reports go, proved before anything runs. */
export interface Delivery {
  readonly files: readonly ReportFile[];
  readonly tell: (report: Report) => Promise<void>;
}

/** Throws InputError for a path that cannot be written to, and for an address of nobody. */
export async function deliveryFrom(
  args: Pick<OutputArguments, 'output' | 'notify' | 'notify-when'>,
): Promise<Delivery> {
  const files = await reportFiles(args.output);
  return { files, tell: await notifier(args, files) };
}

/**
 * Writes the report. Returns the exit code of the verdict. Throws OutputError that names what could not be written,
 * after everything else was, and who asked for it was told.
 */
export async function deliver(report: Report, { files, tell }: Delivery, args: DeliverArguments): Promise<number> {
  const { format, color, verbose } = args;
  const trouble = await writeReport(report, { format, files, color }, { verbose, again: repeated(args) });
  await tell(report);
  if (trouble) throw trouble;
  return exitCodeOf(report);
}
