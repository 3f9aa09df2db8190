import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { rules, tooLarge } from './check.ts';

/** Also what stands in the way of judging. */
export const everyGrafanaRule: readonly RuleText[] = [...rules, tooLarge, leftOutRule('grafana')];
