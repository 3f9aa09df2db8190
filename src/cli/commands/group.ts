/** A part of the table of commands. */
import type { Argv } from 'yargs';

/** Takes the command that was chosen; it runs once the words are parsed. */
export type Run = (chosen: () => Promise<number>) => void;

export interface CommandGroup {
  /** The words that choose a command, for a hint at its help. */
  readonly names: readonly string[];
  /** The order is that of the help. */
  readonly add: (parser: Argv, run: Run) => Argv;
}

/** What stands behind `--` is a host too, and then refused by its name where it begins with a dash. */
export function withDashed<T extends { readonly hosts: readonly string[] }>(args: T): T {
  const behind: unknown = Reflect.get(args, '--');
  return Array.isArray(behind) ? { ...args, hosts: [...args.hosts, ...behind.map(String)] } : args;
}
