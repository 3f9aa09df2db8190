/** The commands that judge nothing: what preflight knows, and how to call it. */
import { shells } from '../completion.ts';
import { packOptions } from '../options.ts';
import type { CommandGroup } from './group.ts';

export const referenceCommands: CommandGroup = {
  names: ['explain', 'list', 'demo', 'completion'],
  add: (parser, run) =>
    parser
      .command(
        ['explain <check>'],
        'Why a check is there, what it costs to follow, how to mend it',
        (y) =>
          packOptions(
            y.positional('check', { type: 'string', demandOption: true, describe: 'Such as sysctl.kptr-restrict' }),
          ),
        (args) => run(async () => (await import('../explain.ts')).runExplain(args)),
      )
      .command(
        ['list'],
        'Every check of the packs',
        (y) => packOptions(y),
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
