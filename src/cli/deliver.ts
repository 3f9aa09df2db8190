/** A finished report goes to its files and to standard output, and its exit code to the caller. */
import type { Report } from '../generated/report-types.ts';
import { exitCodeOf } from '../report/verdict.ts';
import { loadWriter } from '../report/writer.ts';
import { notifier } from './notify.ts';
import { type OutputArguments, repeated } from './options.ts';
import { print, type ReportFile, reportFiles, writeWhole } from './output.ts';
import { looksOf } from './terminal.ts';

type DeliverArguments = Parameters<typeof repeated>[0] & OutputArguments;

/** Where reports go, proved before anything runs. */
export interface Delivery {
  readonly files: readonly ReportFile[];
  readonly tell: (report: Report) => Promise<void>;
}

/** Throws InputError for a path that cannot be written to, and for an address of nobody. */
export async function deliveryFrom(args: DeliverArguments): Promise<Delivery> {
  const files = await reportFiles(args.output);
  return { files, tell: await notifier(args, files) };
}

/**
 * Writes the files, then standard output, which comes although a file could not be written. Returns the exit code of the
 * verdict. Throws OutputError for the first file that could not be written, after who asked for it was told.
 */
export async function deliver(report: Report, { files, tell }: Delivery, args: DeliverArguments): Promise<number> {
  const code = exitCodeOf(report);
  const looks = looksOf(process.stdout, process.env, args.color);
  const written = await Promise.allSettled(files.map((file) => writeReport(report, file)));
  const writer = await loadWriter(args.format);
  await print(writer.write(report, { ...looks, verbose: args.verbose, again: repeated(args) }));
  await tell(report);
  for (const result of written) if (result.status === 'rejected') throw result.reason;
  return code;
}

async function writeReport(report: Report, { format, path }: ReportFile): Promise<void> {
  const writer = await loadWriter(format);
  await writeWhole(path, writer.write(report, { width: 100, color: false, verbose: true }));
}
