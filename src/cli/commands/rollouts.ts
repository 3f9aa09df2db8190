/** The commands about a rollout as a whole: its branch, its gate. */
import { diffOptions } from '../diff-options.ts';
import { gateOptions } from '../gate-options.ts';
import { initOptions } from '../init-options.ts';
import { rehearseOptions } from '../rehearse-options.ts';
import type { CommandGroup } from './group.ts';

export const rolloutCommands: CommandGroup = {
  names: ['init', 'gate', 'rehearse', 'diff'],
  add: (parser, run) =>
    parser
      .command(
        ['init'],
        'Write preflight.yaml for this repository from what lies in it',
        (y) => initOptions(y),
        (args) => run(async () => (await import('../init.ts')).runInit(args)),
      )
      .command(
        ['gate'],
        'Judge everything that preflight.yaml names: one report, one exit code',
        (y) => gateOptions(y),
        (args) => run(async () => (await import('../gate.ts')).runGate(args)),
      )
      .command(
        ['rehearse [branch]'],
        'Rehearse git rebase ONTO BRANCH, touching nothing',
        (y) => rehearseOptions(y),
        (args) => run(async () => (await import('../rehearse.ts')).runRehearse(args)),
      )
      .command(
        ['diff <before> <after>'],
        'What is new, gone or changed between two reports',
        (y) => diffOptions(y),
        (args) => run(async () => (await import('../diff.ts')).runDiff(args)),
      ),
};
