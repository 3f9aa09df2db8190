import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';

export const notJudgedRule = {
  id: 'preflight.not-judged',
  severity: 'blocker',
  title: 'Every part that was asked for must be judged',
  why: 'What nobody has judged may be what breaks the rollout, so the gate does not open. The other parts are judged all the same.',
  sources: [ourOwn('gate.md#exit-code', 'what is not known opens no gate')],
} satisfies RuleText;
