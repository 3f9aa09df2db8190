/** Real git repositories in temporary folders. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Folder, temporaryFolder } from '../../support/files.ts';

export interface TestRepository extends Folder {
  /** Runs git and gives what it prints. Throws when it fails. */
  readonly git: (...words: string[]) => string;
  /** Runs git whatever comes of it. */
  readonly tries: (
    words: readonly string[],
    input?: string,
  ) => { readonly code: number | null; readonly stdout: string; readonly stderr: string };
  /** Writes files (null takes one away), commits everything and gives the id. */
  readonly commit: (message: string, files?: Files) => Promise<string>;
}

/** Nobody's configuration, a fixed person, no gc in the background. */
const gitEnvironment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
  GIT_EDITOR: 'true',
};

type Files = Readonly<Record<string, string | Uint8Array | null>>;

export interface CommitText {
  /** Such as `main`; its last commit is the parent, or the one that `from` names. */
  readonly branch: string;
  readonly message: string;
  readonly files: Files;
  readonly from?: string;
  readonly mode?: string;
}

/** Makes commits in one run of git: a file of null is taken away. */
export function importCommits({ path }: Folder, commits: readonly CommitText[]): void {
  const parts: (string | Uint8Array)[] = [];
  for (const [index, { branch, message, files, from, mode = '100644' }] of commits.entries()) {
    parts.push(`commit refs/heads/${branch}\ncommitter A <a@example.org> ${1_700_000_000 + index} +0000\n`);
    parts.push(`data ${Buffer.byteLength(message)}\n${message}\n`);
    if (from !== undefined) parts.push(`from refs/heads/${from}\n`);
    const all = Object.entries(files);
    for (const [name, content] of all) if (content === null) parts.push(`D ${JSON.stringify(name)}\n`);
    for (const [name, content] of all) {
      if (content === null) continue;
      const bytes = Buffer.from(content);
      parts.push(`M ${mode} inline ${JSON.stringify(name)}\ndata ${bytes.length}\n`, bytes, '\n');
    }
    parts.push('\n');
  }
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { status, stderr } = spawnSync('git', ['fast-import', '--quiet'], { cwd: path, env: gitEnvironment, input });
  if (status !== 0) throw new Error(`git fast-import: ${stderr}`);
}

export async function testRepository(words: readonly string[] = []): Promise<TestRepository> {
  const folder = await temporaryFolder();
  const repository = repositoryAt(folder);
  repository.git('init', '--quiet', '--initial-branch=main', ...words, '.');
  repository.git('config', 'gc.auto', '0');
  return repository;
}

export function repositoryAt(folder: Folder): TestRepository {
  const tries: TestRepository['tries'] = (words, input = '') => {
    const { status, stdout, stderr } = spawnSync('git', words, {
      cwd: folder.path,
      env: gitEnvironment,
      encoding: 'utf8',
      input,
      maxBuffer: 1 << 28,
    });
    return { code: status, stdout, stderr };
  };
  const git: TestRepository['git'] = (...words) => {
    const { code, stdout, stderr } = tries(words);
    if (code !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  return {
    ...folder,
    git,
    tries,
    async commit(message, files = {}) {
      for (const [name, content] of Object.entries(files)) {
        const path = join(folder.path, name);
        await rm(path, { force: true, recursive: true });
        if (content === null) continue;
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

/**
 * Everything below a folder: kinds, modes, times of change, bytes. Of an object that is there already git renews the time when
 * it would write it again, wherever it would write it; that time is left out, and nothing else.
 */
export async function snapshot(root: string): Promise<Readonly<Record<string, string>>> {
  const all: Record<string, string> = {};
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const path = join(root, name);
    const { mode, size, mtimeMs, ino } = await lstat(path);
    const kind = mode & 0o170000;
    const holds =
      kind === 0o100000
        ? createHash('sha256')
            .update(await readFile(path))
            .digest('hex')
        : kind === 0o120000
          ? await readlink(path)
          : '';
    const isObject = kind === 0o100000 && /(?:^|\/)objects\//.test(name);
    all[name] = [mode.toString(8), size, isObject ? '' : mtimeMs, ino, holds].join(' ');
  }
  return all;
}
