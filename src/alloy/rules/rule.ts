import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { Span } from '../../base/text.ts';
import type { View } from '../catalogue/view.ts';
import type { Model, Node } from '../references/model.ts';
import type { Sanitiser } from './sanitisers.ts';
import type { World } from './world.ts';

/** Something that Alloy accepts and a rollout fails of, or that should not go out. */
export interface RolloutRule extends RuleText {
  readonly check: (context: RuleContext) => void;
}

export interface RuleContext {
  readonly model: Model;
  readonly view: View;
  readonly world: World;
  readonly facts: FactsDocument | undefined;
  readonly sanitisers: readonly Sanitiser[];
  /** What the rule met and could not judge, in words. */
  readonly notLookedInto: Set<string>;
  /**
   * Whether a name, a value or a reference in a node was found wrong already. Ask before something is said to be missing in it
   * or on the way through it: one mistake shall be one finding.
   */
  readonly isFaulty: (node: Node) => boolean;
  /** Adds a finding at a span of the file of a node. The same one is kept once, however many instances a module has. */
  readonly report: (node: Node, at: Span, finding: RuleFinding) => void;
}

export interface RuleFinding {
  /** `unknown`: why it cannot be judged. */
  readonly status?: Diagnostic['status'];
  readonly message: string;
  readonly hint?: string;
  /** Names of the blocks and the attribute inside of the node. */
  readonly inside?: readonly string[];
  readonly related?: Diagnostic['related'];
}
