import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { schemaFiles } from './schemas.ts';

const writtenByHand = new Set([
  'schemas/pack.schema.json',
  'schemas/grafana-datasources.schema.json',
  'schemas/preflight.schema.json',
]);

/** facts-validator.js and so on: compiled now, so that no schema is compiled when preflight runs. */
export async function writeValidators(out: string): Promise<void> {
  for (const file of await schemaFiles()) {
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false,
      allowUnionTypes: true,
      inlineRefs: false,
      // What the errors of files that people write say needs the part of the schema and of the file.
      verbose: writtenByHand.has(file),
      // A provisioning file is judged as a whole; of a pack the first error is enough.
      allErrors: file === 'schemas/grafana-datasources.schema.json',
      code: { source: true, esm: true },
    });
    const schema = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const name = `${out}/${basename(file, '.schema.json')}-validator`;
    await writeBundled(`${name}.js`, standaloneCode.default(ajv, ajv.compile(schema)));
    const declaration =
      "import type { ValidateFunction } from 'ajv';\ndeclare const validate: ValidateFunction<unknown>;\nexport default validate;\n";
    await writeFile(`${name}.d.ts`, declaration);
  }
}

/** ajv's standalone code still holds `require` of its own helpers: esbuild folds them in. */
export async function writeBundled(file: string, contents: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'js' },
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    minifySyntax: true,
  });
}
