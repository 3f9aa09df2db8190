/** Builds dist/: one entry, and scripts that are split so that each command loads only what it needs, compiled before. */
import { chmod, cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { built } from './build/built.ts';
import { compile } from './build/compile.ts';
import { toScripts } from './build/scripts.ts';
import { thirdParty } from './build/third-party.ts';
import { copyWasm } from './build/wasm.ts';

/** Packages of which another entry is bundled: see each file. */
const entries: Plugin = {
  name: 'entries',
  setup({ onResolve }) {
    onResolve({ filter: /^ssh2$/ }, () => ({ path: resolve('scripts/build/ssh2.cts') }));
    onResolve({ filter: /^undici$/ }, () => ({ path: resolve('scripts/build/undici.cts') }));
    onResolve({ filter: /^string-width$/ }, () => ({ path: resolve('scripts/build/string-width.ts') }));
  },
};

/** yargs writes the whole help before it runs a command, in case that fails: 4 ms. Whoever asks for it later gets it as well. */
const lateHelp: Plugin = {
  name: 'late-help',
  setup({ onLoad }) {
    onLoad({ filter: /\/yargs\/build\/lib\/usage\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace('cachedHelpMessage = this.help();', '');
      if (contents === text) throw new Error(`${path}: where help is written early was not found`);
      return { contents };
    });
  },
};

// Made beside it and then put in its place, so that a build that fails leaves the last one.
const out = 'dist.new';
const shebang = '#!/usr/bin/env node';
await rm(out, { recursive: true, force: true });
const common = {
  metafile: true,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
} satisfies BuildOptions;
const { metafile } = await build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  outdir: `${out}/scripts`,
  chunkNames: '[name]-[hash]',
  splitting: true,
  plugins: [entries, lateHelp],
  // ssh2 looks for its native parts at run time and does without them.
  external: ['*.node', 'cpu-features'],
});
await toScripts(metafile);
await build({ ...common, entryPoints: ['scripts/build/main.ts'], outdir: out });
await build({
  ...common,
  entryPoints: ['src/cli/preflight.ts'],
  outdir: out,
  banner: { js: shebang },
  plugins: [built],
});
await chmod(`${out}/preflight.js`, 0o755);
await cp('schemas', `${out}/schemas`, { recursive: true });
await copyWasm(`${out}/wasm`);
await writeFile(`${out}/THIRD-PARTY.txt`, await thirdParty(Object.keys(metafile.inputs)));
await compile(out);
await rm('dist', { recursive: true, force: true });
await rename(out, 'dist');
