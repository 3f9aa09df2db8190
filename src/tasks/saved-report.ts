/** Reports of earlier runs, read from files: trusted no more than what they are about. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import { withBaseline } from '../report/baseline.ts';
import { commonTargets } from '../report/compare.ts';

/** A report of 10,000 findings has about 10 MB. */
const sizeLimit = 64 << 20;
const currentVersion = 1;

/**
 * Reads a report that `--output json=FILE` or `--format json` wrote. Throws InputError, naming the file, the place in it and the
 * way out, when it is none of this version.
 */
export async function readReport(path: string): Promise<Report> {
  const file = printable(path);
  const document = parsed(file, await boundedText(path, file));
  const { schemaVersion } =
    typeof document === 'object' && document !== null ? { schemaVersion: undefined, ...document } : {};
  if (typeof schemaVersion === 'number' && schemaVersion !== currentVersion)
    throw new InputError(
      `${file}: of schema version ${schemaVersion}, and this preflight compares reports of version ${currentVersion}. Write it anew with this preflight.`,
    );
  const { default: validate } = await import('../generated/report-validator.js');
  if (!validate(document)) {
    const [error] = validate.errors ?? [];
    const place = error?.instancePath ? ` at ${excerpt(error.instancePath, 120)}` : '';
    const extra =
      error?.keyword === 'additionalProperties' ? ` ("${excerpt(String(error.params.additionalProperty), 60)}")` : '';
    throw new InputError(
      `${file}: no report of preflight${place}: ${error?.message ?? 'not of its shape'}${extra}. ${wayOut}`,
    );
  }
  const report = document as Report;
  const moments = [report.startedAt, ...(report.baseline ? [report.baseline.startedAt] : [])];
  for (const moment of moments)
    if (Number.isNaN(Date.parse(moment)))
      throw new InputError(`${file}: no report of preflight: "${excerpt(moment, 60)}" is no date. ${wayOut}`);
  return report;
}

const wayOut = 'Name a file written by: preflight … --output json=FILE';

async function boundedText(path: string, file: string): Promise<string> {
  try {
    // A pipe would be waited for without an end, and already when it is opened.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new InputError(`${file}: is no file. ${wayOut}`);
      if (found.size > sizeLimit)
        throw new InputError(`${file}: larger than ${sizeLimit >> 20} MB, so no report. ${wayOut}`);
      return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new InputError(`${file}: not UTF-8 text, so no report. ${wayOut}`, { cause: error });
    throw new InputError(`${file}: cannot be read (${code ?? error}). ${wayOut}`, { cause: error });
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser recurses: what is nested thousands deep ends in a RangeError of the stack.
    const why = error instanceof RangeError ? 'nested too deeply' : reasonOf(text, error);
    throw new InputError(`${file}: ${why}, so no report. ${wayOut}`, { cause: error });
  }
}

function reasonOf(text: string, error: unknown): string {
  if (text.trim() === '') return 'empty';
  const isBegun = /^\s*\{/.test(text) && !/\}\s*$/.test(text);
  return isBegun
    ? 'it ends in the middle (was the run that wrote it cut off?)'
    : `not JSON (${excerpt((error as Error).message, 120)})`;
}

/** Refuses reports about nothing in common: each finding would be new. Throws InputError. */
export function refuseStrangers(
  before: Report,
  after: Report,
  names: { readonly before: string; readonly after?: string },
): void {
  if (before.targets.length === 0 || after.targets.length === 0 || commonTargets(before, after).length > 0) return;
  const listed = ({ targets }: Report) =>
    [
      ...targets.slice(0, 3).map(({ name }) => excerpt(name, 80)),
      ...(targets.length > 3 ? [`${targets.length - 3} more`] : []),
    ].join(', ');
  const own = names.after === undefined ? 'this run is' : `${printable(names.after)} is`;
  throw new InputError(
    `${printable(names.before)}: is about other targets (${listed(before)}) than ${own} (${listed(after)}). Name a report about the same ones.`,
  );
}

/**
 * What judges a report against the one in a file, which is read now. Without a file, reports stay as they are. `outputs` are the
 * files that this run writes. Throws InputError, and what it returns does, too.
 */
export async function baselineFrom(
  path: string | undefined,
  outputs: readonly { readonly path: string }[],
): Promise<(report: Report) => Report> {
  if (path === undefined) return (report) => report;
  const real = await realPath(path);
  for (const output of outputs)
    if ((await realPath(output.path)) === real)
      throw new InputError(
        `--baseline ${printable(path)}: is written over by --output of this run, and what is new now would be old in the next one. Write the report to another file.`,
      );
  const baseline = await readReport(path);
  return (report) => {
    refuseStrangers(baseline, report, { before: path });
    return withBaseline(report, baseline);
  };
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
