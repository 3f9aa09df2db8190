/**
 * Puts the many small chunks that commands share into one file. Splitting makes a chunk for every set of commands that
 * share a module, and each costs about a millisecond to find, read and link; the validation of a rollout loaded sixty.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** Bytes of a chunk that is worth a file of its own. */
const small = 24_000;
const name = 'shared.js';

type Outputs = Metafile['outputs'];

/** Rewrites the files of `out`. Only chunks that need nothing outside of the new file and the entry are put together. */
export async function mergeChunks(outputs: Outputs, out: string): Promise<void> {
  const first = closureOf(outputs, `${out}/preflight.js`);
  const merged = mergeable(outputs, first, await bundledCommonJs(outputs));
  if (merged.length === 0) return;
  const folder = join(out, 'chunks');
  const numbers = new Map(merged.map((file, index) => [basename(file), index]));
  const text = merged.map((file) => reexports(outputs[file]?.exports ?? [], file, numbers)).join('');
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: folder, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    external: [...first].map((file) => `./${relative(folder, file)}`).concat('../preflight.js'),
  });
  for (const file of Object.keys(outputs)) {
    if (merged.includes(file)) await rm(file);
    else await rewrite(file, numbers, folder);
  }
  await writeFile(join(folder, name), outputFiles[0]?.contents ?? '');
}

/** Chunks that hold CommonJS, whose `require` another bundling would take for its own. */
async function bundledCommonJs(outputs: Outputs): Promise<Set<string>> {
  const files = Object.keys(outputs).filter((file) => file.endsWith('.js'));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Set(files.filter((_, index) => texts[index]?.includes('createRequire')));
}

/** The file and what it imports statically, whatever lies between. */
function closureOf(outputs: Outputs, file: string): Set<string> {
  const found = new Set([file]);
  for (const one of found) for (const path of staticImports(outputs, one)) found.add(path);
  return found;
}

function staticImports(outputs: Outputs, file: string): string[] {
  return (outputs[file]?.imports ?? []).flatMap(({ path, kind, external }) =>
    kind === 'import-statement' && !external ? [path] : [],
  );
}

function mergeable(outputs: Outputs, first: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  const dynamic = new Set(
    Object.values(outputs).flatMap(({ imports }) =>
      imports.flatMap(({ path, kind }) => (kind === 'dynamic-import' ? [path] : [])),
    ),
  );
  let candidates = Object.keys(outputs).filter((file) => {
    const { bytes = 0, entryPoint, imports = [] } = outputs[file] ?? {};
    const leads = imports.some(({ kind }) => kind === 'dynamic-import');
    return (
      entryPoint === undefined &&
      bytes <= small &&
      !dynamic.has(file) &&
      !first.has(file) &&
      !others.has(file) &&
      !leads
    );
  });
  for (;;) {
    const own = new Set(candidates);
    const kept = candidates.filter((file) =>
      staticImports(outputs, file).every((path) => own.has(path) || first.has(path)),
    );
    if (kept.length === candidates.length) return kept;
    candidates = kept;
  }
}

function reexports(names: readonly string[], file: string, numbers: ReadonlyMap<string, number>): string {
  if (names.length === 0) return `import './${basename(file)}';\n`;
  const list = names.map((one) => `${one} as ${renamed(one, numbers.get(basename(file)) ?? 0)}`);
  return `export { ${list.join(', ')} } from './${basename(file)}';\n`;
}

function renamed(exported: string, number: number): string {
  return `c${number}_${exported}`;
}

const importing = /import(?:\{([^}]*)\}from)?"(\.{1,2}\/[^"]*)"/g;

/** `import{a as b}from"./chunk-X.js"` of a chunk that was put into the new file asks that one. */
async function rewrite(file: string, numbers: ReadonlyMap<string, number>, folder: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const to = `./${relative(dirname(file), join(folder, name))}`;
  const changed = text.replace(importing, (whole, list: string | undefined, path: string) => {
    const number = numbers.get(basename(path));
    if (number === undefined) return whole;
    if (list === undefined) return `import"${to}"`;
    const names = list.split(',').map((part) => {
      const [exported = '', local = exported] = part.split(' as ');
      return `${renamed(exported.trim(), number)} as ${local.trim()}`;
    });
    return `import{${names.join(',')}}from"${to}"`;
  });
  const lost = [...numbers.keys()].find((gone) => changed.includes(`/${gone}"`));
  if (lost !== undefined) throw new Error(`${file} imports ${lost} in a way that is not understood`);
  if (changed !== text) await writeFile(file, changed);
}
