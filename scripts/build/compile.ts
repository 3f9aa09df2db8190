/** Runs commands as a person would, and keeps what V8 compiled of the scripts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { built } from './built.ts';

const facts = ['--facts', 'test/checks/fixtures/profiling/hosts/ringtail-blocked.json'] as const;

/** What starts fast: every way that a person or a pipeline waits for. None needs a network, a host or a program. */
const commands = [
  ['--help'],
  ['check', ...facts],
  ['check', 'demo', '--quiet'],
  ['nix', ...facts],
  ['nix', ...facts, '--patch', 'test/nix/fixtures/patch/change-value/before.nix'],
  ['validate', 'test/agree/fixtures/rollout'],
  ...['json', 'html', 'markdown', 'github', 'sarif', 'junit', 'tap', 'textfile'].map((format) => [
    'check',
    ...facts,
    '--format',
    format,
  ]),
];

/** Writes `scripts/packed` below `folder`: the scripts that these commands load, and what V8 compiled of them. */
export async function compile(folder: string): Promise<void> {
  const recorder = join(folder, 'record.mjs');
  await build({
    entryPoints: ['scripts/build/record.ts'],
    outfile: recorder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    plugins: [built],
  });
  // With the flags of this process, such as those of a loader of TypeScript, it would be of no use to one without.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const words = [resolve(recorder), JSON.stringify(commands)];
  const recording = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
  const [said, [code]] = await Promise.all([text(recording.stderr), once(recording, 'exit')]);
  if (code !== 0) throw new Error(`a command that is to be compiled failed:\n${said}`);
  await rm(recorder);
}
