/** Builds dist/: one entry, split chunks, so that each command loads only what it needs. */
import { chmod, cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { mergeChunks } from './build/merge-chunks.ts';
import { thirdParty } from './build/third-party.ts';
import { copyWasm } from './build/wasm.ts';

/** Packages of which another entry is bundled: see each file. */
const entries: Plugin = {
  name: 'entries',
  setup({ onResolve }) {
    onResolve({ filter: /^ssh2$/ }, () => ({ path: resolve('scripts/build/ssh2.cts') }));
    onResolve({ filter: /^string-width$/ }, () => ({ path: resolve('scripts/build/string-width.ts') }));
  },
};

// Made beside it and then put in its place, so that a build that fails leaves the last one.
const out = 'dist.new';
// Bundled CommonJS asks for these. Making them costs every chunk that is loaded, so those without a use go without.
const commonJs =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url),__dirname=import.meta.dirname;";
const shebang = '#!/usr/bin/env node\n';
await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: { preflight: 'src/cli/preflight.ts' },
  outdir: out,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  plugins: [entries],
  // ssh2 looks for its native parts at run time and does without them.
  external: ['*.node', 'cpu-features'],
  banner: {
    js: shebang + commonJs,
  },
});
for (const file of Object.keys(metafile.outputs)) {
  const [, code] = (await readFile(file, 'utf8')).split(commonJs);
  const isEntry = file.endsWith('/preflight.js');
  if (code !== undefined && !isEntry && !/\brequire\b|\b__dirname\b/.test(code))
    await writeFile(file, code.trimStart());
}
await mergeChunks(metafile.outputs, out);
await chmod(`${out}/preflight.js`, 0o755);
await cp('schemas', `${out}/schemas`, { recursive: true });
await copyWasm(`${out}/wasm`);
await writeFile(`${out}/THIRD-PARTY.txt`, await thirdParty(Object.keys(metafile.inputs)));
await rm('dist', { recursive: true, force: true });
await rename(out, 'dist');
