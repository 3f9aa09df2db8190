/** The flags of a version: those of keys, and those that no key stands for. */
import { catalogue, type KeyType, type RawKey } from '../catalogue.ts';
import { isIn, viewOf } from '../view.ts';

export interface KnownFlag {
  readonly type: KeyType;
  readonly raw: Pick<RawKey, 'words' | 'flagWords' | 'secret'>;
}

const tables = new Map<string, ReadonlyMap<string, KnownFlag>>();

export function knownFlags(minor: string): ReadonlyMap<string, KnownFlag> {
  const made = tables.get(minor);
  if (made) return made;
  const flags = new Map<string, KnownFlag>();
  for (const [name, flag] of Object.entries(catalogue().flags))
    if (isIn(flag, minor)) flags.set(name, { type: flag.type, raw: {} });
  for (const { raw, type } of viewOf(minor).byPath.values())
    if (raw.flag !== undefined) flags.set(raw.flag, { type, raw });
  tables.set(minor, flags);
  return flags;
}
