/** The commands that judge nothing: what preflight knows, and how to call it. */
import { shells } from '../completion.ts';
import { explainOptions, listOptions } from '../reference-options.ts';
import type { CommandGroup } from './group.ts';

export const referenceCommands: CommandGroup = {
  names: ['explain', 'list', 'demo', 'completion'],
  add: (parser, run) =>
    parser
      .command(
        ['explain <id>'],
        'Why a check or a rule is there, what it costs to follow, how to mend it',
        (y) => explainOptions(y),
        (args) => run(async () => (await import('../explain.ts')).runExplain(args)),
      )
      .command(
        ['list [prefix]'],
        'Every check of packs, and every rule',
        (y) => listOptions(y),
        (args) => run(async () => (await import('../explain.ts')).runList(args)),
      )
      .command(
        ['demo'],
        'A tour against a recorded host: blocked, the module that mends it, the report after it',
        (y) => y.option('color', { type: 'boolean', describe: 'Colours (--no-color: none)' }),
        (args) => run(async () => (await import('../demo.ts')).runDemoTour(args)),
      )
      .command(
        ['completion [shell]'],
        'Print the completion script of a shell',
        (y) =>
          y
            .positional('shell', { choices: shells, describe: 'Without it, the shell that you log in with' })
            .epilogue(
              'bash: eval "$(preflight completion bash)"\nzsh: eval "$(preflight completion zsh)"\nfish: preflight completion fish | source',
            ),
        (args) => run(async () => (await import('../completion.ts')).runCompletion(args.shell)),
      ),
};
