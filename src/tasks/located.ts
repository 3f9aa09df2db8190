/** From places in texts to places in files. */
import { stat } from 'node:fs/promises';
import { readText } from '../artifacts/read-text.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { mapSpan } from '../base/source-map.ts';
import type { Span } from '../base/text.ts';
import type { Judged, Locate } from '../report/diagnostics/findings.ts';
import { type Place, placesIn } from '../report/diagnostics/locate.ts';
import type { PlacedText } from './validate/placed.ts';

/** The same findings with the files that their texts stand in, and with places in those. `known` are texts by their paths. */
export function inFiles(known: ReadonlyMap<string, PlacedText>, judged: readonly Judged[]): Judged[] {
  return judged.map((one) => ({ ...one, diagnostic: inFile(known, one.diagnostic) }));
}

function inFile(known: ReadonlyMap<string, PlacedText>, diagnostic: Diagnostic): Diagnostic {
  const related = diagnostic.related?.map((other) => ({ ...other, ...placed(known, other) }));
  return { ...diagnostic, ...placed(known, diagnostic), ...(related ? { related } : {}) };
}

function placed(
  known: ReadonlyMap<string, PlacedText>,
  { file, span }: { readonly file: string; readonly span: Span },
) {
  const text = known.get(file);
  return text ? { file: text.file, span: text.map ? mapSpan(text.map, span) : span } : { file, span };
}

/** Gives lines and columns. Files that nobody has read yet, such as imported ones, are read and added to the texts. */
export async function locateIn(texts: Map<string, string>, judged: readonly Judged[]): Promise<Locate> {
  for (const { diagnostic } of judged) {
    for (const { file } of [diagnostic, ...(diagnostic.related ?? [])]) {
      if (texts.has(file) || file === '-' || !(await isRegular(file))) continue;
      const read = await readText(file);
      if ('text' in read) texts.set(file, read.text);
    }
  }
  const known = new Map<string, (span: Span) => Place>();
  return (file, span) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const places = known.get(file) ?? placesIn(text);
    known.set(file, places);
    return places(span);
  };
}

/** A pipe that a kustomization names would be waited for without an end. */
async function isRegular(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
