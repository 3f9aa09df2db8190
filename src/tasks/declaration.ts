/** What a configuration declares, from the evaluator or from a file. */
import type { DeclaredValues } from '../nix/evaluated/declared-values.ts';
import { EvaluationError, evaluateFlake } from '../nix/evaluated/flake.ts';
import { readDeclared } from '../nix/evaluated/saved.ts';

export interface DeclarationRequest {
  readonly flake: string | undefined;
  readonly declared: string | undefined;
  readonly specialisation: string | undefined;
  /** How long an evaluation may take. */
  readonly seconds: number;
}

export interface Declaration {
  /** Undefined: nobody said which, or it could not be evaluated. */
  readonly declared: DeclaredValues | undefined;
  /** Why it could not be evaluated. */
  readonly undeclared?: string;
}

/** Throws InputError for a file or a flake that is none; an evaluation that fails is said in the report. */
export async function readDeclaration(request: DeclarationRequest): Promise<Declaration> {
  const { flake, declared, specialisation, seconds } = request;
  if (declared !== undefined) return { declared: await readDeclared(declared) };
  if (flake === undefined) return { declared: undefined };
  try {
    const asked = { flake, seconds, ...(specialisation === undefined ? {} : { specialisation }) };
    return { declared: await evaluateFlake(asked) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { declared: undefined, undeclared: error.message };
  }
}
