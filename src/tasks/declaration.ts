/** What a configuration declares: from the evaluator, through a stand-in for nixpkgs, from the texts, or from a file. */
import { realpath } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { InputError } from '../base/errors.ts';
import { valuesByText } from '../nix/declared/values.ts';
import type { DeclaredValues } from '../nix/evaluated/declared-values.ts';
import { EvaluationError } from '../nix/evaluated/evaluation-error.ts';
import { evaluateFlake } from '../nix/evaluated/flake.ts';
import { evaluateModules } from '../nix/evaluated/modules.ts';
import { readDeclared } from '../nix/evaluated/saved.ts';
import { firstProblem, loadModules, modulesOfFlake } from './modules.ts';

export interface DeclarationRequest {
  readonly flake: string | undefined;
  readonly declared: string | undefined;
  /** Files of modules, without a flake. */
  readonly configuration: readonly string[];
  readonly specialisation: string | undefined;
  /** How long an evaluation may take. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

export interface Declaration {
  /** Undefined: nobody said which, or nothing could be found out. */
  readonly declared: DeclaredValues | undefined;
  /** Why nothing could be found out. */
  readonly undeclared?: string;
}

/** Throws InputError for a file or a flake that is none; an evaluation that fails is said in the report. */
export async function readDeclaration(request: DeclarationRequest): Promise<Declaration> {
  const { flake, declared, configuration, specialisation, seconds, signal } = request;
  if (declared !== undefined) return { declared: await readDeclared(declared) };
  if (configuration.length > 0) return fromFiles(configuration, request);
  if (flake === undefined) return { declared: undefined };
  try {
    const asked = {
      flake,
      seconds,
      ...(signal ? { signal } : {}),
      ...(specialisation === undefined ? {} : { specialisation }),
    };
    return { declared: await evaluateFlake(asked) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return (
      (specialisation === undefined && (await withoutFlake(flake, request, error))) || {
        declared: undefined,
        undeclared: error.message,
      }
    );
  }
}

/** The modules that the flake names by literal path, where it cannot be evaluated. */
async function withoutFlake(flake: string, limits: Limits, error: EvaluationError): Promise<Declaration | undefined> {
  const modules = await modulesOfFlake(flake, error);
  if (modules.length === 0) return undefined;
  const found = await fromFiles(modules, limits).catch((cause: unknown) => {
    if (cause instanceof InputError) return undefined;
    throw cause;
  });
  if (!found?.declared) return undefined;
  const unclear = [`${error.message}; so its modules were read instead`, ...(found.declared.unclear ?? [])];
  return { declared: { ...found.declared, unclear } };
}

type Limits = Pick<DeclarationRequest, 'seconds' | 'signal'>;

/** Modules by their files: merged by nix where it is installed, else read. */
async function fromFiles(files: readonly string[], { seconds, signal }: Limits): Promise<Declaration> {
  const { root, modules, notFollowed } = await loadModules(files);
  const problem = firstProblem(modules);
  if (problem !== undefined) return { declared: undefined, undeclared: problem };
  try {
    const real = await Promise.all(files.map((file) => realpath(file)));
    const { declared } = await evaluateModules({ files: real, root, seconds, ...(signal ? { signal } : {}) });
    return { declared };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const names = files.map((file) => relative(dirname(root), file) || file);
    const read = valuesByText(modules, names.join(', '));
    return { declared: { ...read, unclear: [...(read.unclear ?? []), ...notFollowed, error.message] } };
  }
}
