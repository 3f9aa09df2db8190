import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type AlloyResult, checkAlloy, type Options } from '../../../src/alloy/check.ts';
import { diskReader } from '../../../src/alloy/modules/reader.ts';
import { parseAlloyVersion } from '../../../src/alloy/version.ts';
import type { Diagnostic } from '../../../src/base/diagnostic.ts';
import { lineStarts, positionAt, type SourceText } from '../../../src/base/text.ts';

export const options: Options = {
  version: parseAlloyVersion('1.16'),
  stability: 'experimental',
  community: true,
  os: 'linux',
};

/** The configuration that the *.alloy files of a folder are. */
export async function sourcesOf(folder: string): Promise<readonly SourceText[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.alloy')).sort();
  return Promise.all(
    names.map(async (name) => ({ path: join(folder, name), text: await readFile(join(folder, name), 'utf8') })),
  );
}

/** Checks a folder, and what it imports from disk. */
export async function checkFolder(folder: string, more: Partial<Options> = {}): Promise<AlloyResult> {
  return checkAlloy(await sourcesOf(folder), { ...options, readModules: diskReader(), ...more });
}

export async function checkText(text: string, more: Partial<Options> = {}): Promise<readonly Diagnostic[]> {
  return (await checkAlloy([{ path: 'x.alloy', text }], { ...options, ...more })).diagnostics;
}

/** `FILE:LINE:COLUMN RULE` of each finding, files as they are found below the folder. */
export function linesOf(folder: string, { configuration, diagnostics }: AlloyResult): readonly string[] {
  const { files, imported } = configuration;
  const texts = new Map([...files, ...imported.flatMap((one) => one.files)].map(({ source }) => [source.path, source]));
  return diagnostics.map(({ file, span, rule }) => {
    const { line, column } = positionAt(lineStarts(texts.get(file)?.text ?? ''), span.start);
    return `${relative(folder, file)}:${line}:${column} ${rule}`;
  });
}

/** A finding without its place in a text. */
export function placeless({ rule, severity, message, place }: Diagnostic): string {
  return `${rule} ${severity} ${place}: ${message}`;
}
