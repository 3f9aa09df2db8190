import { readdir, readFile, writeFile } from 'node:fs/promises';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { Pack } from '../../src/checks/pack.ts';
import { writeFactTree } from './fact-tree.ts';
import { writeBundled } from './validators.ts';

const folder = 'checks';

/**
 * pack-NAME.js: a shipped pack, parsed and validated, and the test of every leaf in it by the leaf's JSON, so that judging it
 * loads neither yaml nor ajv. packs.ts has them by their names. Needs the validators of schemas/ in `out`.
 */
export async function writePacks(out: string): Promise<void> {
  await writeFactTree(out);
  // Loaded now: it imports what was just written.
  const { parsePack } = await import('../../src/checks/pack.ts');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const packs: Pack[] = [];
  for (const name of names) {
    const source = `${folder}/${name}`;
    const pack = await parsePack(await readFile(source, 'utf8'), source);
    if (`${pack.name}.yaml` !== name) throw new Error(`${source}: its name is ${pack.name}, not that of the file`);
    // Patterns of shipped packs are trusted.
    packs.push({ ...pack, patterns: [] });
  }
  await refuseUnmergeable(packs);
  for (const pack of packs) {
    await writeBundled(`${out}/pack-${pack.name}.js`, await moduleOf(pack));
    await writeFile(`${out}/pack-${pack.name}.d.ts`, declaration);
  }
  await writeFile(`${out}/packs.ts`, packsModule(packs.map(({ name }) => name)));
  const around = packs
    .filter(({ name }) => name !== 'profiling')
    .flatMap(({ checks }) => checks.map(({ check }) => check.id));
  await writeFile(`${out}/around-checks.ts`, aroundModule(around));
}

const declaration = `import type { Pack } from '../checks/pack.ts';
export declare const pack: Pack;
/** JSON text of a leaf schema -> whether a value matches it. */
export declare const leaves: ReadonlyMap<string, (value: unknown) => boolean>;
`;

/** Each pack is loaded when it is asked for. */
function packsModule(names: readonly string[]): string {
  const [first] = names.map((name) => `./pack-${name}.js`);
  return [
    '/** The packs that preflight ships, by their names. */',
    `export const shippedPacks: ReadonlyMap<string, () => Promise<typeof import('${first}')>> = new Map([`,
    ...names.map((name) => `  ['${name}', () => import('./pack-${name}.js')] as const,`),
    ']);',
    '',
  ].join('\n');
}

/** A report names checks and not their packs, and its sentence must not load all of them. */
function aroundModule(ids: readonly string[]): string {
  return [
    '/** Checks of shipped packs that say nothing of the profiler: what is around the rollout. */',
    `export const aroundChecks: ReadonlySet<string> = new Set(${JSON.stringify(ids)});`,
    '',
  ].join('\n');
}

/** A shipped pack that does not merge, alone or with what it extends, must not be built. */
async function refuseUnmergeable(packs: readonly Pack[]): Promise<void> {
  const { mergePacks } = await import('../../src/checks/merge.ts');
  const byName = new Map(packs.map((pack) => [pack.name, pack]));
  const withExtended = (pack: Pack): Pack[] => [
    ...pack.extends.flatMap(({ reference, place }) => {
      const extended = byName.get(reference);
      if (!extended) throw new Error(`${place}: a shipped pack extends shipped packs alone`);
      return withExtended(extended);
    }),
    pack,
  ];
  for (const pack of packs) mergePacks([...new Set(withExtended(pack))], { sets: {} });
}

async function moduleOf(pack: Pack): Promise<string> {
  const { leafAjv } = await import('../../src/checks/leaf.ts');
  const { leafSchemas } = await import('../../src/checks/walk.ts');
  const { checks, overrides } = pack;
  const schemas = [
    ...checks.flatMap(({ check }) => leafSchemas(check)),
    ...overrides.flatMap(({ changes, schema }) => [
      ...leafSchemas({ when: changes.when ?? { all: [] }, require: changes.require ?? { all: [] } }),
      ...(schema ? [schema] : []),
    ]),
  ];
  const texts = [...new Set(schemas.map((schema) => JSON.stringify(schema)))];
  const ajv = leafAjv({ source: true });
  for (const [index, text] of texts.entries()) ajv.addSchema(JSON.parse(text), `leaf${index}`);
  const refs = Object.fromEntries(texts.map((_, index) => [`leaf${index}`, `leaf${index}`]));
  const compiled = texts.length === 0 ? '' : standaloneCode.default(ajv, refs);
  const byText = texts.map((text, index) => `[${JSON.stringify(text)}, leaf${index}]`);
  return `${compiled}\nexport const pack = ${JSON.stringify(pack, null, 1)};\nexport const leaves = new Map([${byText.join(',\n')}]);\n`;
}
