/** Runs whole processes one after another, interleaved, and gives the median of each. */
import { spawn } from 'node:child_process';

/** One thing to measure: a command, and what it reads on standard input. */
export interface Subject {
  readonly name: string;
  readonly words: readonly [string, ...string[]];
  readonly input?: string;
  /** The command is run this many times one after another, and the sum counts. */
  readonly times?: number;
  /** Exit codes that are no failure. */
  readonly codes?: readonly number[];
}

/** Milliseconds of wall time. */
export interface Measured {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Each subject in turn, `rounds` times over, so that a busy moment hits them all; the first round is thrown away. */
export async function measure(subjects: readonly Subject[], rounds: number): Promise<Measured[]> {
  const taken = subjects.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const milliseconds = await time(subject);
      if (round > 0) taken[index]?.push(milliseconds);
    }
  }
  return subjects.map(({ name }, index) => summary(name, taken[index] ?? []));
}

function summary(name: string, taken: readonly number[]): Measured {
  const sorted = [...taken].sort((a, b) => a - b);
  return { name, median: sorted[sorted.length >> 1] ?? 0, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}

async function time(subject: Subject): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < (subject.times ?? 1); n++) await run(subject);
  return performance.now() - begun;
}

function run({ name, words, input, codes = [0] }: Subject): Promise<void> {
  const [program, ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ['pipe', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      stderr += bytes;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== null && codes.includes(code)) resolve();
      else reject(new Error(`${name}: ended with ${code}\n${stderr}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
