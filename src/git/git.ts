/** Runs git so that nothing that a repository says is executed, fetched, asked for or written. */
import { runProgram } from '../base/program.ts';

/** Where git runs, and with what around it. */
export interface GitPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** Exit codes that are an answer; others throw. */
  readonly codes?: readonly number[];
  /** Bytes of standard output. */
  readonly limit?: number;
}

/** git is not there, was ended, or refused. `stderr` is what it said. */
export class GitError extends Error {
  override name = 'GitError';
  readonly kind: 'missing' | 'old' | 'deadline' | 'output' | 'aborted' | 'failed';
  readonly stderr: string;
  constructor(kind: GitError['kind'], message: string, stderr = '') {
    super(message);
    this.kind = kind;
    this.stderr = stderr;
  }
}

/** Of one run of git. */
const seconds = 120;
const outputLimit = 64 << 20;

/**
 * Settings that win over those of the repository. What reads refs, objects and settings runs none of these programs;
 * that stays true when git changes.
 */
const settings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.sshCommand=false',
  'credential.helper=',
  'gpg.program=false',
  'protocol.allow=never',
].flatMap((setting) => ['-c', setting]);

/**
 * The environment of the person without git's own variables, which would lead elsewhere in a hook. Nothing is fetched: an
 * object that a partial clone lacks stays away, whatever transport the repository names for it.
 */
export function gitEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  return {
    ...kept,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_ASKPASS: 'false',
    GIT_EDITOR: 'false',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    GIT_SSH_COMMAND: 'false',
    GIT_TERMINAL_PROMPT: '0',
    ...more,
  };
}

/** Throws GitError when git does not end by itself with one of the codes. */
export async function git(
  { cwd, env, signal }: GitPlace,
  words: readonly [string, ...string[]],
  { input, codes = [0], limit = outputLimit }: GitOptions = {},
): Promise<{ readonly code: number; readonly bytes: Buffer }> {
  const ran = await runProgram('git', [...settings, ...words], {
    seconds,
    limit,
    cwd,
    env,
    ...(input === undefined ? {} : { input }),
    ...(signal ? { signal } : {}),
  });
  const command = `git ${words[0]}`;
  switch (ran.ended) {
    case 'missing':
      throw new GitError('missing', 'git is not installed here');
    case 'aborted':
      throw new GitError('aborted', 'it was interrupted');
    case 'deadline':
      throw new GitError('deadline', `${command} took longer than ${seconds} s`);
    case 'output':
      throw new GitError('output', `${command} gave more than ${limit >> 20} MB`);
  }
  if (ran.code !== undefined && codes.includes(ran.code)) return { code: ran.code, bytes: ran.bytes };
  throw new GitError('failed', `${command} failed: ${lastWords(ran.stderr)}`, ran.stderr);
}

/** Output of which every part ends with NUL, as text. */
export function parts(bytes: Buffer): string[] {
  const all = bytes.toString('utf8').split('\0');
  return all.at(-1)?.trim() === '' ? all.slice(0, -1) : all;
}

/** The first line that tells of a failure, else the last one. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const line = lines.find((text) => /^(?:fatal|error):/.test(text)) ?? lines.at(-1) ?? '';
  return line.replace(/^(?:fatal|error): /, '') || 'it gives no reason';
}
