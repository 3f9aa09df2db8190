import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { containerSyntax } from './check.ts';
import { containerRules } from './rules/all.ts';

/** Also what stands in the way of judging. */
export const everyContainerRule: readonly RuleText[] = [containerSyntax, ...containerRules, leftOutRule('container')];
