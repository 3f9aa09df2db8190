/** The options of the commands that read configurations from files. */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../base/errors.ts';
import { kindNames } from '../tasks/validate/kind-names.ts';
import type { ValidateRequest } from '../tasks/validate.ts';
import { reportSpec } from './options.ts';
import { programOnPath } from './program.ts';

function pathsPositional<T>(y: Argv<T>) {
  return y.positional('paths', {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'FILE, FOLDER, or - for standard input',
  });
}

/** yargs loses a lone dash among positionals, and keeps it behind `--`. The words of other commands stay as they are. */
export function withDash(words: readonly string[]): readonly string[] {
  if (words[0] !== 'validate' && words[0] !== 'graph') return words;
  const isStdin = (word: string, at: number) => word === '-' && words[at - 1] !== '--facts';
  if (!words.some(isStdin)) return words;
  const others = words.filter((word, at) => !isStdin(word, at));
  return [...others, ...(others.includes('--') ? [] : ['--']), '-'];
}

const alloyVersionSpec = {
  'alloy-version': {
    type: 'string',
    requiresArg: true,
    group: 'Alloy:',
    describe: "Judge for VERSION (else: the image's tag in a manifest beside it, else the newest known)",
  },
} satisfies Record<string, Options>;

/** What files are judged for, beside the version of Alloy. */
const versionSpec = {
  'upgrade-to': {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Judging:',
    default: [] as string[],
    describe: 'Also what breaks or changes with VERSION; where both are there, alloy=VERSION or pyroscope=VERSION',
  },
  'pyroscope-version': {
    type: 'string',
    requiresArg: true,
    group: 'Judging:',
    describe: 'Judge for VERSION of Pyroscope (else: the tag of the image that runs it, else the newest known)',
  },
  'grafana-version': {
    type: 'string',
    requiresArg: true,
    group: 'Judging:',
    describe: 'Judge data sources for VERSION of Grafana (else: the newest)',
  },
  facts: {
    type: 'string',
    nargs: 1,
    group: 'Judging:',
    describe: 'Recorded facts of the host that the rollout goes to (preflight facts HOST -o FILE)',
  },
} satisfies Record<string, Options>;

/** All of it. */
export const judgedForSpec = { ...alloyVersionSpec, ...versionSpec };

const sourceSpec = {
  as: {
    choices: kindNames,
    group: 'Input:',
    describe: 'What every FILE and standard input is, whatever its name',
  },
  'template-placeholder': {
    type: 'boolean',
    default: false,
    group: 'Input:',
    describe: 'Take {{ … }} inside of strings as any text, and judge the rest',
  },
  ...alloyVersionSpec,
  stability: {
    choices: ['generally-available', 'public-preview', 'experimental'] as const,
    group: 'Alloy:',
    describe: "Alloy's --stability.level (else: a manifest's, else generally-available)",
  },
  community: {
    type: 'boolean',
    default: false,
    group: 'Alloy:',
    describe: "Alloy's --feature.community-components.enabled",
  },
} satisfies Record<string, Options>;

const validateSpec = {
  ...versionSpec,
  sanitiser: {
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Alloy:',
    default: [] as string[],
    describe: 'Component that sanitises visitors’ data, such as loki.process/stage.replace, instead of the known ones',
  },
  strict: { type: 'boolean', default: false, group: 'Output:', describe: 'Warnings block too' },
  ...reportSpec,
  quiet: { alias: 'q', type: 'boolean', default: false, group: 'Output:', describe: 'Nothing on standard error' },
  color: { type: 'boolean', group: 'Output:', describe: 'Colours (--no-color: none)' },
} satisfies Record<string, Options>;

export function validateOptions<T>(y: Argv<T>) {
  return pathsPositional(y).options(sourceSpec).options(validateSpec);
}

const graphSpec = {
  format: {
    choices: ['mermaid', 'dot', 'json'] as const,
    default: 'mermaid' as const,
    group: 'Output:',
    describe: 'Of the graph',
  },
} satisfies Record<string, Options>;

export function graphOptions<T>(y: Argv<T>) {
  return pathsPositional(y).options(sourceSpec).options(graphSpec);
}

type SourceArguments = InferredOptionTypes<typeof sourceSpec> & { readonly paths: readonly string[] };
export type ValidateArguments = SourceArguments & InferredOptionTypes<typeof validateSpec>;
export type GraphArguments = SourceArguments & InferredOptionTypes<typeof graphSpec>;

/** What both commands read. Throws InputError when nothing is named, and for standard input that nobody says the kind of. */
export function sourcesFrom(
  args: SourceArguments,
): Pick<ValidateRequest, 'paths' | 'as' | 'placeholders' | 'stdin' | 'alloyVersion' | 'stability' | 'community'> {
  const behind: unknown = Reflect.get(args, '--');
  const paths = [...new Set([...args.paths, ...(Array.isArray(behind) ? behind.map(String) : [])])];
  if (paths.length === 0) throw new InputError('Name a file or a folder, such as config.alloy');
  if (paths.includes('-') && args.as === undefined) {
    throw new InputError('Standard input has no name that says what it is. Say it: preflight validate --as alloy -');
  }
  return {
    paths,
    stdin: () => process.stdin,
    placeholders: args['template-placeholder'],
    community: args.community,
    ...(args.as === undefined ? {} : { as: args.as }),
    ...(args['alloy-version'] === undefined ? {} : { alloyVersion: args['alloy-version'] }),
    ...(args.stability === undefined ? {} : { stability: args.stability }),
  };
}

export function validateFrom(args: ValidateArguments): ValidateRequest {
  return {
    ...sourcesFrom(args),
    ...judgedForFrom(args),
    strict: args.strict,
    ...(args.facts === undefined ? {} : { factsFile: args.facts }),
    ...(args.sanitiser.length === 0 ? {} : { sanitisers: args.sanitiser }),
  };
}

/** The versions that files are judged for, and what is installed here and has a word on them. */
export function judgedForFrom(
  args: InferredOptionTypes<typeof judgedForSpec>,
): Pick<ValidateRequest, 'alloyVersion' | 'pyroscopeVersion' | 'grafanaVersion' | 'upgradeTo' | 'nixInstantiate'> {
  const nixInstantiate = programOnPath('nix-instantiate', process.env.PATH);
  return {
    upgradeTo: args['upgrade-to'],
    ...(nixInstantiate === undefined ? {} : { nixInstantiate }),
    ...(args['alloy-version'] === undefined ? {} : { alloyVersion: args['alloy-version'] }),
    ...(args['pyroscope-version'] === undefined ? {} : { pyroscopeVersion: args['pyroscope-version'] }),
    ...(args['grafana-version'] === undefined ? {} : { grafanaVersion: args['grafana-version'] }),
  };
}
