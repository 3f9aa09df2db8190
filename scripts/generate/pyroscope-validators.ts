import { readdir, readFile, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { compareMinor } from '../../src/base/program-version.ts';
import { writeBundled } from './validators.ts';

const folder = 'schemas/pyroscope';

/** The first version of each module. Versions of one module share nearly all of their blocks, and are loaded together. */
const firsts = ['1.0', '1.8', '1.15', '2.0'];

/**
 * pyroscope-validators.js: a validator for each version of Pyroscope. All in one module would be 1 MB to load, each in a
 * module of its own 4 MB to ship.
 */
export async function writePyroscopeValidators(out: string): Promise<void> {
  const versions = (await readdir(folder))
    .flatMap((name) => /^pyroscope-(.+)\.schema\.json$/.exec(name)?.[1] ?? [])
    .sort(compareMinor);
  const entries: string[] = [];
  for (const [index, first] of firsts.entries()) {
    const next = firsts[index + 1];
    const some = versions.filter(
      (version) => compareMinor(first, version) <= 0 && (next === undefined || compareMinor(version, next) < 0),
    );
    await writeBundled(`${out}/pyroscope-${first}.js`, await moduleOf(some));
    for (const version of some)
      entries.push(`['${version}', async () => (await import('./pyroscope-${first}.js')).${exportOf(version)}]`);
  }
  await writeFile(
    `${out}/pyroscope-validators.js`,
    `export const validators = new Map([\n${entries.join(',\n')}\n]);\n`,
  );
  await writeFile(`${out}/pyroscope-validators.d.ts`, declaration);
}

const declaration = `import type { ValidateFunction } from 'ajv';
/** Minor version of Pyroscope -> what loads the test of whether a value is a configuration of it. */
export declare const validators: ReadonlyMap<string, () => Promise<ValidateFunction<unknown>>>;
`;

async function moduleOf(versions: readonly string[]): Promise<string> {
  // The schemas use nothing that came after draft 7, and code for that is half the size.
  const ajv = new Ajv({
    strict: true,
    strictTypes: false,
    allowUnionTypes: true,
    inlineRefs: false,
    allErrors: true,
    messages: false,
    code: { source: true, esm: true },
  });
  // Definitions of one schema would be compiled anew for each version; schemas of their own are shared.
  const { $defs } = await read('blocks');
  for (const [name, schema] of Object.entries($defs ?? {})) ajv.addSchema(schema, name);
  for (const version of versions) {
    const { $schema: _, $id: __, ...schema } = await read(`pyroscope-${version}`);
    ajv.addSchema(schema, version);
  }
  return standaloneCode.default(ajv, Object.fromEntries(versions.map((version) => [exportOf(version), version])));
}

interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $defs?: Readonly<Record<string, object>>;
}

/** Without defaults, which decide nothing, and with references that name a definition alone. */
async function read(name: string): Promise<Schema> {
  return JSON.parse(await readFile(`${folder}/${name}.schema.json`, 'utf8'), (key, value) => {
    if (key === 'default') return undefined;
    return key === '$ref' ? String(value).replace(/^.*#\/\$defs\//, '') : value;
  });
}

function exportOf(version: string): string {
  return `v${version.replace('.', '_')}`;
}
