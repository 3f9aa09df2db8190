/** The options of `preflight drift`. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { collectOptions, hostsPositional, judgeOptions, outputOptions } from './options.ts';

const flakeSpec = {
  flake: {
    type: 'string',
    requiresArg: true,
    group: 'Declared:',
    describe: 'Evaluate FOLDER#HOST: nixosConfigurations.HOST of that flake, offline',
  },
  'eval-timeout': {
    type: 'number',
    requiresArg: true,
    default: 120,
    group: 'Declared:',
    describe: 'Seconds that the evaluation may take',
  },
} satisfies Record<string, Options>;

/** Of `preflight nix`. */
export const verifySpec = {
  verify: {
    type: 'string',
    array: true,
    group: 'Declared:',
    describe: 'Write nothing: say what each setting becomes, from which of the FILEs, at which priority',
  },
  ...flakeSpec,
} satisfies Record<string, Options>;

const driftSpec = {
  ...flakeSpec,
  declared: {
    type: 'string',
    requiresArg: true,
    group: 'Declared:',
    describe: 'Declared values in FILE: nix eval --json .#nixosConfigurations.HOST.config.boot.kernel.sysctl',
  },
  configuration: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    group: 'Declared:',
    describe: 'Modules in FILE and what it imports, merged without nixpkgs (repeatable)',
  },
  specialisation: {
    type: 'string',
    requiresArg: true,
    group: 'Declared:',
    describe: 'Take the values of this specialisation of the flake’s host',
  },
} satisfies Record<string, Options>;

export function driftOptions<T>(y: Argv<T>) {
  return outputOptions(judgeOptions(collectOptions(hostsPositional(y)))).options(driftSpec);
}

export type DriftOnlyArguments = InferredOptionTypes<typeof driftSpec>;
