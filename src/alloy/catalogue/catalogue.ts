import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Header, Kind, RawBody, RawCapsule, RawComponent, RawConfigBlock, RawIdentifier } from './format.ts';

/** The catalogue of Alloy over all known versions. A line is parsed when it is asked for. */
export interface Catalogue {
  readonly header: Header;
  /** Minor versions, oldest first. */
  readonly versions: readonly string[];
  readonly names: (kind: Kind) => Iterable<string>;
  readonly component: (name: string) => RawComponent | undefined;
  readonly config: (name: string) => RawConfigBlock | undefined;
  readonly definition: (name: string) => RawBody | undefined;
  readonly words: (name: string) => readonly string[] | undefined;
  readonly capsule: (name: string) => RawCapsule | undefined;
  readonly identifier: (name: string) => RawIdentifier | undefined;
}

const file = 'schemas/alloy/catalogue.jsonl';
let loaded: Catalogue | undefined;

/** The shipped catalogue, read once. Parsing all of it would take longer than checking a file: only its lines are found. */
export function catalogue(): Catalogue {
  loaded ??= readCatalogue(readFileSync(shippedFile(), 'utf8'));
  return loaded;
}

/**
 * A catalogue out of its text: a header in JSON, then lines of `KIND NAME JSON`.
 * Throws a SyntaxError when the header, or later a line that is asked for, is no JSON.
 */
export function readCatalogue(text: string): Catalogue {
  const endOfHeader = lineEnd(text, 0);
  const header: Header = JSON.parse(text.slice(0, endOfHeader));
  const lines = findLines(text, endOfHeader + 1);
  const reader = <T>(kind: Kind): ((name: string) => T | undefined) => {
    const parsed = new Map<string, T>();
    return (name) => {
      const known = parsed.get(name);
      if (known !== undefined) return known;
      const range = lines.get(kind)?.get(name);
      if (!range) return undefined;
      const value: T = JSON.parse(text.slice(range[0], range[1]));
      parsed.set(name, value);
      return value;
    };
  };
  return {
    header,
    versions: Object.keys(header.versions),
    names: (kind) => lines.get(kind)?.keys() ?? [],
    component: reader('component'),
    config: reader('config'),
    definition: reader('definition'),
    words: reader('words'),
    capsule: reader('capsule'),
    identifier: reader('identifier'),
  };
}

/** Kind -> name -> where its JSON begins and ends. */
function findLines(text: string, start: number): ReadonlyMap<string, ReadonlyMap<string, readonly [number, number]>> {
  const lines = new Map<string, Map<string, readonly [number, number]>>();
  for (let at = start; at < text.length; ) {
    const end = lineEnd(text, at);
    const afterKind = text.indexOf(' ', at);
    const afterName = text.indexOf(' ', afterKind + 1);
    const kind = text.slice(at, afterKind);
    const names = lines.get(kind) ?? new Map<string, readonly [number, number]>();
    lines.set(kind, names);
    names.set(text.slice(afterKind + 1, afterName), [afterName + 1, end]);
    at = end + 1;
  }
  return lines;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The file lies beside the sources and beside what is built from them, which may be a chunk one folder below. */
function shippedFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, file);
    if (existsSync(candidate) || folder === dirname(folder)) return candidate;
  }
}
