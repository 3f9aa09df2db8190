/** Asks again until the answer is yes. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds from the first attempt to the end. */
  readonly wait: number;
  /** Milliseconds between the end of an attempt and the next. */
  readonly interval: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

export interface Attempts<T> {
  /** Must end soon after its signal is set off; what it then returns is of no use. */
  readonly attempt: (signal: AbortSignal) => Promise<T>;
  readonly isReady: (result: T) => boolean;
  /** Told after each attempt that is followed by another one, with the milliseconds that are left. */
  readonly notYet: (result: T, left: number) => void;
}

/**
 * The result of the attempt that was ready, or of the last whole one: when the time is up, when another attempt could not begin
 * before that, or when the signal comes. The first attempt has all the time that it needs; a later one is cut off at the end.
 * Throws what an attempt throws.
 */
export async function untilReady<T>({ attempt, isReady, notYet }: Attempts<T>, patience: Patience): Promise<T> {
  const { wait, interval, signal } = patience;
  const end = performance.now() + wait;
  let result = await attempt(signal);
  for (;;) {
    const left = end - performance.now();
    if (isReady(result) || signal.aborted || left <= interval) return result;
    notYet(result, left);
    // Set off, the signal ends the pause and is looked at below.
    await sleep(interval, undefined, { signal }).catch(() => {});
    if (signal.aborted) return result;
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(new Error('the time is up')), Math.max(0, end - performance.now()));
    try {
      const next = await attempt(AbortSignal.any([signal, cut.signal]));
      if (signal.aborted || cut.signal.aborted) return result;
      result = next;
    } finally {
      clearTimeout(timer);
    }
  }
}
