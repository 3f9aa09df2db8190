/** Builds dist/: one entry, split chunks, so that each command loads only what it needs. */
import { chmod, cp, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { thirdParty } from './build/third-party.ts';

await rm('dist', { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: { preflight: 'src/cli/preflight.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  alias: { 'string-width': './scripts/build/string-width.ts' },
  // ssh2 looks for its native parts at run time and does without them.
  external: ['*.node', 'cpu-features'],
  banner: {
    js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url),__dirname=import.meta.dirname;",
  },
});
await chmod('dist/preflight.js', 0o755);
await cp('schemas', 'dist/schemas', { recursive: true });
await writeFile('dist/THIRD-PARTY.txt', await thirdParty(Object.keys(metafile.inputs)));
