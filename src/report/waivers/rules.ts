/** What can be wrong with waivers. Documented in docs/gate.md. */
import { ourOwn } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';

export const expiredRule = {
  id: 'preflight.waiver-expired',
  severity: 'warning',
  title: 'A waiver must not be used after its last day',
  why: 'What it waived fails again and decides again: the day was set so that somebody looks at it once more.',
  sources: [ourOwn('gate.md#waivers', 'a waiver holds up to its last day, in UTC')],
} satisfies RuleText;

export const endsSoonRule = {
  id: 'preflight.waiver-ends-soon',
  severity: 'warning',
  title: 'A waiver must be renewed or made needless before its last week',
  why: 'From the day after its last one the finding fails again, and what rests on this gate stops without a change by anybody.',
  sources: [ourOwn('gate.md#waivers', 'a waiver is warned about in its last week')],
} satisfies RuleText;

export const unmatchedRule = {
  id: 'preflight.waiver-unmatched',
  severity: 'warning',
  title: 'A waiver must waive something',
  why: 'A waiver that is left behind waives the next finding of its check without anybody having agreed to that.',
  sources: [ourOwn('gate.md#waivers', 'a waiver is for what was looked at')],
} satisfies RuleText;

export const unknownCheckRule = {
  id: 'preflight.waiver-unknown-check',
  severity: 'warning',
  title: 'A waiver must name a check that there is and that can be waived',
  why: 'It waives nothing: a check is named by its whole id, and what is found about preflight.yaml itself cannot be waived there.',
  sources: [ourOwn('gate.md#waivers', 'a waiver names a check by its whole id')],
} satisfies RuleText;

export const waiverRules: readonly RuleText[] = [expiredRule, endsSoonRule, unmatchedRule, unknownCheckRule];
