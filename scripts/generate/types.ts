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
    const text = await compile(schema, name, {
      bannerComment: '',
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      format: false,
    });
    await writeFile(`${out}/${name}-types.ts`, text);
  }
}
