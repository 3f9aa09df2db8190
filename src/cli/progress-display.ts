/** listr2 on stderr. Loaded only when there is a terminal and something to wait for. */
import type { WriteStream } from 'node:tty';
import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  ListrLogger,
  type ListrTask,
  type ListrTaskWrapper,
  ProcessOutput,
  Spinner,
} from 'listr2';
import pc from 'picocolors';

/** The state of a host, kept from the start and shown once the display is there. Its texts are printable. */
export interface Row {
  /** The branch of the tree that it is in; without one it stands at the root. */
  readonly group?: string;
  readonly name: string;
  text: string;
  state: 'running' | 'done' | 'failed';
}

export interface Display {
  update(row: Row): void;
  /** A line above the hosts, whole however long; it stays. */
  note(line: string): void;
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

const showCursor = '\x1b[?25h';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows the rows as they are, and what `update` says of them later. */
export function showRows(rows: readonly Row[], stderr: WriteStream, color: boolean): Display {
  // Both streams of listr2 are stderr: its renderers write to what they take for stdout.
  const output = new ProcessOutput(stderr, stderr, { leaveEmptyLine: false });
  const gate: Gate = { blank: false };
  const tasks = new Map(rows.map((row) => [row, rowTask(row)]));
  const list = new Listr(
    treeOf(rows, (row) => tasks.get(row)?.task),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: rendererOn(output, gate),
      rendererOptions: {
        logger: new ListrLogger({ processOutput: output }),
        spinner: new QuietSpinner(),
        clearOutput: true,
        collapseSubtasks: false,
        formatOutput: 'truncate',
        color: colors(color),
      },
      fallbackRenderer: 'silent',
    },
  );
  const release = guardCursor(() => output.toStderr(showCursor, false));
  const ended = list.run();
  return {
    update: (row) => tasks.get(row)?.update(),
    note(line) {
      blank(gate, output);
      output.toStderr(line);
      draw(gate, output);
    },
    pause() {
      blank(gate, output);
      output.release();
    },
    resume() {
      output.hijack();
      draw(gate, output);
    },
    async close() {
      for (const { end } of tasks.values()) end();
      await ended;
      release();
    },
  };
}

interface Gate {
  /** Nothing is drawn. */
  blank: boolean;
  /** Draws now; absent until listr2 has begun. */
  update?: () => void;
}

/** Wipes the rows. log-update draws an empty text as an empty line; the cursor goes back to its start. */
function blank(gate: Gate, output: ProcessOutput): void {
  gate.blank = true;
  if (!gate.update) return;
  gate.update();
  output.toStderr('\x1b[1A', false);
}

/** Draws the rows again, below what was written meanwhile: log-update first wipes the empty line that it knows of. */
function draw(gate: Gate, output: ProcessOutput): void {
  gate.blank = false;
  if (!gate.update) return;
  output.toStderr('');
  gate.update();
}

type Task = Pick<ListrTaskWrapper<unknown, never, never>, 'title'>;
type Leaf = ReturnType<typeof rowTask>['task'];

/** Rows below their groups, both in the order in which they came. */
function treeOf(rows: readonly Row[], taskOf: (row: Row) => Leaf | undefined): ListrTask[] {
  const groups = new Map<string, Leaf[]>();
  for (const row of rows) {
    const task = taskOf(row);
    if (task) groups.set(row.group ?? '', [...(groups.get(row.group ?? '') ?? []), task]);
  }
  return [...groups].flatMap(([title, tasks]): ListrTask[] => {
    if (title === '') return tasks;
    const below = { concurrent: true, exitOnError: false };
    return [{ title, task: (_, wrapper) => wrapper.newListr(tasks, below) }];
  });
}

/** A task that lasts until its row is settled, or the display is taken down. */
function rowTask(row: Row) {
  let shown: Task | undefined;
  let resolve = () => {};
  let reject = (_: Error) => {};
  const settled = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // A host may fail before listr2 has begun to wait for it.
  settled.catch(() => undefined);
  const title = () => `${row.name}  ${row.text}`;
  const update = () => {
    if (shown) shown.title = title();
    if (row.state === 'done') resolve();
    if (row.state === 'failed') reject(new Error(title()));
  };
  const task = (wrapper: Task) => {
    shown = wrapper;
    update();
    return settled;
  };
  return { task: { title: title(), task: (_: unknown, wrapper: Task) => task(wrapper) }, update, end: () => resolve() };
}

/** listr2's renderer, made to draw on stderr although stdout is no terminal, and to stand still when told. */
function rendererOn(output: ProcessOutput, gate: Gate) {
  return class extends DefaultRenderer {
    static override nonTTY = true;
    override async render() {
      await super.render();
      gate.update = () => super.update();
      if (gate.blank) output.release();
    }
    override update() {
      if (!gate.blank) super.update();
    }
    override create(options?: Parameters<DefaultRenderer['create']>[0]) {
      return gate.blank ? '' : super.create(options);
    }
  };
}

/** A spinner that does not keep the process alive. */
class QuietSpinner extends Spinner {
  #timer: NodeJS.Timeout | undefined;
  override isRunning() {
    return this.#timer !== undefined;
  }
  override start(turned?: () => void, interval = 100) {
    this.#timer = setInterval(() => {
      this.spin();
      turned?.();
    }, interval).unref();
  }
  override stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function colors(enabled: boolean) {
  const { yellow, green, red } = pc.createColors(enabled);
  return {
    [ListrDefaultRendererLogLevels.PENDING]: yellow,
    [ListrDefaultRendererLogLevels.COMPLETED]: green,
    [ListrDefaultRendererLogLevels.FAILED]: red,
  };
}

/**
 * Shows the cursor again however the process ends. log-update's own guard ends the process at the first signal unless
 * somebody else listens, so this listens on until it is released: the first signal is the caller's, the second kills.
 */
function guardCursor(restore: () => void): () => void {
  let interrupted = false;
  const release = () => {
    process.removeListener('exit', restore);
    for (const name of signals) process.removeListener(name, onSignal);
  };
  const onSignal = (name: NodeJS.Signals) => {
    restore();
    if (interrupted) {
      release();
      process.kill(process.pid, name);
    }
    interrupted = true;
  };
  process.once('exit', restore);
  for (const name of signals) process.on(name, onSignal);
  return release;
}
