/** The commands that read the files of a rollout. */
import { graphOptions, validateOptions } from '../validate-options.ts';
import type { CommandGroup } from './group.ts';

export const fileCommands: CommandGroup = {
  names: ['validate', 'graph'],
  add: (parser, run) =>
    parser
      .command(
        ['validate [paths..]'],
        'Judge the files of a rollout, each by its kind and all against each other',
        (y) => validateOptions(y),
        (args) => run(async () => (await import('../validate.ts')).runValidate(args)),
      )
      .command(
        ['graph [paths..]'],
        'Draw the components of an Alloy configuration and what flows between them',
        (y) => graphOptions(y),
        (args) => run(async () => (await import('../graph.ts')).runGraph(args)),
      ),
};
