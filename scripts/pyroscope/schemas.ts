/** JSON Schemas of Pyroscope's configuration, out of the catalogue. */
import type { DefaultValue, KeyType, RawCatalogue } from '../../src/pyroscope/catalogue.ts';
import { type Key, makeView } from '../../src/pyroscope/view.ts';
import { typeSchemas } from './types.ts';

type Schema = Readonly<Record<string, unknown>>;

const draft = 'https://json-schema.org/draft/2020-12/schema';
const blocksFile = 'blocks.schema.json';

/**
 * File names without their ending, and the schemas: `pyroscope-2.2` for each minor version, and `blocks`. A block that
 * is the same in several versions or places is there once, under the name of where it was first.
 */
export function schemasOf(catalogue: RawCatalogue): readonly (readonly [name: string, schema: Schema])[] {
  const blocks = new Map<string, { readonly name: string; readonly schema: Schema }>();
  const reference = ({ path }: Key, schema: Schema, minor: string): string => {
    const text = JSON.stringify(schema);
    const known = blocks.get(text) ?? { name: `${path.replaceAll('.*', '.each')}-${minor}`, schema };
    blocks.set(text, known);
    return `#/$defs/${known.name}`;
  };
  const blockOf = (children: ReadonlyMap<string, Key>, minor: string): Schema => ({
    type: ['object', 'null'],
    properties: Object.fromEntries([...children].map(([name, key]) => [name, propertyOf(key, minor)])),
    additionalProperties: false,
  });
  const propertyOf = (key: Key, minor: string): Schema => {
    if (!key.children) return fieldOf(key);
    const inner = { $ref: reference(key, blockOf(key.children, minor), minor) };
    if (key.type === 'list of block') return { type: ['array', 'null'], items: inner };
    if (key.type === 'map of block') return { type: ['object', 'null'], additionalProperties: inner };
    return inner;
  };
  const versions = Object.entries(catalogue.versions).map(([minor, tag]) => {
    const top = [...makeView(catalogue, minor).top].map(([name, key]) => [name, abroad(propertyOf(key, minor))]);
    const schema = {
      $schema: draft,
      $id: `pyroscope-${minor}.schema.json`,
      title: `Configuration of a Pyroscope server ${minor}, as of ${tag}`,
      type: ['object', 'null'],
      properties: Object.fromEntries(top),
      additionalProperties: false,
    };
    return [`pyroscope-${minor}`, schema] as const;
  });
  const definitions = [...blocks.values()].map(({ name, schema }) => [name, schema] as const);
  const all = {
    $schema: draft,
    $id: blocksFile,
    title: 'Blocks of the configuration of a Pyroscope server, and the types of values in them',
    $defs: { ...typeSchemas, ...Object.fromEntries(definitions) },
  };
  return [...versions, ['blocks', all]];
}

/** The same property in another file. */
function abroad(property: Schema): Schema {
  const { $ref } = property;
  return typeof $ref === 'string' ? { ...property, $ref: `${blocksFile}${$ref}` } : property;
}

function fieldOf({ type, raw, default: value }: Key): Schema {
  const shown = defaultOf(type, value);
  return {
    $ref: `#/$defs/${type.replaceAll(' ', '-')}`,
    ...(raw.words ? { enum: [...raw.words, null] } : {}),
    ...(shown === undefined ? {} : { default: shown }),
  };
}

/** As it would be written in the file; what the binary computes is left out. */
function defaultOf(type: KeyType, value: DefaultValue | undefined): unknown {
  if (typeof value === 'string' && value.includes('<')) return undefined;
  if (!type.startsWith('list') || value === undefined) return value;
  return value === '[]' || value === '' ? [] : String(value).split(',');
}
