import type { Span } from './text.ts';

/** A finding in a text file, as data; a writer makes the prose around it. */
export interface Diagnostic {
  /** `alloy.unknown-attribute`. */
  readonly rule: string;
  readonly severity: 'blocker' | 'warning' | 'info';
  /** `unknown`: not that something is wrong, but why it cannot be judged. Absent, something is wrong. */
  readonly status?: 'unknown';
  /** Path of the file that the span is in. */
  readonly file: string;
  readonly span: Span;
  /** One sentence without a full stop: what is wrong. */
  readonly message: string;
  /** The way out. */
  readonly hint?: string;
  /** Where in the configuration, independent of lines: a block path such as `pyroscope.ebpf.default/forward_to`. */
  readonly place?: string;
  /** Other places that belong to it, such as the first definition of a duplicate. */
  readonly related?: readonly { readonly file: string; readonly span: Span; readonly message: string }[];
}
