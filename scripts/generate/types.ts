import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { schemaFiles } from './schemas.ts';

/** One file of TypeScript types for every schema: schemas/facts.schema.json -> facts-types.ts. */
export async function writeTypes(out: string): Promise<void> {
  for (const file of await schemaFiles()) {
    const schema = JSON.parse(await readFile(file, 'utf8')) as JSONSchema;
    const name = basename(file, '.schema.json');
    // 2020-12 keeps definitions in $defs, which json-schema-to-typescript reads as well.
    const text = await compile(withoutNames(schema), name, {
      bannerComment: '',
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      format: false,
    });
    await writeFile(`${out}/${name}-types.ts`, text);
  }
}

/** A title of a property is its name for people. As the name of a type, the definition behind it has a better one. */
function withoutNames(schema: JSONSchema): JSONSchema {
  const nameless = (part: unknown) => {
    if (!isObject(part) || !('title' in part) || typeof part.title !== 'string') return part;
    const { title: _, ...rest } = part;
    return rest;
  };
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === 'additionalProperties') return nameless(value);
    if (key !== 'properties' || !isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, nameless(part)]));
  });
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
