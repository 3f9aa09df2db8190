/** The configuration of one version, as a tree of keys. */

import { compareMinor } from '../base/program-version.ts';
import { catalogue, type DefaultValue, type KeyType, type RawCatalogue, type RawKey } from './catalogue.ts';

export interface Key {
  /** `server.http_listen_port`. */
  readonly path: string;
  readonly type: KeyType;
  /** Undefined: the zero value of its type, or one that is computed. */
  readonly default: DefaultValue | undefined;
  readonly raw: RawKey;
  /** Of a block, and of the elements of a map or list of blocks: the keys in it. */
  readonly children: ReadonlyMap<string, Key> | undefined;
}

export interface View {
  readonly minor: string;
  /** The keys of the top level. */
  readonly top: ReadonlyMap<string, Key>;
  /** Every key of this version by its path. */
  readonly byPath: ReadonlyMap<string, Key>;
}

const views = new Map<string, View>();

/** The keys of a minor version that the catalogue knows. */
export function viewOf(minor: string): View {
  const known = views.get(minor);
  if (known) return known;
  const made = makeView(catalogue(), minor);
  views.set(minor, made);
  return made;
}

/** As `viewOf`, of any catalogue. */
export function makeView(from: RawCatalogue, minor: string): View {
  const byPath = new Map<string, Key>();
  const top = new Map<string, Key>();
  const children = new Map<string, Map<string, Key>>();
  for (const [path, raw] of Object.entries(from.keys)) {
    if (!isIn(raw, minor)) continue;
    const type = valueAt(raw.types, minor) ?? raw.type;
    const inner = type.endsWith('block') ? new Map<string, Key>() : undefined;
    // The default that is known is one of the newest type.
    const value = valueAt(raw.defaults, minor) ?? (type === raw.type ? raw.default : undefined);
    const key: Key = { path, type, default: value, raw, children: inner };
    byPath.set(path, key);
    if (inner) children.set(path, inner);
    const [parent, name] = split(path);
    (parent === '' ? top : children.get(parent))?.set(name, key);
  }
  return { minor, top, byPath };
}

/** Whether a minor version has it. */
export function isIn({ since, until }: Pick<RawKey, 'since' | 'until'>, minor: string): boolean {
  return (
    (since === undefined || compareMinor(since, minor) <= 0) && (until === undefined || compareMinor(until, minor) >= 0)
  );
}

/** `a.*.b` lies directly in the container `a`. */
function split(path: string): readonly [parent: string, name: string] {
  const dot = path.lastIndexOf('.');
  const parent = dot < 0 ? '' : path.slice(0, dot);
  return [parent.endsWith('.*') ? parent.slice(0, -2) : parent, path.slice(dot + 1)];
}

function valueAt<T>(changes: readonly (readonly [from: string, value: T])[] | undefined, minor: string): T | undefined {
  return changes?.findLast(([from]) => compareMinor(from, minor) <= 0)?.[1];
}
