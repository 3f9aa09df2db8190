/** Parses the command line, runs one command, and turns what it threw into a message and an exit code. */
import yargs from 'yargs';
import { printable } from '../base/display.ts';
import { InputError, OutputError } from '../base/errors.ts';
import { version } from '../generated/texts.ts';
import { completions, shells } from './completion.ts';
import { driftOptions, verifySpec } from './drift-options.ts';
import { refuseTwice } from './once.ts';
import { collectOptions, hostsPositional, judgeOptions, outputOptions, packOptions } from './options.ts';
import { rehearseOptions } from './rehearse-options.ts';
import { graphOptions, validateOptions, withDash } from './validate-options.ts';

/** The exit codes are the gate's API: docs/exit-codes in the README. */
export async function main(words: readonly string[]): Promise<number> {
  // yargs makes and keeps a help page for every handler that gives a promise: the command runs once parsing is over.
  let command = async () => 0;
  const run = (chosen: () => Promise<number>) => {
    command = chosen;
  };
  const parser = yargs([...withDash(withDashValues(words))])
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
    .command(
      ['check [hosts..]'],
      'Judge hosts, or recorded facts, and report (no host: this machine)',
      (y) => outputOptions(judgeOptions(collectOptions(hostsPositional(y)))),
      (args) => run(async () => (await import('./check.ts')).runCheck(withDashed(args))),
    )
    .command(
      ['facts [hosts..]'],
      'Collect facts and save them; judge nothing',
      (y) =>
        collectOptions(hostsPositional(y)).option('out', {
          alias: 'o',
          type: 'string',
          requiresArg: true,
          describe: 'Write to FILE; with several hosts, into FOLDER/HOST.json',
        }),
      (args) => run(async () => (await import('./facts.ts')).runFacts(withDashed(args))),
    )
    .command(
      ['nix [hosts..]'],
      'The NixOS module that mends what failed, on standard output',
      (y) =>
        judgeOptions(collectOptions(hostsPositional(y)))
          .option('out', {
            alias: 'o',
            type: 'string',
            requiresArg: true,
            describe: 'Write the module to FILE',
          })
          .option('patch', {
            type: 'string',
            requiresArg: true,
            describe: 'A patch of this configuration instead, for git apply',
          })
          .option('module', {
            type: 'string',
            requiresArg: true,
            describe: 'A patch that makes this module and includes it, for git apply',
          })
          .option('imports', {
            type: 'string',
            requiresArg: true,
            describe: 'With --module: what includes it, a configuration.nix or flake.nix[#HOST]',
          })
          .option('write', { type: 'boolean', describe: 'Write the files of the patch' })
          .options(verifySpec),
      (args) =>
        run(async () =>
          args.verify
            ? (await import('./nix-verify.ts')).runVerify({ ...args, verify: args.verify })
            : (await import('./nix.ts')).runNix(withDashed(args)),
        ),
    )
    .command(
      ['drift [hosts..]'],
      'What a configuration declares, beside what is deployed and live on hosts',
      (y) => driftOptions(y),
      (args) => run(async () => (await import('./drift.ts')).runDrift(withDashed(args))),
    )
    .command(
      ['validate [paths..]'],
      'Judge the files of a rollout, each by its kind and all against each other',
      (y) => validateOptions(y),
      (args) => run(async () => (await import('./validate.ts')).runValidate(args)),
    )
    .command(
      ['graph [paths..]'],
      'Draw the components of an Alloy configuration and what flows between them',
      (y) => graphOptions(y),
      (args) => run(async () => (await import('./graph.ts')).runGraph(args)),
    )
    .command(
      ['rehearse [branch]'],
      'Rehearse git rebase ONTO BRANCH, touching nothing',
      (y) => rehearseOptions(y),
      (args) => run(async () => (await import('./rehearse.ts')).runRehearse(args)),
    )
    .command(
      ['probe'],
      'Print the exact script that runs on a host',
      (y) =>
        y.option('active', {
          type: 'boolean',
          default: true,
          describe: 'With the active eBPF test (--no-active: without)',
        }),
      (args) => run(async () => (await import('./probe.ts')).runProbe(args)),
    )
    .command(
      ['explain <check>'],
      'Why a check is there, what it costs to follow, how to mend it',
      (y) =>
        packOptions(
          y.positional('check', { type: 'string', demandOption: true, describe: 'Such as sysctl.kptr-restrict' }),
        ),
      (args) => run(async () => (await import('./explain.ts')).runExplain(args)),
    )
    .command(
      ['list'],
      'Every check of the packs',
      (y) => packOptions(y),
      (args) => run(async () => (await import('./explain.ts')).runList(args)),
    )
    .command(
      ['demo'],
      'A tour against a recorded host: blocked, the module that mends it, the report after it',
      (y) => y.option('color', { type: 'boolean', describe: 'Colours (--no-color: none)' }),
      (args) => run(async () => (await import('./demo.ts')).runDemoTour(args)),
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
      (args) => run(async () => (await import('./completion.ts')).runCompletion(args.shell)),
    )
    .completion('yargs-completion', false, completions)
    .example('preflight check ringtail', 'judge the host ringtail over ssh')
    .example('preflight nix ringtail -o profiling.nix', 'write the module that makes it ready')
    .example('preflight nix ringtail --patch nixos/configuration.nix', 'or the patch of a configuration')
    .epilogue('Exit: 0 ready · 1 blocked · 2 bad input · 3 undetermined · 4 preflight failed');
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
  return words.flatMap((word, at) => {
    if (word === '-' && words[at - 1] === '--facts') return [];
    return word === '--facts' && words[at + 1] === '-' ? ['--facts=-'] : [word];
  });
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** The help that a person whose words were wrong should read. */
function helpOf(words: readonly string[]): string {
  const command = words.find((word) =>
    /^(check|facts|nix|drift|validate|graph|rehearse|probe|explain|list|demo|completion)$/.test(word),
  );
  return command === undefined ? '--help' : `${command} --help`;
}

/** What stands behind `--` is a host too, and then refused by its name where it begins with a dash. */
function withDashed<T extends { readonly hosts: readonly string[] }>(args: T): T {
  const behind: unknown = Reflect.get(args, '--');
  return Array.isArray(behind) ? { ...args, hosts: [...args.hosts, ...behind.map(String)] } : args;
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
