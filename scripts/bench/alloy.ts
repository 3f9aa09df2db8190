/** What it costs to validate an Alloy configuration: throughput, whole processes, memory. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkAlloy } from '../../src/alloy/check.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';
import { alloySample, alloySyntaxTable } from './alloy-syntax.ts';
import { emptyCommand } from './empty-command.ts';
import { measure } from './measure.ts';
import { table } from './table.ts';

/** Prints the tables. `preflight` is the built command, `folder` a place for files. */
export async function benchAlloy(preflight: string, folder: string, rounds: number): Promise<void> {
  console.log(alloySyntaxTable());
  console.log(await checksTable(rounds));
  console.log(await processTable(preflight, folder, rounds));
  console.log(await memoryTable(preflight, folder));
}

async function checksTable(rounds: number): Promise<string> {
  const sources = [{ path: 'bench.alloy', text: alloySample(1_000_000) }];
  const options = { version: parseAlloyVersion(), stability: 'ga', community: false, os: 'linux' } as const;
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await checkAlloy(sources, options);
    taken.push(performance.now() - begun);
  }
  const [first = 0] = taken;
  const sorted = taken.toSorted((left, right) => left - right);
  const speeds = [sorted[rounds >> 1] ?? 0, sorted[0] ?? 0, first].map((time) => (1000 / time).toFixed(1));
  return [
    '## Alloy, all checks, 1 MB generated',
    '',
    '| what | MB/s: median | best | the first time |',
    '|---|---|---|---|',
    `| parser and all checks | ${speeds.join(' | ')} |`,
    '',
  ].join('\n');
}

const rollout = 'preflight validate, the fixture rollout (about 15 files)';

async function processTable(preflight: string, folder: string, rounds: number): Promise<string> {
  const reference = await emptyCommand(folder);
  const files = new Map<number, string>();
  for (const lines of [100, 1000]) {
    const file = join(folder, `${lines}.alloy`);
    await writeFile(file, `${alloySample(100_000).split('\n').slice(0, lines).join('\n')}\n`);
    files.set(lines, file);
  }
  // The sample profiles from many components, which a rule forbids: 1 is no failure here.
  const codes = [0, 1];
  const rows = await measure(
    [
      { name: 'node, the empty yargs command', words: [process.execPath, reference, 'validate', 'x'] },
      ...[...files].map(([lines, file]) => ({
        name: `preflight validate, ${lines} lines`,
        words: [process.execPath, preflight, 'validate', file] as const,
        codes,
      })),
      { name: rollout, words: [process.execPath, preflight, 'validate', 'test/agree/fixtures/rollout'] },
    ],
    rounds,
  );
  return table('A local command on files', rows, { 'preflight validate, 1000 lines': 1.5, [rollout]: 2.25 });
}

async function memoryTable(preflight: string, folder: string): Promise<string> {
  const lines: string[] = [];
  for (const [name, size] of [
    ['100 lines', 3000],
    ['10 MB', 10_000_000],
  ] as const) {
    const file = join(folder, 'memory.alloy');
    await writeFile(file, alloySample(size));
    const begun = performance.now();
    const megabytes = await peakMemory([preflight, 'validate', '--quiet', file]);
    lines.push(`| ${name} | ${megabytes.toFixed(0)} | ${((performance.now() - begun) / 1000).toFixed(1)} |`);
  }
  return ['## Memory', '', '| file | peak MB of the process | s |', '|---|---|---|', ...lines, ''].join('\n');
}

/** The largest resident set of a Node process, in MB. */
function peakMemory(words: readonly string[]): Promise<number> {
  const tell = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', tell, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      stderr += bytes;
    });
    child.on('error', reject);
    child.on('close', () => {
      const kilobytes = Number(stderr.trim());
      if (kilobytes > 0) resolve(kilobytes / 1000);
      else reject(new Error(stderr));
    });
  });
}
