/** The commands about a rollout as a whole: its branch, its gate. */
import { rehearseOptions } from '../rehearse-options.ts';
import type { CommandGroup } from './group.ts';

export const rolloutCommands: CommandGroup = {
  names: ['rehearse'],
  add: (parser, run) =>
    parser.command(
      ['rehearse [branch]'],
      'Rehearse git rebase ONTO BRANCH, touching nothing',
      (y) => rehearseOptions(y),
      (args) => run(async () => (await import('../rehearse.ts')).runRehearse(args)),
    ),
};
