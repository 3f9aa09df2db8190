/** Loads the packs that a person named, and those that they extend. */
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import type { LoadedPacks } from './check.ts';
import { isFileReference, type OpenedFile, openExtended, openPack } from './files.ts';
import { mergePacks } from './merge.ts';
import type { Pack } from './pack.ts';
import type { Given } from './parameters.ts';
import { shippedNames, shippedPack } from './shipped.ts';

export type { LoadedCheck, LoadedPacks } from './check.ts';

export interface LoadOptions extends Given {
  /** Where packs are named, `FILE:LINE:COLUMN` by reference; one that is not there was named with --pack. */
  readonly packPlaces?: ReadonlyMap<string, string>;
}

/**
 * A reference is the name of a shipped pack, or a file when it holds a slash or ends in .yaml or .yml.
 * Throws InputError for whatever is wrong with a pack or a parameter.
 */
export async function loadPacks(references: readonly string[], options: LoadOptions): Promise<LoadedPacks> {
  if (references.length === 0) throw new InputError(`--pack: name a pack. Shipped: ${shownNames()}.`);
  const found = new Map<string, Pack>();
  for (const reference of references) {
    const place = options.packPlaces?.get(reference);
    const lead = place === undefined ? '--pack' : `${place}:`;
    if (isFileReference(reference)) await addFile(await openPack(reference, lead), found, []);
    else await addShipped(reference, found, (what) => new InputError(`${lead} ${what}`));
  }
  return mergePacks([...found.values()], options);
}

/** Adds a file after the packs that it extends. `chain`: the files that led here. */
async function addFile(file: OpenedFile, found: Map<string, Pack>, chain: readonly string[]): Promise<void> {
  if (found.has(file.path)) return;
  const { parsePack } = await import('./pack.ts');
  const pack = await parsePack(file.text, file.shown);
  for (const { reference, place } of pack.extends) {
    const say = (what: string) => new InputError(`${place}: ${what}`);
    if (!isFileReference(reference)) {
      await addShipped(reference, found, say);
      continue;
    }
    const extended = await openExtended(reference, file, place);
    if ([...chain, file.path].includes(extended.path))
      throw say(`"${excerpt(reference)}" extends this pack in turn. Take one of the two out.`);
    await addFile(extended, found, [...chain, file.path]);
  }
  found.set(file.path, pack);
}

async function addShipped(name: string, found: Map<string, Pack>, say: (what: string) => InputError): Promise<void> {
  if (found.has(name)) return;
  const pack = await shippedPack(name);
  if (!pack) {
    const hint = didYouMean(name, shippedNames());
    throw say(
      `"${excerpt(name)}" is no pack that preflight ships.${hint} Shipped: ${shownNames()}. A file is named with a slash: ./${excerpt(name)}.yaml`,
    );
  }
  for (const { reference } of pack.extends) await addShipped(reference, found, say);
  found.set(name, pack);
}

function shownNames(): string {
  return shippedNames().join(', ') || 'none';
}
