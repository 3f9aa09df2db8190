/** Whether a patch does what it promises, and nothing else, by Nix itself: the tree before and after it is evaluated. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { optionAdvice } from '../../base/nix-text.ts';
import type { NixosChange } from '../../generated/report-types.ts';
import { EvaluationError } from '../evaluated/evaluation-error.ts';
import {
  type EvaluatedKeys,
  evaluateKeys,
  evaluateOptions,
  type ModulesRequest,
  type OptionValue,
} from '../evaluated/modules.ts';
import { layPatchedTree } from '../evaluated/patched-tree.ts';

export interface NixProofRequest {
  /** The top of the repository. */
  readonly root: string;
  /** The modules that are evaluated, before and after, relative to the root. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Texts after the patch by their paths relative to the root. */
  readonly changed: ReadonlyMap<string, string>;
  /** Files that the planner knew of, relative to the root. */
  readonly known: ReadonlySet<string>;
  /** What each key becomes. */
  readonly promised: ReadonlyMap<string, number | string>;
  /** What becomes of other options. */
  readonly changes: readonly NixosChange[];
  readonly seconds: number;
}

export type NixProof =
  /** Of the changes of other options, how many hold; of the others nothing can be told without nixpkgs. */
  | { readonly status: 'proved'; readonly kept: number; readonly options: number }
  /** Nix cannot judge the configuration: what is before the patch does not evaluate either. */
  | { readonly status: 'undecided'; readonly reason: string };

/**
 * Evaluates both trees through the stand-in for the module system. Throws InputError where a file that the planner did not
 * know of has a say in a promised key; an Error where the patch breaks its promise, which is a defect of ours.
 */
export async function proveWithNix(request: NixProofRequest): Promise<NixProof> {
  const { root, changed, seconds } = request;
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'preflight-tree-')));
  try {
    const inTree = (top: string, names: readonly string[]) => names.map((name) => `${top}/${name}`);
    const [then, tooLarge] = await Promise.all([
      outcome({ files: inTree(root, request.before), root, seconds }),
      layPatchedTree(root, changed, folder),
    ]);
    if (tooLarge !== undefined) return { status: 'undecided', reason: tooLarge };
    if (then instanceof EvaluationError && ends.includes(then.kind))
      return { status: 'undecided', reason: then.message };
    const patched = { files: inTree(folder, request.after), root: folder, linked: root, seconds };
    const kept = compared(request, then, await outcome(patched));
    return typeof kept === 'number'
      ? { status: 'proved', kept, options: await optionsThatHold(patched, request.changes) }
      : kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What says nothing of the configuration. */
const ends: readonly EvaluationError['kind'][] = ['missing-nix', 'deadline'];

function outcome(request: ModulesRequest): Promise<EvaluatedKeys | EvaluationError> {
  return evaluateKeys(request).catch((error: unknown) => {
    if (error instanceof EvaluationError) return error;
    throw error;
  });
}

function compared(
  request: NixProofRequest,
  then: EvaluatedKeys | EvaluationError,
  now: EvaluatedKeys | EvaluationError,
): number | NixProof {
  if (now instanceof EvaluationError) {
    if (then instanceof EvaluationError || ends.includes(now.kind)) return { status: 'undecided', reason: now.message };
    throw new Error(`nix refuses the configuration after the patch, and not before it: ${now.message}`);
  }
  for (const [key, value] of request.promised)
    if (String(now.values.get(key)) !== String(value)) broken(request, now, key);
  if (then instanceof EvaluationError) return { status: 'undecided', reason: `before the patch: ${then.message}` };
  const others = new Set([...then.values.keys(), ...now.values.keys()]);
  for (const key of request.promised.keys()) others.delete(key);
  for (const key of others)
    if (then.values.get(key) !== now.values.get(key) || then.values.has(key) !== now.values.has(key))
      throw new Error(`evaluated by nix, the patch changes ${JSON.stringify(key)}, too`);
  return others.size;
}

/** Throws InputError for an option that does not come to what it was changed to. */
async function optionsThatHold(patched: ModulesRequest, changes: readonly NixosChange[]): Promise<number> {
  // pkgs is not there.
  const judged = changes.filter((change) => !('package' in change));
  if (judged.length === 0) return 0;
  const values = await evaluateOptions(
    patched,
    judged.map(({ option }) => option),
  ).catch((error: unknown) => {
    if (error instanceof EvaluationError) return new Map<string, undefined>();
    throw error;
  });
  const known = judged.filter(({ option }) => values.get(option) !== undefined);
  const broken = known.find((change) => !holds(change, values.get(change.option)));
  if (broken)
    throw new InputError(
      `nothing is patched: evaluated by nix, ${broken.option} does not become what is asked for (${optionAdvice(broken)}): something that only evaluating tells of defines it, too. Change it there.`,
    );
  return known.length;
}

function holds(change: NixosChange, value: OptionValue | undefined): boolean {
  if ('set' in change) return value === change.set;
  if (!Array.isArray(value) || 'package' in change) return false;
  return 'add' in change ? value.includes(change.add) : !value.includes(change.remove);
}

/** A promise that does not hold: because of a file that only evaluating tells of, or because of us. */
function broken({ known }: NixProofRequest, { values, definitions }: EvaluatedKeys, key: string): never {
  const stranger = definitions.find(
    ({ key: own, file, active }) => own === key && active !== false && file !== 'nixpkgs' && !known.has(file),
  );
  if (stranger)
    throw new InputError(
      `nothing is patched: evaluated by nix, ${excerpt(key, 80)} is defined in ${excerpt(stranger.file, 120)} too, which is imported in a way that only evaluating tells. Change it there: --patch ${excerpt(stranger.file, 120)}`,
    );
  const value = values.get(key);
  throw new Error(
    `evaluated by nix, the patch leaves ${key} ${value === undefined ? 'without a value' : `at ${value}`}`,
  );
}
