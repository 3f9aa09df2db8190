import { commonSources } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const argumentCommand: RuleText = {
  id: 'alloy.argument-command',
  severity: 'blocker',
  title: 'The first argument of Alloy is a command',
  why: 'The arguments of a manifest take the place of those of the image, which begin with run. Without it Alloy prints its usage or an error, and ends.',
  sources: [commonSources.alloyImage, 'grafana/alloy, internal/alloycli/alloycli.go'],
};

export const argumentPath: RuleText = {
  id: 'alloy.argument-path',
  severity: 'blocker',
  title: 'alloy run is given one path',
  why: 'Every word that is no flag and no value of one counts as a path, also true behind a switch. With none and with two of them Alloy ends before it reads anything.',
  sources: [sources.run],
};

export const argumentUnknown: RuleText = {
  id: 'alloy.argument-unknown',
  severity: 'blocker',
  title: 'Every flag is one that this version of Alloy has',
  why: 'An unknown flag, one with a single dash, and one that lacks its value end the process with status 1.',
  sources: [sources.run, sources.flags],
};

export const argumentValue: RuleText = {
  id: 'alloy.argument-value',
  severity: 'blocker',
  title: 'The value of a flag is one that it can take',
  why: 'Alloy ends before it has read its configuration.',
  sources: [sources.run, sources.flags],
};

export const argumentStability: RuleText = {
  id: 'alloy.argument-stability',
  severity: 'blocker',
  title: 'Experimental flags come with the level experimental',
  why: 'Below --stability.level=experimental Alloy refuses to start with them.',
  sources: [sources.run],
};

export const argumentNoEffect: RuleText = {
  id: 'alloy.argument-no-effect',
  severity: 'warning',
  title: 'A flag does something in this version',
  why: 'Alloy takes it for the sake of older manifests and ignores it.',
  sources: [sources.run],
};

/** In the order of the documentation. */
export const argumentRules: readonly RuleText[] = [
  argumentCommand,
  argumentPath,
  argumentUnknown,
  argumentValue,
  argumentStability,
  argumentNoEffect,
];
