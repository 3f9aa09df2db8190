import type { Expression } from '../syntax/tree.ts';
import type { Placed } from './world.ts';

/** What is known of the labels of some targets before any is discovered. */
export interface Targets {
  /** The component that discovers them; absent for targets that are written down. */
  readonly source?: Placed;
  /** Labels that they have, or may have. */
  readonly labels: ReadonlySet<string>;
  /** They may have others. */
  readonly open: boolean;
  /** Labels that a discovery.relabel takes away. */
  readonly dropped: ReadonlySet<string>;
  /** The discovery.relabel components on the way, the nearest to the source first. */
  readonly relabels: readonly Placed[];
  /** The part of the argument that they come from. */
  readonly at: Expression;
}

/** Whether the targets may have a label. */
export function mayHave({ labels, open, dropped }: Targets, label: string): boolean {
  return labels.has(label) || (open && !dropped.has(label));
}
