/**
 * Merges the modules of a configuration with Nix itself and a small stand-in for nixpkgs' module system (modules.nix): for a
 * configuration whose flake cannot be evaluated here. Nothing is fetched or built, and only files below `root` are read.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { nixString } from '../../base/nix-text.ts';
import { runProgram } from '../../base/program.ts';
import { modulesNix } from '../../generated/nix-texts.ts';
import { type DeclaredValues, writtenValues } from './declared-values.ts';
import { EvaluationError, evaluatorsWords } from './evaluation-error.ts';

/** What nixpkgs declares with mkDefault: nixos/modules/config/sysctl.nix. */
export const nixosDefaultsText = '{ "kernel.kptr_restrict" = 1; "vm.max_map_count" = 1048576; }';

/** Modules of nixpkgs that a host's configuration imports through modulesPath; none of them sets a sysctl. */
export const stubModules = [
  'installer/scan/not-detected.nix',
  'profiles/qemu-guest.nix',
  'profiles/minimal.nix',
  'profiles/headless.nix',
];

/** One definition of one key, as the module system weighs it: the smaller number wins. */
export interface ModuleDefinition {
  readonly key: string;
  /** Relative to the root; `nixpkgs` for its own defaults. */
  readonly file: string;
  /** Of the option as a whole, and of the key. */
  readonly whole: number;
  readonly own: number;
  /** Undefined: the condition cannot be evaluated without nixpkgs. */
  readonly active: boolean | undefined;
  /** Undefined: neither a number, a text nor a truth value, or not to be had without nixpkgs. */
  readonly value: number | string | boolean | undefined;
}

export interface EvaluatedModules {
  readonly declared: DeclaredValues;
  readonly definitions: readonly ModuleDefinition[];
}

export interface ModulesRequest {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** The top of the repository: nothing outside of it is read. */
  readonly root: string;
  /** One more folder that may be read: where links below `root` lead. */
  readonly linked?: string;
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** Throws EvaluationError where nix is missing, or no value comes of the modules. */
export async function evaluateModules(request: ModulesRequest): Promise<EvaluatedModules> {
  const answer = (await ask(request, ['merged', 'definitions'])) as {
    merged: Record<string, unknown>;
    definitions: Told[];
  };
  const values = writtenValues(answer.merged);
  if (typeof values === 'string') throw new EvaluationError('failed', `"${values}" is no value of a sysctl`);
  const definitions = answer.definitions.map((told) => definitionOf(told, request.root));
  const names = request.files.map((file) => relative(request.root, file));
  return {
    declared: {
      from: `${names.join(', ')}, merged by nix through a stand-in for nixpkgs' module system`,
      values,
      files: filesOf(definitions),
      specialisations: [],
    },
    definitions,
  };
}

export interface EvaluatedKeys {
  /** As NixOS writes each; undefined where NixOS refuses the key's definitions. */
  readonly values: ReadonlyMap<string, number | string | undefined>;
  readonly definitions: readonly ModuleDefinition[];
}

/** Key by key: one that NixOS refuses says nothing of the others. A key that is null is left out, as NixOS does. */
export async function evaluateKeys(request: ModulesRequest): Promise<EvaluatedKeys> {
  const { each, definitions } = (await ask(request, ['each', 'definitions'])) as {
    each: Record<string, { value: unknown } | null>;
    definitions: Told[];
  };
  const values = new Map<string, number | string | undefined>();
  for (const [key, one] of Object.entries(each)) {
    if (one === null) values.set(key, undefined);
    else {
      const written = writtenValues({ [key]: one.value });
      if (typeof written === 'string') values.set(key, undefined);
      else for (const [name, value] of written) values.set(name, value);
    }
  }
  return { values, definitions: definitions.map((told) => definitionOf(told, request.root)) };
}

/** What an option comes to: one value, or the members of a list; of those that are no plain value nothing is told. */
export type OptionValue = PlainValue | readonly (PlainValue | null)[];
type PlainValue = number | string | boolean;

/**
 * What options come to, each by its path; undefined where nothing defines one, or where it takes nixpkgs to know. Throws
 * EvaluationError as the others do.
 */
export async function evaluateOptions(
  request: ModulesRequest,
  options: readonly string[],
): Promise<ReadonlyMap<string, OptionValue | undefined>> {
  const { asked } = (await ask(request, ['asked'], options)) as { asked: ({ value: OptionValue } | null)[] };
  return new Map(options.map((option, index) => [option, asked[index]?.value]));
}

interface Told {
  readonly key: string;
  readonly file: string;
  readonly whole: number;
  readonly own: number;
  readonly active: boolean | null;
  readonly value: number | string | boolean | null;
}

async function ask(
  request: ModulesRequest,
  wanted: readonly string[],
  options: readonly string[] = [],
): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-nix-'));
  try {
    for (const stub of stubModules) await put(join(folder, 'stubs', stub), '{ }\n');
    await put(join(folder, 'modules.nix'), modulesNix);
    return await answered(request, folder, wanted, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function answered(
  { files, root, linked, seconds, signal }: ModulesRequest,
  folder: string,
  wanted: readonly string[],
  options: readonly string[],
): Promise<unknown> {
  const expression = `let answer = import ${literal(join(folder, 'modules.nix'))} {
    modules = [ ${files.map(literal).join(' ')} ];
    nixosDefaults = ${nixosDefaultsText};
    stubs = ${literal(join(folder, 'stubs'))};
    options = [ ${options.map(names).join(' ')} ];
  }; in { inherit (answer) ${wanted.join(' ')}; }`;
  const words = [
    ...['--eval', '--strict', '--json', '--store', 'dummy://'],
    ...['--option', 'restrict-eval', 'true', '--option', 'allow-import-from-derivation', 'false'],
    ...[
      '-I',
      `root=${root}`,
      '-I',
      `own=${folder}`,
      ...(linked === undefined ? [] : ['-I', `linked=${linked}`]),
      '--expr',
      expression,
    ],
  ];
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NIX_CONF_DIR: folder,
    NIX_STORE_DIR: join(folder, 'store'),
    NIX_STATE_DIR: join(folder, 'state'),
    NIX_LOG_DIR: join(folder, 'log'),
  };
  const ran = await runProgram('nix-instantiate', words, { seconds, env, ...(signal ? { signal } : {}) });
  if (ran.ended === 'missing') throw new EvaluationError('missing-nix', 'nix is not installed here');
  if (ran.ended === 'deadline') throw new EvaluationError('deadline', `the evaluation took longer than ${seconds} s`);
  if (ran.ended !== 'itself' || ran.code !== 0) {
    const kind = /infinite recursion/.test(ran.stderr) ? 'recursion' : 'failed';
    throw new EvaluationError(kind, evaluatorsWords(ran.stderr).replaceAll(`${root}/`, ''));
  }
  return JSON.parse(ran.stdout);
}

function definitionOf({ key, file, whole, own, active, value }: Told, root: string): ModuleDefinition {
  const inside = file.startsWith(`${root}/`) ? relative(root, file) : file;
  return { key, file: inside, whole, own, active: active ?? undefined, value: value ?? undefined };
}

/** The files whose definitions win. */
function filesOf(definitions: readonly ModuleDefinition[]): Map<string, string[]> {
  const best = new Map<string, ModuleDefinition>();
  for (const one of definitions) {
    if (one.active !== true) continue;
    const before = best.get(one.key);
    if (!before || one.whole < before.whole || (one.whole === before.whole && one.own < before.own))
      best.set(one.key, one);
  }
  return new Map([...best].map(([key, { file }]) => [key, [file]]));
}

/** The names of a path, as a list of texts. */
function names(option: string): string {
  return `[ ${option.split('.').map(nixString).join(' ')} ]`;
}

/** An absolute path, whatever its characters. */
function literal(path: string): string {
  return `(/. + ${JSON.stringify(path).replaceAll('$', '\\$')})`;
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
