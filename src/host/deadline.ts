/** A time that a phase may take, and what ends it early. */
export interface Deadline {
  readonly seconds: number;
  /** Ends the phase at once, with its reason. */
  readonly signal: AbortSignal;
  /** The error of a phase that took too long. */
  readonly expired: () => Error;
}

/** Handed to the work of a phase. */
export interface Phase {
  /** Aborted when the phase must end; its reason is the error to throw. */
  readonly signal: AbortSignal;
  /** Waits for a person: the clock stands still meanwhile and starts again from the full time. */
  untimed<T>(wait: () => Promise<T>): Promise<T>;
}

/**
 * Runs one phase of a connection. Rejects with `expired()` after `seconds`, or with the signal's reason as soon as it is
 * aborted, even when `work` never settles; `work` has to free what it holds when its phase's signal is aborted.
 */
export async function within<T>(deadline: Deadline, work: (phase: Phase) => Promise<T>): Promise<T> {
  const { seconds, signal, expired } = deadline;
  signal.throwIfAborted();
  const control = new AbortController();
  const expire = () => control.abort(expired());
  const abort = () => control.abort(signal.reason);
  let timer = setTimeout(expire, seconds * 1000);
  signal.addEventListener('abort', abort, { once: true });
  const phase: Phase = {
    signal: control.signal,
    async untimed(wait) {
      clearTimeout(timer);
      try {
        return await wait();
      } finally {
        if (!control.signal.aborted) timer = setTimeout(expire, seconds * 1000);
      }
    },
  };
  const ended = new Promise<never>((_, reject) => {
    control.signal.addEventListener('abort', () => reject(control.signal.reason), { once: true });
  });
  try {
    return await Promise.race([ended, work(phase)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
