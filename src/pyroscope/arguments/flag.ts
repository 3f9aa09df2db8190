import type { Located } from '../../base/located.ts';

/** A flag that the command line sets. */
export interface Flag {
  /** Without its dashes: `config.file`. */
  readonly name: string;
  readonly value: Located<string>;
  /** Whether the value is written: not when Kubernetes fills in a variable, `$(NAME)`. */
  readonly isKnown: boolean;
}
