/** From what failed on a host to a patch of the configuration that declares it. */
import { readText } from '../artifacts/read-text.ts';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { lineStarts, positionAt } from '../base/text.ts';
import { nixComment } from '../nix/comment.ts';
import { type Configuration, loadConfiguration } from '../nix/declared/load.ts';
import type { NixRemedy } from '../nix/module.ts';
import { unifiedDiff } from '../nix/patch/diff.ts';
import { withEdits } from '../nix/patch/edit.ts';
import { planPatch, type Refusal, type Wanted } from '../nix/patch/plan.ts';
import { provePatch } from '../nix/patch/prove.ts';
import type { Rewrite } from '../nix/patch/write.ts';

export interface PatchedConfiguration {
  /** For `git apply` at the top of the repository; empty when nothing is left to declare. */
  readonly diff: string;
  readonly files: readonly Rewrite[];
  /** Imports that were not looked into. */
  readonly notFollowed: readonly string[];
}

/**
 * Plans the smallest change of the file, or of one that it imports, that declares every value. Nothing is written.
 * Throws InputError, with the place, where the configuration cannot be read or does not say clearly what it declares.
 */
export async function patchConfiguration(file: string, remedies: readonly NixRemedy[]): Promise<PatchedConfiguration> {
  const configuration = await loadConfiguration(file, readText);
  if ('reason' in configuration) throw new InputError(`${printable(file)}: cannot be patched: ${configuration.reason}`);
  const { root, modules, notFollowed } = configuration;
  const wanted = wantedBy(remedies);
  const plan = planPatch(modules, wanted);
  if (plan.status === 'refused') {
    const reasons = plan.refusals.map((refusal) => located(configuration, refusal));
    throw new InputError(`nothing is patched:\n${reasons.join('\n')}`);
  }
  await provePatch(modules, plan.patches, wanted);
  const diffs = plan.patches.map(({ module, edits }) => unifiedDiff(module.source.path, module.source.text, edits));
  const files = plan.patches.map(({ module: { source }, edits }) => ({
    path: `${root}/${source.path}`,
    before: source.text,
    after: withEdits(source.text, edits),
  }));
  return { diff: diffs.join(''), files, notFollowed };
}

/** Each key once, with the first check that asks for it as its comment. */
function wantedBy(remedies: readonly NixRemedy[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { check, title, key, value, reason } of remedies) {
    if (typeof value === 'boolean' || wanted.has(key)) continue;
    wanted.set(key, { key, value, comment: nixComment(`${title ?? reason} (${check}).`) });
  }
  return [...wanted.values()];
}

function located({ modules }: Configuration, { file, span, message }: Refusal): string {
  const text = modules.find(({ source }) => source.path === file)?.source.text ?? '';
  const { line, column } = positionAt(lineStarts(text), span.start);
  return printable(`${file}:${line}:${column}: ${message}`);
}
