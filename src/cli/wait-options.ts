/** The options of `preflight check` that make it wait. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { parseDuration } from '../base/duration.ts';
import { InputError } from '../base/errors.ts';

const waitSpec = {
  wait: {
    type: 'string',
    requiresArg: true,
    group: 'Waiting:',
    describe: 'Ask again until every host is ready, at most so long (90s, 15m); what is not known counts as not yet',
  },
  interval: {
    type: 'string',
    requiresArg: true,
    group: 'Waiting:',
    describe: 'With --wait: the pause between two attempts, 20s unless told',
  },
} satisfies Record<string, Options>;

export function waitOptions<T>(y: Argv<T>) {
  return y.options(waitSpec);
}

export type WaitArguments = InferredOptionTypes<typeof waitSpec>;

/** Milliseconds: a timer can count no more than 24 days. */
const longest = 7 * 86_400_000;

/**
 * How long to wait, and the pause between two attempts, in milliseconds. Undefined without --wait. Throws InputError for times
 * that make no sense, and where nothing that is asked can change.
 */
export function patienceFrom(
  args: WaitArguments & {
    readonly hosts: readonly string[];
    readonly facts: readonly string[];
    readonly closure: string | undefined;
  },
): { readonly wait: number; readonly interval: number } | undefined {
  if (args.wait === undefined) {
    if (args.interval !== undefined) throw new InputError('--interval is the pause of --wait: give --wait, too.');
    return undefined;
  }
  if (args.facts.length > 0)
    throw new InputError('--wait asks hosts again, and recorded facts do not change. Leave out --facts.');
  if (args.closure !== undefined && args.hosts.length === 0)
    throw new InputError(
      '--wait asks hosts again, and a built system does not change. Name a host, or leave out --wait.',
    );
  const wait = parseDuration(args.wait);
  const interval = parseDuration(args.interval ?? '20s');
  if (wait === 0 || wait > longest) throw new InputError(`--wait ${args.wait}: give a time from 1s to 7d.`);
  if (interval === 0) throw new InputError(`--interval ${args.interval}: give a time of at least 1s.`);
  if (interval >= wait)
    throw new InputError(
      `--interval ${args.interval ?? '20s'} is not shorter than --wait ${args.wait}: there would be one attempt alone. Give a shorter --interval.`,
    );
  return { wait, interval };
}
