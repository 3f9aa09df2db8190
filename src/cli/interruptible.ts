/**
 * Runs `task` with a signal that Ctrl-C, SIGTERM or a hang-up sets off. A second one ends the process at once.
 */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('interrupted'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  // Those of the start of the process end it at once.
  for (const name of signals) process.removeAllListeners(name).once(name, stop);
  try {
    return await task(abort.signal);
  } finally {
    for (const name of signals) process.removeListener(name, stop);
  }
}
