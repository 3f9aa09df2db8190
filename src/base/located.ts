import type { Span } from './text.ts';

/** A place in a file. For a text inside of another file, `file` is the path of the text: see `Source`. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** What a file says, and where it says it. */
export interface Located<T> extends Place {
  readonly value: T;
}
