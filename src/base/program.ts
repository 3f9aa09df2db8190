/** Runs a program of this machine to its end: no shell, a deadline, bounded output. */
import { spawn } from 'node:child_process';

export interface ProgramOptions {
  /** After so many seconds it is killed. */
  readonly seconds: number;
  /** Bytes of standard output that are kept; a program that prints more is killed. */
  readonly limit?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Goes to its standard input. */
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

export interface Ran {
  /** `missing`: there is no such program; `deadline`, `output`, `aborted`: it was killed, and why. */
  readonly ended: 'itself' | 'missing' | 'deadline' | 'output' | 'aborted';
  /** Of a program that a signal ended, and of one that never ran, undefined. */
  readonly code: number | undefined;
  /** Standard output. */
  readonly bytes: Buffer;
  /** The same as text. */
  readonly stdout: string;
  /** Its last 64 KiB. */
  readonly stderr: string;
}

const stderrLimit = 64 << 10;

/** Never throws but for a defect: how it ended is data. The program leads a process group, which is killed as a whole. */
export function runProgram(program: string, words: readonly string[], options: ProgramOptions): Promise<Ran> {
  const { seconds, limit = 16 << 20, cwd, env, input, signal } = options;
  return new Promise((done) => {
    let ended: Ran['ended'] = 'itself';
    const out: Buffer[] = [];
    let size = 0;
    let err = Buffer.alloc(0);
    const child = spawn(program, [...words], {
      stdio: 'pipe',
      detached: true,
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    });
    const kill = (why: Ran['ended']) => {
      if (ended === 'itself') ended = why;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group is gone already.
      }
    };
    const timer = setTimeout(kill, seconds * 1000, 'deadline');
    const abort = () => kill('aborted');
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) kill('output');
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err = Buffer.concat([err, chunk]).subarray(-stderrLimit);
    });
    let over = false;
    const end = (code: number | undefined) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const bytes = Buffer.concat(out);
      done({
        ended,
        code,
        bytes,
        get stdout() {
          return bytes.toString('utf8');
        },
        stderr: err.toString('utf8'),
      });
    };
    child.on('error', () => {
      ended = 'missing';
      end(undefined);
    });
    child.on('close', (code) => end(code ?? undefined));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
