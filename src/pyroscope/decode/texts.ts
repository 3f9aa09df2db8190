import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

const decoder = 'The server decodes its file strictly and does not start otherwise.';

export const syntax: RuleText = {
  id: 'pyroscope.syntax',
  severity: 'blocker',
  title: 'The configuration is YAML',
  why: `${decoder} An alias that leads nowhere or into itself, and a tag that it does not know, count too.`,
  sources: [sources.files, sources.yaml],
};

export const emptyDocument: RuleText = {
  id: 'pyroscope.empty-document',
  severity: 'blocker',
  title: 'A configuration without keys is empty to the last byte, or begins with ---',
  why: 'A file that holds only comments or blanks ends the start with the message EOF; one of zero bytes means defaults, and so does --- alone.',
  sources: [sources.files, sources.yaml],
};

export const secondDocument: RuleText = {
  id: 'pyroscope.second-document',
  severity: 'warning',
  title: 'The configuration is one YAML document',
  why: 'The server decodes the first document of the file. It never looks at what follows, not even for errors.',
  sources: [sources.files, sources.yaml],
};

export const unknownKey: RuleText = {
  id: 'pyroscope.unknown-key',
  severity: 'blocker',
  title: 'Every key is one that this version of Pyroscope has',
  why: `${decoder} Letter case counts, hidden keys are keys, and a helper key that only holds an anchor is none.`,
  sources: [sources.files, sources.yaml, sources.schemas],
};

export const duplicateKey: RuleText = {
  id: 'pyroscope.duplicate-key',
  severity: 'blocker',
  title: 'A key is written once in its block',
  why: decoder,
  sources: [sources.files, sources.yaml],
};

export const wrongType: RuleText = {
  id: 'pyroscope.wrong-type',
  severity: 'blocker',
  title: 'A value has the type of its key',
  why: `${decoder} A number or truth value in quotes is text, several values in one text with commas are no list, and a duration needs its unit.`,
  sources: [sources.files, sources.yaml, sources.schemas],
};

export const badValue: RuleText = {
  id: 'pyroscope.bad-value',
  severity: 'blocker',
  title: 'A value is one that its key can take',
  why: `${decoder} It knows two kinds of durations: Go’s with the units ns, us, ms, s, m and h, and in limits mostly Prometheus’s with d, w and y, whole numbers from large to small.`,
  sources: [sources.schemas, 'Go, time.ParseDuration', 'prometheus/common, model.ParseDuration'],
};

export const cutFraction: RuleText = {
  id: 'pyroscope.cut-fraction',
  severity: 'warning',
  title: 'Where a whole number is wanted a whole number is written',
  why: 'The decoder cuts the fraction off without a word: 1.5 is 1.',
  sources: [sources.yaml],
};

export const tooLarge: RuleText = {
  id: 'pyroscope.too-large',
  severity: 'blocker',
  title: 'The configuration is small enough to be judged',
  why: 'Aliases can make a small file stand for a large one. The largest configuration has under 1,000 keys, and nobody looks beyond 50,000.',
  sources: [sources.yaml, sources.schemas],
};

export const shapeRules: readonly RuleText[] = [
  syntax,
  emptyDocument,
  secondDocument,
  unknownKey,
  duplicateKey,
  wrongType,
  badValue,
  cutFraction,
  tooLarge,
];
