/** The options of `preflight rehearse`. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../base/errors.ts';
import type { RehearseTaskRequest } from '../tasks/rehearse.ts';
import { reportSpec } from './options.ts';
import { judgedForFrom, judgedForSpec } from './validate-options.ts';

const rehearseSpec = {
  onto: {
    type: 'string',
    requiresArg: true,
    default: 'main',
    group: 'Rebase:',
    describe: 'What the branch is put onto: a branch, a tag or a commit',
  },
  repository: {
    type: 'string',
    requiresArg: true,
    default: '.',
    group: 'Rebase:',
    describe: 'The folder of the repository, or one in it',
  },
  validate: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    group: 'Rebase:',
    describe:
      'Judge PATH as it would be after the rebase, too: a file or a folder, from the root of the repository (repeatable)',
  },
  ...judgedForSpec,
  strict: { type: 'boolean', default: false, group: 'Output:', describe: 'Warnings block too' },
  ...reportSpec,
  verbose: { alias: 'v', type: 'boolean', default: false, group: 'Output:', describe: 'Every commit' },
  color: { type: 'boolean', group: 'Output:', describe: 'Colours (--no-color: none)' },
} satisfies Record<string, Options>;

export function rehearseOptions<T>(y: Argv<T>) {
  return y
    .positional('branch', { type: 'string', describe: 'A branch, HEAD, a tag or a commit' })
    .options(rehearseSpec);
}

export type RehearseArguments = InferredOptionTypes<typeof rehearseSpec> & { readonly branch: string | undefined };

/** Throws InputError when no branch is named, or several. */
export function branchFrom(args: RehearseArguments): string {
  const behind: unknown = Reflect.get(args, '--');
  const [branch, ...others] = [args.branch ?? [], Array.isArray(behind) ? behind.map(String) : []].flat();
  if (branch === undefined || others.length > 0)
    throw new InputError('Name one branch, such as: preflight rehearse my-branch --onto main');
  return branch;
}

/** What the files of --validate are judged for. Throws InputError where no file is judged. */
export function validationFrom(
  args: RehearseArguments,
): Pick<RehearseTaskRequest, 'validate' | 'judgedFor' | 'factsFile'> {
  const given: Readonly<Record<string, unknown>> = args;
  const stray = Object.keys(judgedForSpec).find((name) => given[name] !== undefined && [given[name]].flat().length > 0);
  if (stray !== undefined && args.validate.length === 0)
    throw new InputError(`--${stray} is about files that are judged: name them, such as --validate deploy.`);
  return {
    validate: args.validate,
    judgedFor: judgedForFrom(args),
    ...(args.facts === undefined ? {} : { factsFile: args.facts }),
  };
}
