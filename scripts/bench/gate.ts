/** What the gate costs: a host, the files of a rollout and a rehearsed rebase, beside `ssh HOST true` and the rebase itself. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Lab } from '../../test/lab/lab.ts';
import { measure } from './measure.ts';
import { benchRepository } from './rehearse.ts';
import { table } from './table.ts';

const rollout = 'test/agree/fixtures/rollout';

/** Prints the table. `preflight` is the built command by its whole path, `folder` a place for files. */
export async function benchGate(preflight: string, folder: string, lab: Lab, rounds: number): Promise<void> {
  const host = 'ringtail-ready';
  const files = await rolloutFiles();
  const project = `version: 1
hosts: [{ name: ${host} }]
rollouts: [{ name: profiling, branch: work, onto: main, files: [rollout] }]
`;
  const { repository, scratch, rebase } = await benchRepository(join(folder, 'gate'), {
    ...files,
    'preflight.yaml': project,
  });
  const gate = [process.execPath, preflight, 'gate', '--quiet', '--ssh-config', lab.sshConfig] as const;
  const at = ['--config', join(repository, 'preflight.yaml')] as const;
  const both = `ssh -F "$2" ${host} true && ${rebase}`;
  const rows = await measure(
    [
      { name: 'ssh HOST true, then git rebase', words: ['sh', '-c', both, 'sh', scratch, lab.sshConfig] },
      { name: 'ssh HOST true', words: ['ssh', '-F', lab.sshConfig, host, 'true'] },
      { name: 'git rebase of 20 commits in a clone', words: ['sh', '-c', rebase, 'sh', scratch] },
      { name: `preflight gate, ${Object.keys(files).length} files`, words: [...gate, ...at] },
      { name: 'preflight gate --only hosts', words: [...gate, ...at, '--only', 'hosts'] },
      { name: 'preflight gate --only rebase', words: [...gate, ...at, '--only', 'rebase'] },
      { name: 'preflight gate --only artifacts', words: [...gate, ...at, '--only', 'artifacts'] },
    ],
    rounds,
  );
  console.log(table('The gate', rows, {}));
}

async function rolloutFiles(): Promise<Record<string, string>> {
  const entries = await readdir(rollout, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
  return Object.fromEntries(texts.map(([file, text]) => [`rollout/${relative(rollout, file)}`, text]));
}
