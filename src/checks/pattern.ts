/** Regular expressions of packs that preflight did not ship: tested in a thread of their own, with a deadline. */
import { Worker } from 'node:worker_threads';

/** Milliseconds that one test of a pattern may take, and all tests of one judging together. */
const deadline = 1000;
const budget = 5000;
/** Milliseconds that the thread may take to start, on a machine that is busy. */
const startDeadline = 20_000;
/** The longest text of a facts document, schemas/facts.schema.json. */
export const subjectLimit = 4096;

/** Why a pattern was not tested to its end. */
export class PatternError extends Error {
  override name = 'PatternError';
}

const waiting = 0;
const yes = 1;

/** state[0]: 0 waiting, 1 yes, 2 no. The thread is source text, so that it needs no file beside the bundle. */
const source = `
const { parentPort, workerData } = require('node:worker_threads');
const answer = (value) => { Atomics.store(workerData, 0, value); Atomics.notify(workerData, 0); };
parentPort.on('message', ([pattern, text]) => answer(new RegExp(pattern, 'u').test(text) ? 1 : 2));
answer(2);
`;

/** One thread, started at the first test. The caller waits, blocked, and closes it. */
export class PatternThread {
  #worker: Worker | undefined;
  #spent = 0;
  readonly #state = new Int32Array(new SharedArrayBuffer(4));

  /** Whether the pattern (flag u, known to compile) matches. Throws PatternError when it takes too long. */
  test(pattern: string, text: string): boolean {
    if (text.length > subjectLimit)
      throw new PatternError(`is asked about a text of more than ${subjectLimit} characters`);
    const worker = this.#worker ?? this.#start();
    Atomics.store(this.#state, 0, waiting);
    const began = performance.now();
    worker.postMessage([pattern, text]);
    const late = Atomics.wait(this.#state, 0, waiting, deadline) === 'timed-out';
    this.#spent += performance.now() - began;
    if (late) throw new PatternError(`took more than ${deadline / 1000} second on one text`);
    if (this.#spent > budget)
      throw new PatternError(`came when all patterns had taken more than ${budget / 1000} seconds`);
    return Atomics.load(this.#state, 0) === yes;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(source, { eval: true, workerData: this.#state, execArgv: [], env: {}, stdin: false });
    worker.unref();
    this.#worker = worker;
    if (Atomics.wait(this.#state, 0, waiting, startDeadline) === 'timed-out')
      throw new PatternError('could not be tested: the thread for it did not start');
    return worker;
  }
}
