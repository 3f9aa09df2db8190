/**
 * Asks the evaluator what a flake declares. The flake comes from a change that nobody has judged yet: nothing is fetched,
 * nothing is built, its own nixConfig does not count (DESIGN.md, Hostile input).
 */
import { realpath, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { excerpt, printable } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { type FlakeFault, type FlakeHost, isFlakeName, parseFlakeHost } from '../../base/flake-host.ts';
import { runProgram } from '../../base/program.ts';
import { type DeclaredValues, writtenValues } from './declared-values.ts';
import { EvaluationError, evaluatorsWords, withoutColours } from './evaluation-error.ts';

export interface FlakeRequest {
  /** `FOLDER#HOST`. */
  readonly flake: string;
  readonly specialisation?: string;
  /** How long the evaluation may take. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** --offline lets an input that is not locked be looked for all the same: nothing gets further than this machine. */
const nowhere = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  all_proxy: 'http://127.0.0.1:9',
  GIT_ALLOW_PROTOCOL: 'file',
};

/** Reads options with the files that define them, where the configuration is made by the module system. */
function question(specialisation: string | undefined): string {
  const config =
    specialisation === undefined ? 'n.config' : `n.config.specialisation."${specialisation}".configuration`;
  return `n: {
    sysctl = ${config}.boot.kernel.sysctl;
    specialisations = builtins.attrNames (n.config.specialisation or { });
    definitions = map (d: { file = toString d.file; keys = builtins.attrNames d.value; })
      (n.options.boot.kernel.sysctl.definitionsWithLocations or [ ]);
  }`;
}

/** Throws InputError for a flake that is not written as one, EvaluationError when no value comes of it. */
export async function evaluateFlake(request: FlakeRequest): Promise<DeclaredValues> {
  const { folder, host } = parseFlake(request.flake);
  const { specialisation, seconds, signal } = request;
  if (specialisation !== undefined && !isFlakeName(specialisation))
    throw new InputError(`"${excerpt(specialisation, 60)}" is no name of a specialisation.`);
  const reference = await referenceOf(folder);
  const words = [
    ...['eval', '--json', '--offline', '--no-write-lock-file'],
    ...['--extra-experimental-features', 'nix-command flakes'],
    ...['--option', 'accept-flake-config', 'false', '--option', 'allow-import-from-derivation', 'false'],
    ...['--apply', question(specialisation), `${reference}#nixosConfigurations."${host}"`],
  ];
  const env = { ...process.env, ...nowhere };
  const ran = await runProgram('nix', words, { seconds, env, ...(signal ? { signal } : {}) });
  if (ran.ended === 'missing')
    throw new EvaluationError('missing-nix', 'nix is not installed here, so the flake cannot be evaluated');
  if (ran.ended === 'deadline')
    throw new EvaluationError('deadline', `the evaluation of ${request.flake} took longer than ${seconds} s`);
  if (ran.ended !== 'itself' || ran.code !== 0) throw failure(request.flake, host, ran.stderr);
  return declaredOf(request, ran.stdout);
}

/** Throws InputError for what is no folder with the name of a host. */
export function parseFlake(flake: string): FlakeHost {
  const parsed = parseFlakeHost(flake);
  if (typeof parsed === 'string') throw new InputError(`--flake ${excerpt(flake, 200)}: ${faults[parsed]}`);
  return parsed;
}

const faults: Readonly<Record<FlakeFault, string>> = {
  elsewhere: 'only a folder on this machine is evaluated, nothing is fetched. Name one: --flake ./nixos#ringtail.',
  'no-host': 'name the host, too, such as --flake ./nixos#ringtail.',
  'no-name': 'what stands behind the # is no name of a host. Name one: --flake ./nixos#ringtail.',
};

/** Through git, so that only what is tracked takes part; a folder outside of any repository as it is. */
async function referenceOf(folder: string): Promise<string> {
  const path = await realpath(folder).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${folder}: cannot be read (${error.code}). Name the folder of flake.nix.`, { cause: error });
  });
  if (!(await exists(join(path, 'flake.nix'))))
    throw new InputError(`${folder}: holds no flake.nix. Name the folder that does.`);
  for (let root = path; ; root = dirname(root)) {
    if (await exists(join(root, '.git'))) {
      const inside = relative(root, path);
      const where = `git+${pathToFileURL(root).href}`;
      return inside === '' ? where : `${where}?dir=${inside.split('/').map(encodeURIComponent).join('/')}`;
    }
    if (root === dirname(root)) return `path:${pathToFileURL(path).pathname}`;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function failure(flake: string, host: string, stderr: string): EvaluationError {
  const text = withoutColours(stderr);
  const words = evaluatorsWords(stderr);
  if (
    /attribute '?nixosConfigurations/.test(text) ||
    text.includes(`attribute '${host}' missing`) ||
    /does not provide attribute/.test(text)
  )
    return new EvaluationError('no-host', `${flake}: the flake has no nixosConfigurations.${host}`);
  if (/infinite recursion/.test(text))
    return new EvaluationError('recursion', `${flake}: infinite recursion in the configuration: ${words}`);
  if (
    /offline|Could not resolve|cannot (?:fetch|download)|unable to download|Couldn't resolve|is not valid|no substituter/i.test(
      text,
    )
  )
    return new EvaluationError(
      'offline',
      `${flake}: an input is not on this machine, and nothing is fetched: ${words}`,
    );
  return new EvaluationError('failed', `${flake}: ${words}`);
}

function declaredOf({ flake, specialisation }: FlakeRequest, text: string): DeclaredValues {
  const answer = JSON.parse(text) as {
    sysctl: Record<string, unknown>;
    specialisations: string[];
    definitions: { file: string; keys: string[] }[];
  };
  const values = writtenValues(answer.sysctl);
  if (typeof values === 'string')
    throw new EvaluationError(
      'failed',
      `${flake}: boot.kernel.sysctl."${printable(values)}" is a set: its key must be quoted, as one string with dots`,
    );
  const files = new Map<string, string[]>();
  for (const { file, keys } of answer.definitions)
    for (const key of keys) files.set(key, [...(files.get(key) ?? []), file]);
  return {
    from: `flake ${flake}${specialisation === undefined ? '' : `, specialisation ${specialisation}`}`,
    values,
    files,
    specialisations: answer.specialisations,
    ...(specialisation === undefined ? {} : { specialisation }),
  };
}
