import { leftOutRule } from '../base/left-out-rule.ts';
import type { RuleText } from '../base/rule-text.ts';
import { pyroscopeRules } from './rules/all.ts';
import { sources } from './sources.ts';

const version: RuleText = {
  id: 'pyroscope.version',
  severity: 'blocker',
  title: 'The Pyroscope of the manifest is a version that is known here',
  why: 'Nothing can be said of a configuration for a version that preflight has no schema of. The verdict is undetermined.',
  sources: [sources.schemas],
};

/** Also what stands in the way of judging. */
export const everyPyroscopeRule: readonly RuleText[] = [...pyroscopeRules, version, leftOutRule('pyroscope')];
