/** How the hosts fare while they are asked: on stderr, never on stdout, and gone before the report comes. */
import type { WriteStream } from 'node:tty';
import { printable } from '../base/display.ts';
import { startBoard } from './progress-board.ts';
import type { Row } from './progress-display.ts';
import { isScreen, looksOf } from './terminal.ts';

interface HostProgress {
  phase(text: string): void;
  done(text: string): void;
  fail(message: string): void;
}

export interface Progress {
  /** A host that was not named at the start gets a progress that shows nothing. */
  host(name: string): HostProgress;
  /** A line that stays, such as the address of a login page. */
  notify(line: string): void;
  /** Takes the display away while a person types; `resume` brings it back. */
  pause(): void;
  resume(): void;
  /** Takes the display down for good. Nothing is written after it is done. */
  stop(): Promise<void>;
}

export interface ProgressOptions {
  readonly stderr: WriteStream;
  readonly quiet: boolean;
  /** The option --color or --no-color; without it the environment decides. */
  readonly color?: boolean | undefined;
}

/**
 * A moving display on a terminal, plain lines elsewhere, nothing with `quiet`. The caller handles the first SIGINT,
 * SIGTERM or SIGHUP and then stops; a second one ends the process. The process may end without `stop`.
 */
export function startProgress(hosts: readonly string[], { stderr, quiet, color }: ProgressOptions): Progress {
  if (quiet) return silent;
  if (!isScreen(stderr, process.env)) return lines(hosts, (line) => stderr.write(`${line}\n`));
  return moving(hosts, stderr, looksOf(stderr, process.env, color).color);
}

const nothing = () => undefined;
const silentHost: HostProgress = { phase: nothing, done: nothing, fail: nothing };
const silent: Progress = {
  host: () => silentHost,
  notify: nothing,
  pause: nothing,
  resume: nothing,
  stop: async () => undefined,
};

function lines(hosts: readonly string[], write: (line: string) => void): Progress {
  const host = (name: string): HostProgress => {
    const say = (text: string) => write(`${printable(name)}: ${lineOf(name, text)}`);
    return { phase: say, done: say, fail: say };
  };
  return {
    ...silent,
    host: (name) => (hosts.includes(name) ? host(name) : silentHost),
    notify: (line) => write(printable(line)),
  };
}

/** One line for each host, without its name; what else there is to say stands in the report. */
export function lineOf(name: string, text: string): string {
  const [line = ''] = (text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text).split('\n');
  return printable(line);
}

function moving(hosts: readonly string[], stderr: WriteStream, color: boolean): Progress {
  const { add, ...board } = startBoard(stderr, color);
  const rows = new Map(hosts.map((name) => [name, add({ name: printable(name), text: 'waiting', state: 'running' })]));
  const set = (name: string, state: Row['state']) => (text: string) => rows.get(name)?.(state, lineOf(name, text));
  return {
    ...board,
    host: (name) => ({ phase: set(name, 'running'), done: set(name, 'done'), fail: set(name, 'failed') }),
  };
}
