/** The options of `preflight gate`. What is judged stands in preflight.yaml; here stands what a branch must not say. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { parseDuration } from '../base/duration.ts';
import type { Project, ProjectHost } from '../project/project.ts';
import type { Judging } from '../report/verdict.ts';
import type { Choice } from '../tasks/gate/choose.ts';
import type { AskOptions } from '../tasks/gate/hosts.ts';
import {
  collectFrom,
  collectSpec,
  concurrencyFrom,
  judgeSpec,
  outputSpec,
  packSpec,
  within,
  wordsOf,
} from './options.ts';
import { servicesSpec } from './services-options.ts';

/** What a host says of itself in preflight.yaml has no default here: only what is given wins over it. */
const { user: _user, port: _port, transport, sudo, timeout, ...connection } = collectSpec;
const { default: usualTransport, ...ownTransport } = transport;
const { default: usualSudo, ...ownSudo } = sudo;
const { default: usualTimeout, ...ownTimeout } = timeout;
const { pack: _pack, ...parameters } = packSpec;
const { 'notify-when': notifyWhen, ...outputs } = outputSpec;
const { default: usualWhen, ...ownWhen } = notifyWhen;

const connectionSpec = {
  ...connection,
  transport: ownTransport,
  sudo: ownSudo,
  timeout: ownTimeout,
} satisfies Record<string, Options>;

const gateSpec = {
  config: {
    type: 'string',
    requiresArg: true,
    group: 'Gate:',
    describe: 'Read FILE (else: preflight.yaml here or in a folder above)',
  },
  only: {
    type: 'string',
    requiresArg: true,
    group: 'Gate:',
    describe: 'Judge these parts alone: rebase, hosts, closure, declared, services, artifacts, with commas between',
  },
  offline: {
    type: 'boolean',
    default: false,
    group: 'Gate:',
    describe: 'Ask no host and no service: what lies here is judged',
  },
  base: {
    type: 'string',
    requiresArg: true,
    group: 'Gate:',
    describe:
      'Report what preflight.yaml and packs demand less than in REF (else: in the base of the pull request, or main)',
  },
  'eval-timeout': {
    type: 'number',
    requiresArg: true,
    default: 120,
    group: 'Gate:',
    describe: 'Seconds that nix may take to evaluate what is declared',
  },
  ...connectionSpec,
  ca: servicesSpec.ca,
  'token-origin': servicesSpec['token-origin'],
  ...parameters,
  ...judgeSpec,
  ...outputs,
  'notify-when': ownWhen,
} satisfies Record<string, Options>;

export function gateOptions<T>(y: Argv<T>) {
  return y.options(gateSpec);
}

export type GateArguments = InferredOptionTypes<typeof gateSpec>;

export function choiceFrom(args: GateArguments): Choice {
  return {
    only: args.only === undefined ? [] : args.only.split(',').map((part) => part.trim()),
    offline: args.offline,
    closure: args.closure,
    factsFiles: args.facts,
  };
}

/** The command line wins, then preflight.yaml, then what is usual. */
export function askFrom(args: GateArguments, project: Project, notify: (message: string) => void): AskOptions {
  const context = args['kube-context'] ?? project.kubernetes?.context.value;
  return {
    concurrency: concurrencyFrom(args),
    collect: (host) =>
      collectFrom(
        {
          ...args,
          'kube-context': context,
          user: host.user,
          port: host.port,
          transport: args.transport ?? host.transport ?? usualTransport,
          sudo: args.sudo ?? host.sudo ?? usualSudo,
          timeout: args.timeout ?? host.timeout ?? usualTimeout,
        },
        notify,
      ),
  };
}

/** How services are asked. Tokens come from the environment. */
export function askServicesFrom(args: GateArguments) {
  return {
    timeout: within('--timeout', args.timeout ?? usualTimeout, 1, 3600),
    tokenOrigins: args['token-origin'],
    env: process.env,
    ...(args.ca === undefined ? {} : { ca: args.ca }),
  };
}

/** When a person is told: as given, else as preflight.yaml says. */
export function notifyWhenFrom(args: GateArguments, project: Project): typeof usualWhen | 'always' {
  return args['notify-when'] ?? project.notify?.value ?? usualWhen;
}

export function judgingFrom({ axis, strict }: GateArguments, project: Project): Judging {
  return { strict: strict || project.strict?.value === true, ...(axis === undefined ? {} : { axis }) };
}

export function maxAgeFrom(args: GateArguments): number | undefined {
  return args['max-age'] === undefined ? undefined : parseDuration(args['max-age']);
}

/** What `preflight nix` needs to reach the same host, as words for a shell. */
export function againFrom(args: GateArguments, host: ProjectHost): string {
  const { quiet: _quiet, color: _color, concurrency: _concurrency, ...specs } = connectionSpec;
  const { user, port } = host;
  const own = {
    ...args,
    user,
    port,
    transport: args.transport ?? host.transport,
    sudo: args.sudo ?? host.sudo,
    timeout: args.timeout ?? host.timeout,
  };
  return wordsOf({ user: {}, port: {}, ...specs }, own);
}
