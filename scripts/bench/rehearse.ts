/** What it costs to rehearse a rebase, beside the rebase itself in a clone that is there already. */
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from './measure.ts';
import { table } from './table.ts';

const count = 20;

export interface BenchRepository {
  readonly repository: string;
  /** A clone in which the branch `work` is rebased, and how: for `sh -c`, with the clone as its first argument. */
  readonly scratch: string;
  readonly rebase: string;
}

/**
 * A repository with `count` commits on `work` to be put onto as many on `main`, and a clone of it; both below `folder`.
 * `files` by their paths are beside what the commits change.
 */
export async function benchRepository(
  folder: string,
  files: Readonly<Record<string, string>> = {},
): Promise<BenchRepository> {
  const repository = join(folder, 'repository');
  const scratch = join(folder, 'scratch');
  await mkdir(repository, { recursive: true });
  git(repository, ['init', '--quiet', '--initial-branch=main']);
  git(repository, ['fast-import', '--quiet'], history(files));
  git(repository, ['reset', '--quiet', '--hard', 'main']);
  git(folder, ['clone', '--quiet', '--no-hardlinks', '--branch', 'work', repository, scratch]);
  git(scratch, ['config', 'user.name', 'bench']);
  git(scratch, ['config', 'user.email', 'bench@example.org']);
  const rebase = 'git -C "$1" checkout -q -B work origin/work && git -C "$1" rebase -q origin/main';
  return { repository, scratch, rebase };
}

/** Prints the table. `preflight` is the built command, `folder` a place for files. */
export async function benchRehearse(preflight: string, folder: string, rounds: number): Promise<void> {
  const { repository, scratch, rebase: again } = await benchRepository(join(folder, 'rehearse'));
  const rehearse = [process.execPath, preflight, 'rehearse', 'work', '--repository', repository] as const;
  const rows = await measure(
    [
      { name: `git rebase of ${count} commits in a clone`, words: ['sh', '-c', again, 'sh', scratch] },
      { name: 'node -e 0', words: [process.execPath, '-e', '0'] },
      { name: `preflight rehearse, ${count} commits`, words: rehearse },
      { name: 'preflight rehearse, a file validated', words: [...rehearse, '--validate', 'config.alloy'] },
    ],
    rounds,
  );
  console.log(table('A rebase rehearsed', rows, {}));
}

/** 200 files; the branch changes twenty of them, main the same ones in other lines, and nothing is in conflict. */
function history(files: Readonly<Record<string, string>>): string {
  const lines = (...changes: readonly number[]) =>
    Array.from({ length: 100 }, (_, line) => `line ${line}${changes.includes(line) ? ' changed' : ''}\n`).join('');
  const file = (name: string, text: string) => `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  let time = 1_700_000_000;
  const commit = (branch: string, from: string, files: readonly string[]) =>
    `commit refs/heads/${branch}\ncommitter bench <bench@example.org> ${time++} +0000\ndata 1\nx\n${from}${files.join('')}\n`;
  const names = Array.from({ length: 200 }, (_, index) => `folder-${index % 10}/file-${index}`);
  const base = [
    ...names.map((name) => file(name, lines())),
    file('config.alloy', 'logging {\n  level = "info"\n}\n'),
    ...Object.entries(files).map(([name, text]) => file(name, text)),
  ];
  return [
    commit('main', '', base),
    ...names
      .slice(0, count)
      .map((name, index) => commit('work', index === 0 ? 'from refs/heads/main\n' : '', [file(name, lines(80))])),
    ...names.slice(0, count).map((name) => commit('main', '', [file(name, lines(10))])),
  ].join('');
}

function git(cwd: string, words: readonly string[], input = ''): void {
  const { status, stderr } = spawnSync('git', words, { cwd, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
}
