/** Loaded where the texts are wanted: what judges a configuration needs the ids alone. */
import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { argumentRules } from './arguments/texts.ts';
import { importRules } from './modules/rules.ts';
import { referenceRules } from './references/rules.ts';
import { rolloutRules } from './rules/all.ts';
import { shapeRules } from './shape/rules.ts';
import { sources } from './sources.ts';
import { syntaxRules } from './syntax/rules.ts';
import { typeRules } from './types/rules.ts';

const defaultChanges: RuleText = {
  id: 'alloy.default-changes',
  severity: 'warning',
  title: 'What is not written means the same after an upgrade',
  why: 'The default of an argument changes on the way to the version of --upgrade-to. In a block that is left out it is an info: whether that switches it off is not known.',
  sources: [sources.catalogue],
};
const version: RuleText = {
  id: 'alloy.version',
  severity: 'blocker',
  title: 'The Alloy of the manifest is a version that is known here',
  why: 'Nothing can be said of a configuration for a version that preflight has no catalogue of. The verdict is undetermined.',
  sources: [sources.catalogue],
};

/** Also what stands in the way of judging. */
export const everyAlloyRule: readonly RuleText[] = [
  ...syntaxRules,
  ...shapeRules,
  ...typeRules,
  ...referenceRules,
  ...importRules,
  ...rolloutRules,
  ...argumentRules,
  defaultChanges,
  version,
  leftOutRule('alloy'),
];
