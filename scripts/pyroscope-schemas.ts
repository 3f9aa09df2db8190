/**
 * Writes schemas/pyroscope/: npx tsx scripts/pyroscope-schemas.ts FACTS.json
 *
 * The facts become catalogue.json, a line for each key, with what changed from version to version. The JSON Schemas
 * follow from it: one for each minor version, and blocks.schema.json with the blocks that they are made of. Without an
 * argument they are written anew from the catalogue that is there.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { RawCatalogue } from '../src/pyroscope/catalogue.ts';
import { catalogueOf } from './pyroscope/facts.ts';
import { schemasOf } from './pyroscope/schemas.ts';

const folder = 'schemas/pyroscope';
const [facts] = process.argv.slice(2);
const catalogue: RawCatalogue =
  facts === undefined
    ? JSON.parse(await readFile(`${folder}/catalogue.json`, 'utf8'))
    : catalogueOf(JSON.parse(await readFile(facts, 'utf8')));
if (facts !== undefined) await writeFile(`${folder}/catalogue.json`, linesOf(catalogue));
for (const [name, schema] of schemasOf(catalogue))
  await writeFile(`${folder}/${name}.schema.json`, `${JSON.stringify(schema, null, 1)}\n`);

/** A line for each key, so that a new version is a diff that a person can read. */
function linesOf({ keys, flags, ...rest }: RawCatalogue): string {
  const lines = (of: object): string =>
    Object.entries(of)
      .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const head = JSON.stringify(rest, null, 1).slice(0, -2);
  return `${head},\n "flags": {\n${lines(flags)}\n },\n "keys": {\n${lines(keys)}\n }\n}\n`;
}
