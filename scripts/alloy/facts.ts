import type { Catalogue } from '../../src/alloy/catalogue/catalogue.ts';
import type {
  Gate,
  Kind,
  RawBody,
  RawCapsule,
  RawComponent,
  RawConfigBlock,
  RawIdentifier,
} from '../../src/alloy/catalogue/format.ts';

/** Facts about Alloy as they are extracted from its source, of one version or of several merged ones. */
export interface Facts {
  /** Minor version -> tag; only the tag when there is one version. */
  readonly source: Readonly<Record<string, string>> | string;
  /** Minor versions of merged facts, oldest first. */
  readonly order?: readonly string[];
  readonly components: Readonly<Record<string, RawComponent>>;
  readonly configBlocks: Readonly<Record<string, RawConfigBlock>>;
  readonly definitions: Readonly<Record<string, RawBody>>;
  readonly valueSets: Readonly<Record<string, readonly string[]>>;
  readonly capsules: Readonly<Record<string, RawCapsule>>;
  readonly gates: readonly (Gate & { readonly component: string })[];
  readonly identifiers: Readonly<Record<string, RawIdentifier>>;
}

/** The facts that a catalogue was written from. */
export function factsOf(catalogue: Catalogue): Facts {
  const all = <T>(kind: Kind, get: (name: string) => T | undefined): Record<string, T> => {
    const found: Record<string, T> = {};
    for (const name of catalogue.names(kind)) {
      const value = get(name);
      if (value !== undefined) found[name] = value;
    }
    return found;
  };
  const gates: (Gate & { component: string })[] = [];
  const components = all('component', catalogue.component);
  for (const [name, { gates: own = [], ...component }] of Object.entries(components)) {
    components[name] = component;
    for (const gate of own) gates.push({ component: name, ...gate });
  }
  return {
    source: catalogue.header.versions,
    order: catalogue.versions,
    components,
    configBlocks: all('config', catalogue.config),
    definitions: all('definition', catalogue.definition),
    valueSets: all('words', catalogue.words),
    capsules: all('capsule', catalogue.capsule),
    gates,
    identifiers: all('identifier', catalogue.identifier),
  };
}

/** Facts with the identifiers of the standard library. Throws when nothing else was read before. */
export function withLibrary(facts: Facts | undefined, library: Pick<Facts, 'identifiers'>): Facts {
  if (!facts) throw new Error('name the facts of the components before those of the standard library');
  return { ...facts, identifiers: library.identifiers };
}

/** The versions of facts and their tags, oldest first. A single version is read from its tag: `v1.20.3` is 1.20. */
export function versionsOf({ source, order }: Facts): Record<string, string> {
  if (typeof source !== 'string') {
    const names = order ?? Object.keys(source);
    return Object.fromEntries(names.map((name) => [name, source[name] ?? '']));
  }
  const minor = /^v?(\d+\.\d+)/.exec(source)?.[1];
  if (minor === undefined) throw new Error(`the source ${source} is no tag such as v1.20.0`);
  return { [minor]: source };
}
