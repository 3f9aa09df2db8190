import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const brokenVariable: RuleText = {
  id: 'pyroscope.broken-variable',
  severity: 'blocker',
  title: 'With -config.expand-env every ${ begins an expression that the server can read',
  why: 'It replaces variables in the whole text before it reads YAML, comments too, and does not start over one that it cannot read. A name has letters, digits and _ alone: ${VAR-default} and ${labels.name} are none.',
  sources: [sources.variables],
};

export const noDefault: RuleText = {
  id: 'pyroscope.no-default',
  severity: 'warning',
  title: 'A default for a variable is written with :-',
  why: '${VAR:default} cuts a piece out of the value, and gives nothing when the variable is not set. ${VAR:?text} and ${VAR:+text} are no errors and no alternatives here: both give the text when the variable is empty.',
  sources: [sources.variables],
};

export const changedText: RuleText = {
  id: 'pyroscope.changed-text',
  severity: 'warning',
  title: 'With -config.expand-env a value holds no $$, \\\\ and \\/ by accident',
  why: 'The server makes $, \\ and / of them anywhere in the file. This damages passwords, and regular expressions in double quotes.',
  sources: [sources.variables],
};

export const emptyVariable: RuleText = {
  id: 'pyroscope.empty-variable',
  severity: 'warning',
  title: 'With -config.expand-env a group of a regular expression is written $1',
  why: '${1} is a variable of that name, which no process has: the replacement becomes empty.',
  sources: [sources.variables],
};

export const unexpanded: RuleText = {
  id: 'pyroscope.unexpanded',
  severity: 'warning',
  title: 'Variables in the file go with -config.expand-env',
  why: 'The flag is off by default, and no key turns it on. Without it the server takes ${VAR} as it stands.',
  sources: [sources.files, sources.server],
};

export const expansionRules: readonly RuleText[] = [brokenVariable, noDefault, changedText, emptyVariable, unexpanded];
