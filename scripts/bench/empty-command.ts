/** The reference of a local command: what node and yargs cost by themselves. */
import { join } from 'node:path';
import { build } from 'esbuild';

/** A command that parses its words with yargs, built as preflight is, and does nothing. */
export async function emptyCommand(folder: string): Promise<string> {
  const outfile = join(folder, 'empty.mjs');
  await build({
    stdin: {
      contents: `import yargs from 'yargs';
        await yargs(process.argv.slice(2)).command('validate [paths..]', '', (y) => y.positional('paths', { type: 'string', array: true }), () => {}).parseAsync();`,
      resolveDir: process.cwd(),
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return outfile;
}
