/**
 * Preflight's own input is bad: an argument, a pack, a facts file, an output path. Exit code 2.
 * The message says what, where and the way out, in one line or a few.
 */
export class InputError extends Error {
  override name = 'InputError';
}

/** An output could not be written at the end. Exit code 4. */
export class OutputError extends Error {
  override name = 'OutputError';
}
