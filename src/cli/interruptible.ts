/**
 * Runs `task` with a signal that Ctrl-C, SIGTERM or a hang-up sets off. A second one ends the process at once.
 */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('interrupted'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) {
    const early = process.listeners(name);
    process.once(name, stop);
    // Those of the start of the process end it at once. They go last: what waits for a signal is costly to set up again.
    for (const listener of early) process.removeListener(name, listener);
  }
  try {
    return await task(abort.signal);
  } finally {
    for (const name of signals) process.removeListener(name, stop);
  }
}
