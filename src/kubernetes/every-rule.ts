import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { manifestRules } from './manifests/rules.ts';
import { readingRules, tooMuch } from './read/faults.ts';
import { kubernetesRules } from './rules/all.ts';

/** Rules over objects, over what makes them, and what stands in the way of judging. */
export const everyKubernetesRule: readonly RuleText[] = [
  ...readingRules,
  ...kubernetesRules,
  ...manifestRules,
  tooMuch,
  leftOutRule('kubernetes'),
];
