/** Parses the command line, runs one command, and turns what it threw into a message and an exit code. */
import yargs from 'yargs';
import { printable } from '../base/display.ts';
import { InputError, OutputError } from '../base/errors.ts';
import { version } from '../generated/texts.ts';
import { fileCommands } from './commands/files.ts';
import type { CommandGroup, Run } from './commands/group.ts';
import { hostCommands } from './commands/hosts.ts';
import { referenceCommands } from './commands/reference.ts';
import { rolloutCommands } from './commands/rollouts.ts';
import { completions } from './completion.ts';
import { refuseTwice } from './once.ts';
import { withDash } from './validate-options.ts';

const groups: readonly CommandGroup[] = [hostCommands, fileCommands, rolloutCommands, referenceCommands];

/** The exit codes are the gate's API: docs/exit-codes in the README. */
export async function main(words: readonly string[]): Promise<number> {
  // yargs makes and keeps a help page for every handler that gives a promise: the command runs once parsing is over.
  let command = async () => 0;
  const run: Run = (chosen) => {
    command = chosen;
  };
  const bare = yargs([...withDash(withDashValues(words))])
    .scriptName('preflight')
    .usage(
      '$0 COMMAND [HOST…] [options]\n\nMay we roll this out on this NixOS host, and if not, what exactly do we change?',
    )
    .detectLocale(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'duplicate-arguments-array': true,
      'parse-positional-numbers': false,
      'populate--': true,
    })
    .version(version)
    .alias({ help: 'h', version: 'V' })
    .strict()
    .check(refuseTwice)
    .demandCommand(1, 'Name a command, such as: preflight check ringtail')
    .recommendCommands()
    .wrap(Math.min(100, process.stdout.columns ?? 80))
    .exitProcess(false)
    .fail((message, error) => {
      // What yargs throws itself is about the words, too.
      throw new InputError(`${sentence(message ?? error?.message)} See: preflight ${helpOf(words)}`, { cause: error });
    })
    .completion('yargs-completion', false, completions)
    .example('preflight check ringtail', 'judge the host ringtail over ssh')
    .example('preflight nix ringtail -o profiling.nix', 'write the module that makes it ready')
    .example('preflight nix ringtail --patch nixos/configuration.nix', 'or the patch of a configuration')
    .epilogue('Exit: 0 ready · 1 blocked · 2 bad input · 3 undetermined · 4 preflight failed');
  const parser = groups.reduce((y, { add }) => add(y, run), bare);
  try {
    await parser.parseAsync();
    return await command();
  } catch (error) {
    // A shell that asks for completions shows nothing else.
    return words[0] === '--get-yargs-completions' ? 0 : report(error);
  }
}

/** yargs takes a lone dash for an option and not for the value before it. */
function withDashValues(words: readonly string[]): string[] {
  const options = words[0] === 'init' ? ['--output', '-o'] : ['--facts'];
  return words.flatMap((word, at) => {
    if (word === '-' && options.includes(words[at - 1] ?? '')) return [];
    return options.includes(word) && words[at + 1] === '-' ? [`${word}=-`] : [word];
  });
}

function sentence(text: string): string {
  const [, got, needed] = /^Not enough non-option arguments: got (\d+), need at least (\d+)$/.exec(text) ?? [];
  if (got !== undefined) return Number(needed) - Number(got) === 1 ? 'A word is missing.' : 'Words are missing.';
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** The help that a person whose words were wrong should read. */
function helpOf(words: readonly string[]): string {
  const command = words.find((word) => groups.some(({ names }) => names.includes(word)));
  return command === undefined ? '--help' : `${command} --help`;
}

function report(error: unknown): number {
  if (error instanceof InputError || error instanceof OutputError) {
    process.stderr.write(`preflight: ${printable(error.message, { lines: true })}\n`);
    return error instanceof InputError ? 2 : 4;
  }
  return defect(error);
}

/** Says that preflight failed, in a few lines; the stack is for those who ask for it. Returns the exit code. */
export function defect(error: unknown): number {
  const text = error instanceof Error ? (process.env.PREFLIGHT_DEBUG ? error.stack : error.message) : String(error);
  process.stderr.write(
    `preflight: a defect in preflight: ${printable(text ?? '', { lines: true })}\nSet PREFLIGHT_DEBUG=1 for where it happened, and please report it.\n`,
  );
  return 4;
}
