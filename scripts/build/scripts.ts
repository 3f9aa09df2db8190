/** Turns the split ECMAScript modules that esbuild writes into scripts that `loader.ts` runs. */
import { readFile, writeFile } from 'node:fs/promises';
import { type Metafile, transform } from 'esbuild';

/** Rewrites every file of the outputs in its place. Throws when one asks for another in a way that is not understood. */
export async function toScripts({ outputs }: Metafile): Promise<void> {
  await Promise.all(Object.keys(outputs).map((file) => toScript(file, outputs[file]?.imports ?? [])));
}

async function toScript(file: string, imports: Metafile['outputs'][string]['imports']): Promise<void> {
  const { code } = await transform(await readFile(file, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname' },
  });
  // A script of node:vm has no import() of its own.
  const asked = code.split(/\bimport(?=\(")/);
  const wanted = imports.filter(({ kind }) => kind === 'dynamic-import').length;
  if (asked.length - 1 < wanted || /\bimport\((?!")/.test(code)) {
    throw new Error(`${file}: ${wanted} dynamic imports are wanted, and ${asked.length - 1} were found`);
  }
  await writeFile(file, asked.join('__import'));
}
