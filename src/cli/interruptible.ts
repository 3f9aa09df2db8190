import { quitMark } from './quit.ts';

/**
 * Runs `task` with a signal that Ctrl-C, SIGTERM or a hang-up sets off. A second one ends the process at once.
 */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('interrupted'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) {
    process.once(name, stop);
    // After ours, since what waits for a signal is costly to set up again. Those of libraries count each other: they stay.
    for (const listener of process.listeners(name)) if (quitMark in listener) process.removeListener(name, listener);
  }
  try {
    return await task(abort.signal);
  } finally {
    for (const name of signals) process.removeListener(name, stop);
  }
}
