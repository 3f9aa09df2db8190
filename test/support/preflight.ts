/** Runs the built command as a person would. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Called once the command runs, to interrupt it for example. */
  readonly started?: (pid: number) => void;
  /** Called with all that stands on standard error whenever there is more. */
  readonly heard?: (stderr: string) => void;
  /** Told all that stands on standard error whenever there is more: when it says so, Ctrl-C is pressed, once. */
  readonly interruptWhen?: (stderr: string) => boolean;
}

const built = resolve('dist/preflight.js');

/** `preflight WORDS…` with an environment of its own: no colours, no agent, no terminal, no pull request. */
export function preflight(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const {
    SSH_AUTH_SOCK: _agent,
    FORCE_COLOR: _force,
    NO_COLOR: _no,
    COLUMNS: _columns,
    GITHUB_BASE_REF: _base,
    ...inherited
  } = process.env;
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [built, ...words], {
      stdio: 'pipe',
      env: { ...inherited, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let stdout = '';
    let stderr = '';
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      options.heard?.(stderr);
      if (interrupted || !options.interruptWhen?.(stderr)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => done({ code, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    if (child.pid !== undefined) options.started?.(child.pid);
  });
}
