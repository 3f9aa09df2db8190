/** The commands that ask hosts, or judge what hosts said. */
import { driftOptions, verifySpec } from '../drift-options.ts';
import { collectOptions, hostsPositional, judgeOptions, outputOptions, packOptions } from '../options.ts';
import { servicesSpec } from '../services-options.ts';
import { waitOptions } from '../wait-options.ts';
import { type CommandGroup, withDashed } from './group.ts';

export const hostCommands: CommandGroup = {
  names: ['check', 'facts', 'nix', 'drift', 'probe'],
  add: (parser, run) =>
    parser
      .command(
        ['check [hosts..]'],
        'Judge hosts, or recorded facts, and report (no host: this machine)',
        (y) => waitOptions(outputOptions(judgeOptions(collectOptions(hostsPositional(y))))).options(servicesSpec),
        (args) => run(async () => (await import('../check.ts')).runCheck(withDashed(args))),
      )
      .command(
        ['facts [hosts..]'],
        'Collect facts and save them; judge nothing',
        (y) =>
          packOptions(collectOptions(hostsPositional(y))).option('out', {
            alias: 'o',
            type: 'string',
            requiresArg: true,
            describe: 'Write to FILE; with several hosts, into FOLDER/HOST.json',
          }),
        (args) => run(async () => (await import('../facts.ts')).runFacts(withDashed(args))),
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
              ? (await import('../nix-verify.ts')).runVerify({ ...args, verify: args.verify })
              : (await import('../nix.ts')).runNix(withDashed(args)),
          ),
      )
      .command(
        ['drift [hosts..]'],
        'What a configuration declares, beside what is deployed and live on hosts',
        (y) => driftOptions(y),
        (args) => run(async () => (await import('../drift.ts')).runDrift(withDashed(args))),
      )
      .command(
        ['probe'],
        'Print the exact script that runs on a host',
        (y) =>
          packOptions(y).option('active', {
            type: 'boolean',
            default: true,
            describe: 'With the active eBPF test (--no-active: without)',
          }),
        (args) => run(async () => (await import('../probe.ts')).runProbe(args)),
      ),
};
