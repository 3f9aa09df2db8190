import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { rules } from './rules.ts';

/** Also what stands in the way of judging. */
export const everyDocsRule: readonly RuleText[] = [...rules, leftOutRule('docs')];
