/** How the parts of a gate fare: a tree on a terminal, plain lines elsewhere, nothing with `quiet`. On stderr alone. */
import { printable } from '../base/display.ts';
import type { GateWatcher, RowWatcher } from '../tasks/gate/part.ts';
import { lineOf, type ProgressOptions } from './progress.ts';
import { startBoard } from './progress-board.ts';
import { isScreen, looksOf } from './terminal.ts';

export interface PartsProgress {
  readonly row: GateWatcher;
  readonly notify: (line: string) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

const nothing = () => undefined;

/** The caller handles the first SIGINT, SIGTERM or SIGHUP and then stops; a second one ends the process. */
export function startParts({ stderr, quiet, color }: ProgressOptions): PartsProgress {
  if (quiet) return { ...still, row: () => silentRow, notify: nothing };
  if (!isScreen(stderr, process.env)) {
    const write = (line: string) => stderr.write(`${line}\n`);
    return {
      ...still,
      row: (part, name) => lines(`${part} ${printable(name)}`, name, write),
      notify: (line) => write(printable(line)),
    };
  }
  const { add, ...board } = startBoard(stderr, looksOf(stderr, process.env, color).color);
  const row: GateWatcher = (part, name) => {
    const set = add({ group: part, name: printable(name), text: 'waiting', state: 'running' });
    return {
      phase: (text) => set('running', lineOf(name, text)),
      done: (text) => set('done', lineOf(name, text)),
      fail: (text) => set('failed', lineOf(name, text)),
    };
  };
  return { ...board, row };
}

const silentRow: RowWatcher = { phase: nothing, done: nothing, fail: nothing };
const still = { pause: nothing, resume: nothing, stop: async () => undefined };

/** That something waits is no news in a log. */
function lines(lead: string, name: string, write: (line: string) => void): RowWatcher {
  const say = (text: string) => write(`${lead}: ${lineOf(name, text)}`);
  return { phase: (text) => (text.startsWith('waiting') ? undefined : say(text)), done: say, fail: say };
}
