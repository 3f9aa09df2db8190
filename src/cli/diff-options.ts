/** The options of `preflight diff`. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';

const diffSpec = {
  format: {
    choices: ['pretty', 'json', 'markdown'] as const,
    requiresArg: true,
    default: 'pretty' as const,
    group: 'Output:',
    describe: 'Of standard output',
  },
  verbose: { alias: 'v', type: 'boolean', default: false, group: 'Output:', describe: 'Also what is unchanged' },
  color: { type: 'boolean', group: 'Output:', describe: 'Colours (--no-color: none)' },
} satisfies Record<string, Options>;

export function diffOptions<T>(y: Argv<T>) {
  return y
    .positional('before', { type: 'string', demandOption: true, describe: 'The earlier report: --output json=FILE' })
    .positional('after', { type: 'string', demandOption: true, describe: 'The later report' })
    .options(diffSpec);
}

export type DiffArguments = InferredOptionTypes<typeof diffSpec> & { readonly before: string; readonly after: string };
