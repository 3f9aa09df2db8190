import type { LoadedCheck, LoadedPacks } from '../../checks/check.ts';
import type { DocumentedRule } from '../rules.ts';

/** A rule with the kind that it belongs to. */
export interface ListedRule extends DocumentedRule {
  readonly kind: string;
}

export interface Reference {
  readonly checks: readonly LoadedCheck[];
  readonly rules: readonly ListedRule[];
  readonly parameters: LoadedPacks['parameters'];
  readonly descriptions: LoadedPacks['descriptions'];
}
