/** `preflight nix --patch`: a diff on standard output, or with --write the file itself. */
import { InputError } from '../base/errors.ts';
import type { NixRemedy } from '../nix/module.ts';
import { rewrite } from '../nix/patch/write.ts';
import { patchConfiguration } from '../tasks/patch.ts';
import { print } from './output.ts';

export interface PatchArguments {
  readonly out?: string | undefined;
  readonly patch?: string | undefined;
  readonly write?: boolean | undefined;
}

/** Throws InputError for options that contradict each other. */
export function provePatchArguments({ out, patch, write }: PatchArguments): void {
  if (patch !== undefined && out !== undefined)
    throw new InputError('--out writes a module of its own, --patch changes a file: give one of them.');
  if (write && patch === undefined) throw new InputError('--write writes a patch: name the file with --patch FILE.');
}

/** Prints or writes the patch, and returns what there is to say of it. Throws InputError before anything is written. */
export async function deliverPatch(file: string, write: boolean, remedies: readonly NixRemedy[]): Promise<string[]> {
  const { diff, files, notFollowed } = await patchConfiguration(file, remedies);
  const said = notFollowed.map((what) => `not looked into: ${what}`);
  if (diff === '') return [...said, `${file} declares everything that failed; nothing is left to change.`];
  if (write) await rewrite(files);
  else await print(diff);
  const names = files.map(({ path }) => path).join(', ');
  const done = write ? `${names}: written.` : 'Apply it at the top of the repository with `git apply`.';
  return [...said, `${done} Proved by reading the files again, not by evaluating them.`];
}
