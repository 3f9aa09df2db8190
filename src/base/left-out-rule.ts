import { ourOwn } from './rule-sources.ts';
import type { RuleText } from './rule-text.ts';

/** The rule under which `findings` of src/base/findings.ts counts what it left out: `alloy.more-findings`. */
export function leftOutRule(language: string): RuleText {
  return {
    id: `${language}.more-findings`,
    severity: 'blocker',
    title: 'Every finding of the file is shown',
    why: 'A broken file says the same thing a thousand times, so only the first findings are kept. The others are counted; where no blocker is among them, it is an info.',
    sources: [ourOwn('file-rules.md#more-than-anybody-reads', 'a report is read by people')],
  };
}
