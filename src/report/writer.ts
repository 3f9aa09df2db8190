/** Finds the writer of a format. */
import { InputError } from '../base/errors.ts';
import type { Writer } from './format.ts';
import { writers } from './writers/all.ts';

/** The names that --format and --output take. */
export const formats: readonly string[] = [...writers.keys()];

/** Loads one writer, and nothing of the others. Throws InputError, naming the formats, for one that is not there. */
export async function loadWriter(format: string): Promise<Writer> {
  const load = writers.get(format);
  if (!load) throw new InputError(`There is no format "${format}". Formats: ${formats.join(', ')}.`);
  return load();
}
