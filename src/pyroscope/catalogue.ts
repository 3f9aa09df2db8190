/** Every key of a Pyroscope server's configuration over all known versions: schemas/pyroscope/catalogue.json. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the server decodes a single value, or an element of a list or map, into. */
type ValueType =
  | 'block'
  | 'boolean'
  | 'int'
  | 'int32'
  | 'uint'
  | 'float'
  | 'string'
  /** One text with commas. */
  | 'string-csv'
  /** `64KiB`, `1MiB512B`. */
  | 'bytes'
  /** Go's: units ns us ms s m h. */
  | 'duration-go'
  /** Prometheus's: units ms s m h d w y in falling order. */
  | 'duration-prometheus'
  | 'time'
  | 'time or auto'
  | 'relabel-config'
  | 'recording-rule';

export type KeyType = ValueType | `list of ${ValueType}` | `map of ${ValueType}` | 'list of string or string-csv';

export type DefaultValue = string | number | boolean;

/** What changes from a version on: the version, and the value from there on. */
type Change<T> = readonly [from: string, value: T];

/** A key as the file has it. What is absent is the common case: there since the oldest version, still there, not hidden. */
export interface RawKey {
  readonly type: KeyType;
  /** What it was before `type`, oldest first; the last one is `type`. */
  readonly types?: readonly Change<KeyType>[];
  readonly default?: DefaultValue;
  readonly defaults?: readonly Change<DefaultValue>[];
  /** Minor versions that have it first and last. */
  readonly since?: string;
  readonly until?: string;
  /** Without its dash. */
  readonly flag?: string;
  /** Words that decoding checks. */
  readonly words?: readonly string[];
  /** Words that only the flag checks: in the file any text passes. */
  readonly flagWords?: readonly string[];
  readonly secret?: true;
  /** Without effect once architecture_storage is v2. */
  readonly v1Only?: true;
}

export interface RawFlag {
  readonly type: 'boolean' | 'string' | 'int' | 'duration-go';
  readonly since?: string;
  readonly until?: string;
}

export interface RawCatalogue {
  readonly source: string;
  /** Minor version -> the tag that was read for it, oldest first. */
  readonly versions: Readonly<Record<string, string>>;
  /** Names of what the server checks itself: docs/coverage.md says what becomes of each. */
  readonly checks: readonly string[];
  /** Flags that no key stands for. */
  readonly flags: Readonly<Record<string, RawFlag>>;
  /** By path: `server.http_listen_port`; `*` stands for any name, or any place in a list. */
  readonly keys: Readonly<Record<string, RawKey>>;
}

const file = 'schemas/pyroscope/catalogue.json';
let loaded: RawCatalogue | undefined;

/** The shipped catalogue, read once. */
export function catalogue(): RawCatalogue {
  loaded ??= JSON.parse(readFileSync(shippedFile(), 'utf8')) as RawCatalogue;
  return loaded;
}

/** The file lies beside the sources and beside what is built from them, which may be a chunk one folder below. */
function shippedFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, file);
    if (existsSync(candidate) || folder === dirname(folder)) return candidate;
  }
}
