/** From what failed on a host to a patch of the configuration that declares it. */
import { readText } from '../artifacts/read-text.ts';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { optionAdvice } from '../base/nix-text.ts';
import { lineStarts, positionAt } from '../base/text.ts';
import type { NixosChange } from '../generated/report-types.ts';
import { nixComment } from '../nix/comment.ts';
import { loadConfiguration } from '../nix/declared/load.ts';
import type { ModuleText } from '../nix/declared/module.ts';
import type { NixRemedy, OptionRemedy } from '../nix/module.ts';
import { unifiedDiff } from '../nix/patch/diff.ts';
import { withEdits } from '../nix/patch/edit.ts';
import { type OptionPlan, type OptionWish, planOptions } from '../nix/patch/options.ts';
import { type FilePatch, planPatch, type Refusal, type Wanted } from '../nix/patch/plan.ts';
import { patchedModules, provePatch } from '../nix/patch/prove.ts';
import type { Rewrite } from '../nix/patch/write.ts';
import { type ProofOptions, proofText } from './patch-proof.ts';

export interface PatchedConfiguration {
  /** For `git apply` at the top of the repository; empty when nothing is left to declare. */
  readonly diff: string;
  readonly files: readonly Rewrite[];
  /** Imports that were not looked into. */
  readonly notFollowed: readonly string[];
  /** What the patch is proved by. */
  readonly proof: string;
  /** Changes that are left to a person, with the exact line and the reason. */
  readonly advice: readonly string[];
}

/** What failed checks ask a configuration for. */
export interface Asked {
  readonly remedies: readonly NixRemedy[];
  readonly changes: readonly OptionRemedy[];
}

/**
 * Plans the smallest change of the file, or of one that it imports, that declares every value, and proves it. Nothing is
 * written. Throws InputError, with the place, where the configuration cannot be read or does not say clearly what it declares.
 */
export async function patchConfiguration(
  file: string,
  { remedies, changes }: Asked,
  options: ProofOptions,
): Promise<PatchedConfiguration> {
  const configuration = await loadConfiguration(file, readText);
  if ('reason' in configuration) throw new InputError(`${printable(file)}: cannot be patched: ${configuration.reason}`);
  const { root, modules, notFollowed } = configuration;
  const wanted = wantedBy(remedies);
  const plan = planPatch(modules, wanted);
  if (plan.status === 'refused') throw refused(modules, plan.refusals);
  const wishes = wishesOf(changes);
  const [target] = modules;
  const { edits, advice } = planOptions(modules, wishes, target ?? 'apart');
  const patches = withOptions(plan.patches, edits);
  if (patches.length === 0) return { diff: '', files: [], notFollowed, proof: '', advice };
  await provePatch(modules, patches, wanted);
  proveOptions(await patchedModules(modules, patches), wishes, advice);
  const files = patches.map((patch) => rewriteOf(root, patch));
  const entry = modules.slice(0, 1).map(({ source }) => source.path);
  const proof = await proofText(
    {
      root,
      before: entry,
      after: entry,
      ...proofOf(root, modules, files, wanted),
      changes: promisedOf(wishes, advice),
    },
    options,
  );
  return { diff: patches.map(diffOf).join(''), files, notFollowed, proof, advice };
}

export function wishesOf(changes: readonly OptionRemedy[]): OptionWish[] {
  return changes.map(({ check, title, reason, change }) => ({
    ...{ change, comment: nixComment(`${title ?? reason} (${check}).`) },
  }));
}

/** The edits of options beside those of settings. Two that fill one empty set become one. */
export function withOptions(patches: readonly FilePatch[], edits: OptionPlan['edits']): FilePatch[] {
  const all = new Map(patches.map(({ module, edits: own }) => [module, [...own]]));
  for (const { module, edit } of edits) {
    const own = all.get(module) ?? [];
    const same = own.findIndex(({ start, end }) => start === edit.start && end === edit.end && start < end);
    const before = own[same];
    if (before) own.splice(same, 1, { ...edit, text: before.text.replace(/\s*$/, '') + edit.text });
    else own.push(edit);
    all.set(module, own);
  }
  return [...all].map(([module, own]) => ({ module, edits: own }));
}

/** Reads once more: no option may be left to change. A defect of the planner otherwise. */
export function proveOptions(
  after: readonly ModuleText[],
  wishes: readonly OptionWish[],
  advice: readonly string[],
): void {
  const { edits, apart, advice: left } = planOptions(after, wishes, after[0] ?? 'apart');
  // What was put off is planned now.
  const putOff = advice.filter((line) => !left.includes(line)).length;
  if (edits.length + apart.length > putOff) throw new Error('the patch does not change an option as it promises');
}

/** The changes that are made, or were made before; the others are left to a person. */
export function promisedOf(wishes: readonly OptionWish[], advice: readonly string[]): NixosChange[] {
  return wishes
    .map(({ change }) => change)
    .filter((change) => !advice.some((line) => line.startsWith(optionAdvice(change))));
}

/** What of the proof follows from the plan. */
export function proofOf(
  root: string,
  modules: readonly ModuleText[],
  files: readonly Rewrite[],
  wanted: readonly Wanted[],
) {
  const changed = new Map(files.map(({ path, after }) => [path.slice(root.length + 1), after]));
  const known = new Set([...modules.map(({ source }) => source.path), ...changed.keys()]);
  return { changed, known, promised: new Map(wanted.map(({ key, value }) => [key, value])) };
}

export function diffOf({ module: { source }, edits }: FilePatch): string {
  return unifiedDiff(source.path, source.text, edits);
}

export function rewriteOf(root: string, { module: { source }, edits }: FilePatch): Rewrite {
  return { path: `${root}/${source.path}`, before: source.text, after: withEdits(source.text, edits) };
}

/** Each key once, with the first check that asks for it as its comment. */
export function wantedBy(remedies: readonly NixRemedy[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { check, title, key, value, reason } of remedies) {
    if (typeof value === 'boolean' || wanted.has(key)) continue;
    wanted.set(key, { key, value, comment: nixComment(`${title ?? reason} (${check}).`) });
  }
  return [...wanted.values()];
}

/** Why nothing is changed, each reason with its place. */
export function refused(modules: readonly ModuleText[], refusals: readonly Refusal[]): InputError {
  const reasons = refusals.map(({ file, span, message }) => {
    const text = modules.find(({ source }) => source.path === file)?.source.text ?? '';
    const { line, column } = positionAt(lineStarts(text), span.start);
    return printable(`${file}:${line}:${column}: ${message}`);
  });
  return new InputError(`nothing is patched:\n${reasons.join('\n')}`);
}
