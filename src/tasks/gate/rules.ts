/** What a gate finds of itself. Documented in docs/gate.md. */
import type { RuleText } from '../../base/rule-text.ts';
import { notJudgedRule } from '../../report/not-judged-rule.ts';

export const gateRules: readonly RuleText[] = [notJudgedRule];
