/** The options of `explain` and `list`. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { listedKinds } from '../tasks/rules.ts';
import { packOptions } from './options.ts';

/** Every pack that is shipped, unless some are named. */
const packSpec = {
  pack: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Checks:',
    default: [] as string[],
    describe: 'Pack of checks, by NAME or FILE (repeatable); without it, all that preflight ships, and the rules',
  },
} satisfies Record<string, Options>;

const listSpec = {
  kind: {
    choices: listedKinds,
    array: true,
    nargs: 1,
    default: [] as string[],
    describe: 'Only what is of this kind (repeatable)',
  },
  format: {
    choices: ['text', 'markdown', 'json'] as const,
    requiresArg: true,
    default: 'text' as const,
    describe: 'Of standard output',
  },
} satisfies Record<string, Options>;

export function explainOptions<T>(y: Argv<T>) {
  return packOptions(y)
    .options(packSpec)
    .positional('id', { type: 'string', demandOption: true, describe: 'Such as sysctl.kptr-restrict, or alloy' });
}

export function listOptions<T>(y: Argv<T>) {
  return packOptions(y)
    .options({ ...packSpec, ...listSpec })
    .positional('prefix', { type: 'string', describe: 'How ids begin, such as alloy or sysctl' });
}

export type ListArguments = InferredOptionTypes<typeof listSpec & typeof packSpec> & {
  readonly prefix: string | undefined;
  readonly set: string[];
  readonly 'alloy-version': string | undefined;
};
