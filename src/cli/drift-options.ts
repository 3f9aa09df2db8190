/** The options of `preflight drift`. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { collectOptions, hostsPositional, judgeOptions, outputOptions } from './options.ts';

const driftSpec = {
  flake: {
    type: 'string',
    requiresArg: true,
    group: 'Declared:',
    describe: 'Evaluate FOLDER#HOST: nixosConfigurations.HOST of that flake, offline',
  },
  declared: {
    type: 'string',
    requiresArg: true,
    group: 'Declared:',
    describe: 'Declared values in FILE: nix eval --json .#nixosConfigurations.HOST.config.boot.kernel.sysctl',
  },
  specialisation: {
    type: 'string',
    requiresArg: true,
    group: 'Declared:',
    describe: 'Take the values of this specialisation of the flake’s host',
  },
  'eval-timeout': {
    type: 'number',
    requiresArg: true,
    default: 120,
    group: 'Declared:',
    describe: 'Seconds that the evaluation may take',
  },
} satisfies Record<string, Options>;

export function driftOptions<T>(y: Argv<T>) {
  return outputOptions(judgeOptions(collectOptions(hostsPositional(y)))).options(driftSpec);
}

export type DriftOnlyArguments = InferredOptionTypes<typeof driftSpec>;
