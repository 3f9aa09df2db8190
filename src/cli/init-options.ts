/** The options of `preflight init`. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';

const initSpec = {
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe:
      'Write FILE (else: preflight.yaml at the top of the repository; - is standard output, and writes nothing)',
  },
  force: { type: 'boolean', default: false, describe: 'Write over a file that is there' },
  schema: {
    type: 'string',
    requiresArg: true,
    describe: 'What editors read beside it: a URL or a path (else: preflight.schema.json, which is written, too)',
  },
  ask: { type: 'boolean', default: true, describe: 'Ask which hosts are meant, on a terminal (--no-ask: all)' },
} satisfies Record<string, Options>;

export function initOptions<T>(y: Argv<T>) {
  return y.options(initSpec);
}

export type InitArguments = InferredOptionTypes<typeof initSpec>;
