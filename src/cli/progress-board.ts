/** Rows on a terminal that move while something is waited for. What draws them is loaded once it is worth it. */
import type { WriteStream } from 'node:tty';
import { printable } from '../base/display.ts';
import type { Display, Row } from './progress-display.ts';

export interface Board {
  /** Returns what changes the row. */
  readonly add: (row: Row) => (state: Row['state'], text: string) => void;
  /** A line that stays, such as the address of a login page. */
  readonly notify: (line: string) => void;
  /** Takes the display away while a person types; `resume` brings it back. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Takes the display down for good. Nothing is written after it is done. */
  readonly stop: () => Promise<void>;
}

/** Milliseconds after which a display is worth its loading; most single hosts have answered by then. */
const patience = 150;

export function startBoard(stderr: WriteStream, color: boolean): Board {
  const rows: Row[] = [];
  let display: Display | undefined;
  let opening: Promise<void> | undefined;
  let wait: NodeJS.Timeout | undefined;
  let held = false;

  const open = async () => {
    const { showRows } = await import('./progress-display.ts');
    if (!held) display = showRows([...rows], stderr, color);
    opening = undefined;
  };
  const openSoon = () => {
    wait = setTimeout(() => {
      opening = open();
    }, patience).unref();
  };

  openSoon();
  return {
    add(row) {
      rows.push(row);
      // A tree that is drawn already takes no more rows: it is drawn anew with all of them.
      const before = display;
      display = undefined;
      if (before) opening = before.close().then(open);
      return (state, text) => {
        row.state = state;
        row.text = text;
        display?.update(row);
      };
    },
    notify(line) {
      if (display) display.note(printable(line));
      else stderr.write(`${printable(line)}\n`);
    },
    pause() {
      held = true;
      clearTimeout(wait);
      display?.pause();
    },
    resume() {
      held = false;
      if (display) display.resume();
      else openSoon();
    },
    async stop() {
      held = true;
      clearTimeout(wait);
      await opening;
      await display?.close();
      display = undefined;
    },
  };
}
