/** A format of the report. Adding one is a file in writers/ and a line in writers/all.ts. */
import { InputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import { writers } from './writers/all.ts';

/** What the place that the text goes to can show. */
export interface WriteOptions {
  /** Columns; a format that nobody reads on a terminal ignores it. */
  readonly width: number;
  readonly color: boolean;
  /** Also what passed. */
  readonly verbose?: boolean;
}

export interface Writer {
  readonly format: string;
  /** Of a file in this format, without the dot. */
  readonly extension?: string;
  /** The whole text, with a newline at its end. */
  write(report: Report, options: WriteOptions): string;
}

/** Loads one writer, and nothing of the others. Throws InputError, naming the formats, for one that is not there. */
export async function loadWriter(format: string): Promise<Writer> {
  const load = writers.get(format);
  if (!load) throw new InputError(`There is no format "${format}". Formats: ${[...writers.keys()].join(', ')}.`);
  return load();
}
