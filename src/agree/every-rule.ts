import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { agreementRules } from './rules/all.ts';

/** Also what stands in the way of judging. */
export const everyAgreementRule: readonly RuleText[] = [...agreementRules, leftOutRule('agree')];
