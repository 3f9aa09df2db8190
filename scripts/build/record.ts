/** Run by `compile.ts` in a process of its own, beside the built `main.js`. */
import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { compiled, main } from './main.ts';

// V8 lets go of what was compiled and not used for a while. Back to its own way at the end, since flags are compared.
setFlagsFromString('--no-flush-bytecode');
const commands: string[][] = JSON.parse(process.argv[2] ?? '[]');
for (const words of commands) {
  const code = await main(words);
  if (code > 1) throw new Error(`preflight ${words.join(' ')}: exit code ${code}`);
}
setFlagsFromString('--flush-bytecode');
for (const [file, script] of compiled) await writeFile(`${file}.compiled`, script.createCachedData());
