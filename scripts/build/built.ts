import type { Plugin } from 'esbuild';

/** What asks for `./main.ts` asks for `main.js` of the package: `scripts/build/main.ts`, which is bundled by itself. */
export const built: Plugin = {
  name: 'built',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.js', external: true }));
  },
};
