/** Run by `compile.ts` in a process of its own, beside the built `main.js`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { compiled, main } from './main.ts';
import { packed } from './packed.ts';

// V8 lets go of what was compiled and not used for a while. Back to its own way at the end, since flags are compared.
setFlagsFromString('--no-flush-bytecode');
const commands: string[][] = JSON.parse(process.argv[2] ?? '[]');
for (const words of commands) {
  const code = await main(words);
  if (code > 1) throw new Error(`preflight ${words.join(' ')}: exit code ${code}`);
}
setFlagsFromString('--flush-bytecode');
const folder = join(import.meta.dirname, 'scripts');
const scripts = [...compiled].map(([name, script]) => ({ name, compiled: script.createCachedData() }));
const withSource = scripts.map(async (one) => ({ ...one, source: await readFile(join(folder, one.name)) }));
await writeFile(join(folder, 'packed'), packed(await Promise.all(withSource)));
