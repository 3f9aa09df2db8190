import { commonSources } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const argumentStops: RuleText = {
  id: 'pyroscope.argument-stops',
  severity: 'blocker',
  title: 'Every argument of the server is a flag',
  why: 'Go’s flag package stops at the first word without a dash, and drops every flag behind it, -config.file too. From 2.0 on nothing says so and the server runs with defaults; before, any first word but server ended the start.',
  sources: [sources.flags, commonSources.pyroscopeMain, 'grafana/pyroscope docs, release-notes/v2-0.md'],
};

export const argumentSwitch: RuleText = {
  id: 'pyroscope.argument-switch',
  severity: 'blocker',
  title: 'A switch gets its value behind an equals sign',
  why: '-flag true sets the switch, leaves the word true standing and drops everything behind it; -flag false sets the switch too.',
  sources: [sources.flags],
};

export const argumentUnknown: RuleText = {
  id: 'pyroscope.argument-unknown',
  severity: 'blocker',
  title: 'Every flag is one that this version of Pyroscope has',
  why: 'An unknown flag, and one that lacks its value, ends the process with status 2.',
  sources: [sources.flags, sources.files, sources.schemas],
};

export const argumentValue: RuleText = {
  id: 'pyroscope.argument-value',
  severity: 'blocker',
  title: 'The value of a flag is one that it can take',
  why: 'The process ends with status 2. A flag is stricter than its key: it checks words that the file takes as they are.',
  sources: [sources.flags, sources.schemas],
};

export const argumentTwice: RuleText = {
  id: 'pyroscope.argument-twice',
  severity: 'warning',
  title: 'A flag that takes one value is given once',
  why: 'The last one wins without a word.',
  sources: [sources.flags],
};

export const noConfigFile: RuleText = {
  id: 'pyroscope.no-config-file',
  severity: 'warning',
  title: 'The arguments of the server name its configuration file',
  why: 'The image names /etc/pyroscope/config.yaml in its command. Arguments in a manifest take the place of that: without -config.file the server runs with defaults.',
  sources: [commonSources.pyroscopeImage],
};

export const argumentRules: readonly RuleText[] = [
  argumentStops,
  argumentSwitch,
  argumentUnknown,
  argumentValue,
  argumentTwice,
  noConfigFile,
];
