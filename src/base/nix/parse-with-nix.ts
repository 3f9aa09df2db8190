/** What Nix itself says of a text, where it is installed: `nix-instantiate --parse`. Nothing is evaluated. */
import { tmpdir } from 'node:os';
import { printable } from '../display.ts';
import { runProgram } from '../program.ts';
import { lineStarts } from '../text.ts';

export type ParsedByNix =
  | { readonly status: 'valid' }
  /** Nix's own message in one line, and the place it names in UTF-16 units. */
  | { readonly status: 'refused'; readonly message: string; readonly offset?: number }
  /** It is not installed, too old, took too long or failed otherwise. */
  | { readonly status: 'undecided'; readonly reason: string };

export interface InstantiateOptions {
  /** A name in the PATH, or a path. Never one out of a file that is judged. */
  readonly program: string;
  /** Seconds, 10 unless told. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

/** Hands the text over on standard input, so that no name of a file is an argument. Never throws. */
export async function parseWithNix(
  text: string,
  { program, deadline = 10, signal }: InstantiateOptions,
): Promise<ParsedByNix> {
  const { ended, code, stderr } = await runProgram(program, ['--parse', '--store', 'dummy://', '-'], {
    // Only what the program needs to be found and to read `~/x`: no NIX_PATH, no configuration of the person's.
    env: { PATH: process.env.PATH, HOME: tmpdir(), NIX_CONF_DIR: tmpdir(), LC_ALL: 'C.UTF-8' },
    seconds: deadline,
    // It prints the text once more, with parentheses.
    limit: 64 << 20,
    input: text,
    ...(signal ? { signal } : {}),
  });
  if (ended === 'missing') return { status: 'undecided', reason: `${program} is not there` };
  if (ended === 'deadline') return { status: 'undecided', reason: `${program} took longer than ${deadline} s` };
  if (ended !== 'itself') return { status: 'undecided', reason: `${program} was ended` };
  return code === 0 ? { status: 'valid' } : refusal(stderr, program, text);
}

function refusal(said: string, program: string, text: string): ParsedByNix {
  const lines = said.split('\n').map((line) => line.trim());
  const message = lines
    .find((line) => line.startsWith('error:'))
    ?.slice('error:'.length)
    .trim();
  const place = lines.findLast((line) => /^at .+:\d+:\d+:$/.test(line));
  if (!message || !place) {
    const first = lines.find((line) => line !== '') ?? 'it said nothing';
    return { status: 'undecided', reason: `${program}: ${first}` };
  }
  const [line, column] = place.split(':').slice(-3).map(Number);
  if (!line || !column) return { status: 'refused', message: printable(message) };
  // Columns are bytes.
  const start = lineStarts(text)[line - 1] ?? 0;
  const before = Buffer.from(text.slice(start, start + column)).subarray(0, column - 1);
  return { status: 'refused', message: printable(message), offset: start + before.toString().length };
}
