/** A finished report in every format that was asked for, and where it was asked for. */
import { OutputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import type { WriteOptions } from '../report/format.ts';
import { loadWriter } from '../report/writer.ts';
import { withRules } from '../tasks/rules.ts';
import { addJobSummary, isGitHub } from './actions.ts';
import { print, type ReportFile, writeWhole } from './output.ts';
import { looksOf } from './terminal.ts';

interface Wanted {
  readonly format: string;
  readonly files: readonly ReportFile[];
  readonly color: boolean | undefined;
}

/** Of the options of a writer, those that the report's command decides. */
type Extras = Pick<WriteOptions, 'verbose' | 'again' | 'texts'>;

/**
 * Writes the files, then standard output, which comes although a file could not be written. Returns what could not be written,
 * all of it in one OutputError, and nothing when all is well.
 */
export async function writeReport(
  judged: Report,
  { format, files, color }: Wanted,
  extras: Extras,
): Promise<OutputError | undefined> {
  const commands = isGitHub(process.env);
  const writers = await Promise.all([format, ...files.map((file) => file.format)].map(loadWriter));
  const report = writers.some(({ wantsRules }) => wantsRules) ? await withRules(judged) : judged;
  const plain = { ...extras, width: 100, color: false, verbose: true, commands };
  const writing = files.map(async (file) =>
    writeWhole(file.path, (await loadWriter(file.format)).write(report, plain)),
  );
  if (format === 'github') writing.push(addJobSummary(report, plain, process.env));
  const written = await Promise.allSettled(writing);
  const writer = await loadWriter(format);
  const [printed] = await Promise.allSettled([
    print(writer.write(report, { ...extras, ...looksOf(process.stdout, process.env, color), commands })),
  ]);
  const failed: unknown[] = [...written, printed].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const defect = failed.find((error) => !(error instanceof OutputError));
  if (defect !== undefined) throw defect;
  const full = failed.filter((error) => error instanceof OutputError);
  if (full.length === 0) return undefined;
  return new OutputError(full.map(({ message }) => message).join(' '), { cause: full[0] });
}
