import { type Catalogue, catalogue } from './catalogue.ts';
import type {
  Gate,
  RawArgument,
  RawBlock,
  RawBody,
  RawComponent,
  RawConfigBlock,
  RawIdentifier,
  Stability,
} from './format.ts';
import { at, exists } from './marks.ts';
import { parseType, type Type, typeText } from './type.ts';

export interface Argument {
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  /** The words that its text may be, or the elements' when it is a list. Absent: any text. */
  readonly words?: ReadonlySet<string>;
  readonly ignoreCase: boolean;
  /** Go type that parses the text. */
  readonly format?: string;
  readonly noOp?: string;
  readonly deprecated?: string;
  readonly replacedBy?: string;
  /** Default, where it is a literal: `undefined` is the zero value of the type. */
  readonly default: unknown;
  readonly dynamicDefault: boolean;
}

export interface Block {
  readonly name: string;
  readonly required: boolean;
  readonly repeatable: boolean;
  readonly count?: number;
  readonly labelled: boolean;
  /** For `bodyOf`. */
  readonly raw: RawBlock;
}

/** What may stand between the braces of a block in one version. */
export interface Body {
  readonly args: ReadonlyMap<string, Argument>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly requiredArgs: readonly Argument[];
  readonly requiredBlocks: readonly Block[];
  readonly freeform?: Type;
  readonly statements: boolean;
  /** The element of all versions that this was read from, its reference followed. */
  readonly raw: RawBody;
}

export interface Component {
  readonly name: string;
  readonly stability: Stability;
  readonly exports: ReadonlyMap<string, Type>;
  readonly os?: readonly string[];
  readonly gates: readonly Gate[];
  readonly raw: RawComponent;
}

export interface ConfigBlock {
  readonly name: string;
  readonly stability: Stability;
  readonly labelled: boolean;
  readonly scope: 'root' | 'module' | 'any';
  readonly singleton: boolean;
  readonly raw: RawConfigBlock;
}

/** The catalogue as it is in one minor version. What is asked for is put together once. */
export interface View {
  readonly version: string;
  readonly catalogue: Catalogue;
  /** undefined when the version does not have it. */
  readonly component: (name: string) => Component | undefined;
  readonly config: (name: string) => ConfigBlock | undefined;
  readonly identifier: (name: string) => RawIdentifier | undefined;
  readonly bodyOf: (raw: RawBody) => Body;
  /** The arguments of an object literal. */
  readonly definition: (name: string) => Body | undefined;
  readonly typeText: (type: Type) => string;
}

const views = new Map<string, View>();

/** The shipped catalogue in a minor version such as `1.13`. */
export function viewOf(version: string): View {
  let view = views.get(version);
  if (!view) {
    view = viewIn(catalogue(), version);
    views.set(version, view);
  }
  return view;
}

/** A catalogue in one of its minor versions. */
export function viewIn(source: Catalogue, version: string): View {
  const order = source.versions;
  const bodies = new Map<RawBody, Body>();

  const bodyOf = (raw: RawBody): Body => {
    const known = bodies.get(raw);
    if (known) return known;
    const held = at(raw, version, order);
    const definition = held.ref === undefined ? undefined : source.definition(held.ref);
    const body = definition ? bodyOf(definition) : readBody(raw, held);
    bodies.set(raw, body);
    return body;
  };

  const readBody = (
    raw: RawBody,
    { args = {}, blocks = {}, enums = {}, freeform, statements = false }: RawBody,
  ): Body => {
    const readArgs = new Map<string, Argument>();
    for (const [name, argument] of Object.entries(args))
      if (exists(argument, version, order))
        readArgs.set(name, readArgument(name, at(argument, version, order), source));
    const readBlocks = new Map<string, Block>();
    for (const [name, block] of Object.entries(blocks))
      if (exists(block, version, order)) readBlocks.set(name, readBlock(name, at(block, version, order), block));
    for (const [prefix, { ref }] of Object.entries(enums)) {
      for (const [key, block] of Object.entries(source.definition(ref)?.blocks ?? {})) {
        if (!exists(block, version, order)) continue;
        const name = `${prefix}.${key}`;
        readBlocks.set(name, {
          ...readBlock(name, at(block, version, order), block),
          required: false,
          repeatable: true,
        });
      }
    }
    return {
      args: readArgs,
      blocks: readBlocks,
      requiredArgs: [...readArgs.values()].filter(({ required }) => required),
      requiredBlocks: [...readBlocks.values()].filter(({ required }) => required),
      ...(freeform === undefined ? {} : { freeform: parseType(freeform) }),
      statements,
      raw,
    };
  };

  return {
    version,
    catalogue: source,
    bodyOf,
    component: memoised((name) => {
      const raw = source.component(name);
      return raw && exists(raw, version, order) ? readComponent(name, raw, version, order) : undefined;
    }),
    config: memoised((name) => {
      const raw = source.config(name);
      return raw && exists(raw, version, order) ? readConfigBlock(name, at(raw, version, order), raw) : undefined;
    }),
    identifier: memoised((name) => {
      const raw = source.identifier(name);
      return raw && exists(raw, version, order) ? at(raw, version, order) : undefined;
    }),
    definition: (name) => {
      const raw = source.definition(name);
      return raw && bodyOf(raw);
    },
    typeText: (type) => typeText(type, (name) => source.capsule(name)?.docName ?? name),
  };
}

function readArgument(name: string, raw: RawArgument, source: Catalogue): Argument {
  const words = raw.values === undefined || raw.open ? undefined : source.words(raw.values);
  const { format, noOp, deprecated, replacedBy } = raw;
  return {
    name,
    type: parseType(raw.type),
    required: raw.required === true,
    ignoreCase: raw.ignoreCase === true,
    default: raw.default,
    dynamicDefault: raw.dynamicDefault === true,
    ...(words ? { words: new Set(words) } : {}),
    ...(format === undefined ? {} : { format }),
    ...(noOp === undefined ? {} : { noOp }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
  };
}

function readBlock(name: string, held: RawBlock, raw: RawBlock): Block {
  return {
    name,
    required: held.required === true,
    repeatable: held.repeatable === true,
    labelled: held.label === true,
    ...(held.count === undefined ? {} : { count: held.count }),
    raw,
  };
}

function readComponent(name: string, raw: RawComponent, version: string, order: readonly string[]): Component {
  const held = at(raw, version, order);
  const exported = Object.entries(held.exports ?? {}).filter(([, element]) => exists(element, version, order));
  return {
    name,
    stability: held.stability ?? 'ga',
    exports: new Map(exported.map(([key, element]) => [key, parseType(at(element, version, order).type)])),
    ...(held.os ? { os: held.os } : {}),
    gates: (held.gates ?? []).filter((gate) => exists(gate, version, order)),
    raw,
  };
}

function readConfigBlock(name: string, held: RawConfigBlock, raw: RawConfigBlock): ConfigBlock {
  return {
    name,
    stability: held.stability ?? 'ga',
    labelled: held.label === 'required',
    scope: held.scope,
    singleton: held.singleton === true,
    raw,
  };
}

function memoised<T>(make: (name: string) => T | undefined): (name: string) => T | undefined {
  const made = new Map<string, T | undefined>();
  return (name) => {
    if (!made.has(name)) made.set(name, make(name));
    return made.get(name);
  };
}
