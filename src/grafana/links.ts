import { entryOf, type YamlEntry, type YamlMap } from '../base/yaml-documents.ts';
import type { Entry, ProvisioningFile } from './read.ts';
import { linkTargets } from './types.ts';

/** A link from traces to something else: the map at one of the keys of `jsonData` that hold links. */
export interface Link {
  readonly entry: Entry;
  readonly key: string;
  readonly written: YamlEntry;
  readonly node: YamlMap;
  readonly place: string;
}

/** The links of a file under a key, or of all keys. */
export function linksOf({ entries }: ProvisioningFile, only?: string): readonly Link[] {
  const keys = only === undefined ? [...linkTargets.keys()] : [only];
  return entries.flatMap((entry) =>
    keys.flatMap((key): readonly Link[] => {
      const written = entryOf(entry.jsonData, key);
      if (written?.value.kind !== 'map') return [];
      return [{ entry, key, written, node: written.value, place: `${entry.place}/jsonData/${key}` }];
    }),
  );
}
