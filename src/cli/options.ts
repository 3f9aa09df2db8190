/** The options that commands share, and what the tasks take of them. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { parseDuration } from '../base/duration.ts';
import { InputError } from '../base/errors.ts';
import { refuseContext } from '../base/kube-context.ts';
import { shellText } from '../base/shell-word.ts';
import type { CollectOptions } from '../host/collect.ts';
import type { ConnectOptions } from '../host/transport.ts';
import { formats } from '../report/writer.ts';
import type { CheckRequest } from '../tasks/check.ts';
import type { JudgeOptions } from '../tasks/judge.ts';

export function hostsPositional<T>(y: Argv<T>) {
  return y.positional('hosts', {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'name, user@name, user@name:port, [::1]:2222, local or demo',
  });
}

export const collectSpec = {
  user: { type: 'string', requiresArg: true, group: 'Connection:', describe: 'Log in as USER' },
  port: { type: 'number', requiresArg: true, group: 'Connection:', describe: 'Connect to PORT' },
  identity: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Connection:',
    default: [] as string[],
    describe: 'Private key, or the .pub of a key that an agent holds (repeatable)',
  },
  'ssh-config': {
    type: 'string',
    requiresArg: true,
    group: 'Connection:',
    describe: 'Read FILE instead of ~/.ssh/config',
  },
  'known-hosts': { type: 'string', requiresArg: true, group: 'Connection:', describe: 'Host keys in FILE alone' },
  'accept-new': {
    type: 'boolean',
    default: false,
    group: 'Connection:',
    describe: 'Accept and remember the key of a host not known yet; never a changed one',
  },
  transport: {
    choices: ['ssh2', 'openssh'] as const,
    requiresArg: true,
    default: 'ssh2' as const,
    group: 'Connection:',
    describe: 'Built-in SSH, or the ssh command (FIDO keys, Kerberos, certificates)',
  },
  sudo: {
    choices: ['auto', 'always', 'never'] as const,
    requiresArg: true,
    default: 'auto' as const,
    group: 'Connection:',
    describe: 'Read as root: when sudo asks for no password, or fail, or not at all',
  },
  'sudo-command': {
    type: 'string',
    requiresArg: true,
    group: 'Connection:',
    describe: 'doas, run0 or a path, instead of sudo',
  },
  timeout: {
    type: 'number',
    default: 15,
    requiresArg: true,
    group: 'Connection:',
    describe: 'Seconds that each phase of a connection may take',
  },
  concurrency: {
    type: 'number',
    default: 8,
    requiresArg: true,
    group: 'Connection:',
    describe: 'Hosts that are asked at the same time',
  },
  active: {
    type: 'boolean',
    default: true,
    group: 'Connection:',
    describe: 'Try the eBPF system calls on the host (--no-active: only read)',
  },
  'kube-context': {
    type: 'string',
    requiresArg: true,
    group: 'Connection:',
    describe: 'Ask the cluster of this context with kubectl from here, instead of k3s on the host',
  },
  quiet: { alias: 'q', type: 'boolean', default: false, group: 'Output:', describe: 'No progress' },
  color: { type: 'boolean', group: 'Output:', describe: 'Colours (--no-color: none)' },
} satisfies Record<string, Options>;

export function collectOptions<T>(y: Argv<T>) {
  return y.options(collectSpec);
}

export const packSpec = {
  pack: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Checks:',
    default: ['profiling'],
    describe: 'Pack of checks, by NAME or FILE (repeatable)',
  },
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Checks:',
    default: [] as string[],
    describe: 'Parameter of a pack: NAME=VALUE (repeatable)',
  },
  'alloy-version': { type: 'string', requiresArg: true, group: 'Checks:', describe: 'Short for --set alloy=VERSION' },
} satisfies Record<string, Options>;

export function packOptions<T>(y: Argv<T>) {
  return y.options(packSpec);
}

export const judgeSpec = {
  facts: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Checks:',
    default: [] as string[],
    describe: 'Judge recorded facts in FILE (repeatable; - is standard input)',
  },
  closure: {
    type: 'string',
    requiresArg: true,
    group: 'Checks:',
    describe: 'Judge a built NixOS system (./result); with HOST, the host as it will be after a switch to it',
  },
  axis: {
    choices: ['policy', 'function'] as const,
    requiresArg: true,
    group: 'Checks:',
    describe: 'Narrow the verdict to what the operator demands, or to what would really fail',
  },
  'max-age': {
    type: 'string',
    requiresArg: true,
    group: 'Checks:',
    describe: 'Facts older than this (90s, 24h, 7d) leave the verdict undetermined',
  },
  strict: { type: 'boolean', default: false, group: 'Checks:', describe: 'Warnings block too' },
} satisfies Record<string, Options>;

export function judgeOptions<T>(y: Argv<T>) {
  return packOptions(y).options(judgeSpec);
}

/** Where a report goes, of whatever was judged. */
export const reportSpec = {
  format: {
    choices: formats,
    requiresArg: true,
    default: 'pretty',
    group: 'Output:',
    describe: 'Of standard output',
  },
  output: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Output:',
    default: [] as string[],
    describe: 'Write the report also as FORMAT=FILE (repeatable)',
  },
  baseline: {
    type: 'string',
    requiresArg: true,
    group: 'Output:',
    describe: 'Block only for what the JSON report in FILE has not: an earlier --output json=FILE',
  },
} satisfies Record<string, Options>;

export const outputSpec = {
  ...reportSpec,
  notify: {
    type: 'string',
    requiresArg: true,
    group: 'Output:',
    describe: 'Tell ntfy:URL/TOPIC of the verdict (token: PREFLIGHT_NTFY_TOKEN); never changes the exit code',
  },
  'notify-when': {
    choices: ['change', 'always'] as const,
    requiresArg: true,
    default: 'change' as const,
    group: 'Output:',
    describe: 'When the verdict is another than in the --output json=FILE of the run before, or always',
  },
  verbose: { alias: 'v', type: 'boolean', default: false, group: 'Output:', describe: 'Also what passed' },
} satisfies Record<string, Options>;

export function outputOptions<T>(y: Argv<T>) {
  return y.options(outputSpec);
}

export type CollectArguments = InferredOptionTypes<typeof collectSpec>;
export type PackArguments = InferredOptionTypes<typeof packSpec>;
export type JudgeArguments = PackArguments & InferredOptionTypes<typeof judgeSpec>;
export type OutputArguments = InferredOptionTypes<typeof outputSpec>;

/** Options of a connection. Throws InputError for a number out of its range. */
export function collectFrom(
  args: Omit<CollectArguments, 'concurrency' | 'quiet' | 'color'>,
  notify: (message: string) => void,
): CollectOptions {
  const connect: ConnectOptions = {
    identities: args.identity,
    acceptNew: args['accept-new'],
    sudo: args.sudo,
    timeout: within('--timeout', args.timeout, 1, 3600),
    notify,
    ...(args.user === undefined ? {} : { user: args.user }),
    ...(args.port === undefined ? {} : { port: within('--port', args.port, 1, 65_535) }),
    ...(args['ssh-config'] === undefined ? {} : { sshConfig: args['ssh-config'] }),
    ...(args['known-hosts'] === undefined ? {} : { knownHosts: args['known-hosts'] }),
    ...(args['sudo-command'] === undefined ? {} : { sudoCommand: args['sudo-command'].trim().split(/\s+/) }),
  };
  const context = args['kube-context'];
  if (context !== undefined) refuseContext(context);
  const platform = context === undefined ? {} : { platform: { areas: [], context } };
  return { transport: args.transport, active: args.active, connect, ...platform };
}

/** Hosts asked at the same time. */
export function concurrencyFrom(args: Pick<CollectArguments, 'concurrency'>): number {
  return within('--concurrency', args.concurrency, 1, 256);
}

/** Parameters of packs by name. Throws InputError for one without `=` and for one that is given twice. */
export function setsFrom(args: Omit<PackArguments, 'pack'>): Record<string, string> {
  const given = [...args.set, ...(args['alloy-version'] === undefined ? [] : [`alloy=${args['alloy-version']}`])];
  const sets = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at < 1 || !/^[A-Za-z][A-Za-z0-9-]*$/.test(name))
      throw new InputError(`--set ${text}: write it as NAME=VALUE, such as --set alloy=1.13.1.`);
    if (sets.has(name)) throw new InputError(`The parameter ${name} is given twice. Give it once.`);
    sets.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(sets);
}

/** What a check of hosts or of a closure is asked for. Without either, and without recorded facts, it is this machine. */
export function checkFrom(args: JudgeArguments): Omit<CheckRequest, 'gather'> {
  return { judge: judgeFrom(args), ...(args.closure === undefined ? {} : { closure: args.closure }) };
}

export function judgeFrom(args: JudgeArguments): JudgeOptions {
  return {
    packs: args.pack,
    sets: setsFrom(args),
    strict: args.strict,
    ...(args.axis === undefined ? {} : { axis: args.axis }),
    ...(args['max-age'] === undefined ? {} : { maxAge: parseDuration(args['max-age']) }),
  };
}

/** The number, where it is a whole one in the range. Throws InputError. */
export function within(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InputError(`${option}: give a whole number from ${least} to ${most}.`);
}

/** The options of this run that `preflight nix` needs to do the same, as words for a shell. */
export function repeated(args: CollectArguments & JudgeArguments): string {
  const { quiet: _quiet, color: _color, ...connection } = collectSpec;
  const { strict: _strict, 'max-age': _age, ...judging } = judgeSpec;
  return wordsOf({ ...connection, ...packSpec, ...judging }, args);
}

/** The options of a specification that are not as they usually are, as words for a shell. */
export function wordsOf(specs: Readonly<Record<string, Options>>, given: Readonly<Record<string, unknown>>): string {
  return Object.entries(specs)
    .flatMap(([name, { default: usual }]) => {
      const value = given[name];
      if (value === undefined || JSON.stringify(value) === JSON.stringify(usual)) return [];
      if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
      return [value].flat().map((one) => `--${name} ${shellText(String(one))}`);
    })
    .join(' ');
}
