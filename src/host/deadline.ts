/** A time that a phase may take, and what ends it early. */
export interface Deadline {
  readonly seconds: number;
  /** Ends the phase at once, with its reason. */
  readonly signal: AbortSignal;
  /** The error of a phase that took longer than so many seconds. */
  readonly expired: (seconds: number) => Error;
}

/** Handed to the work of a phase. */
export interface Phase {
  /** Starts the clock anew, for as many seconds. */
  allow(seconds: number): void;
  /** Waits for a person: the clock stands still meanwhile, and starts anew afterwards. */
  untimed<T>(wait: () => Promise<T>): Promise<T>;
}

/** Seconds that a person has to log in on a page or to type a passphrase: as long as sshd waits (LoginGraceTime). */
export const patience = 120;

/**
 * Runs one phase of a connection. Rejects with `expired` when its time is over, or with the signal's reason as soon as
 * it is aborted, even when `work` never settles: the caller has to close what `work` opened.
 */
export async function within<T>(deadline: Deadline, work: (phase: Phase) => Promise<T>): Promise<T> {
  const { signal, expired } = deadline;
  signal.throwIfAborted();
  let { seconds } = deadline;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  let abort = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        if (!over) timer = setTimeout(() => reject(expired(seconds)), seconds * 1000);
      };
      const phase: Phase = {
        allow(more) {
          seconds = more;
          start();
        },
        async untimed(wait) {
          clearTimeout(timer);
          try {
            return await wait();
          } finally {
            start();
          }
        },
      };
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort);
      start();
      work(phase).then(resolve, reject);
    });
  } finally {
    over = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
