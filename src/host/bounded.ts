import { excerpt } from '../base/display.ts';

/** Keeps the first bytes of a stream that may never end. */
export interface Bounded {
  /** Takes a chunk; false once more was given than is kept. */
  add(chunk: Uint8Array): boolean;
  /** What was kept. */
  bytes(): Uint8Array;
}

/** Bytes of stderr that are kept: enough for what a shell, sudo or sshd has to say. */
export const stderrLimit = 8 << 10;

/** A buffer that keeps the first `limit` bytes of what is added and drops the rest. */
export function bounded(limit: number): Bounded {
  // Copied: a chunk of one byte would keep the whole packet that it came in.
  let store = Buffer.alloc(Math.min(limit, 16 << 10));
  let kept = 0;
  return {
    add(chunk) {
      const part = chunk.subarray(0, limit - kept);
      if (kept + part.length > store.length) {
        const larger = Buffer.alloc(Math.min(limit, Math.max(kept + part.length, 2 * store.length)));
        store.copy(larger);
        store = larger;
      }
      store.set(part, kept);
      kept += part.length;
      return part.length === chunk.length;
    },
    bytes: () => store.subarray(0, kept),
  };
}

/** The last line that holds anything, made safe to print; '' when there is none. */
export function lastLine(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .split(/[\r\n]+/);
  return excerpt(lines.map((line) => line.trim()).findLast((line) => line !== '') ?? '');
}
