/** `preflight nix --patch` and `--module`: a diff on standard output, or with --write the files themselves. */
import { InputError } from '../base/errors.ts';
import type { ModuleContext } from '../nix/module.ts';
import { rewrite } from '../nix/patch/write.ts';
import { includeModule } from '../tasks/include.ts';
import { type Asked, patchConfiguration } from '../tasks/patch.ts';
import { print } from './output.ts';
import { programOnPath } from './program.ts';

export interface PatchArguments {
  readonly out?: string | undefined;
  readonly patch?: string | undefined;
  readonly module?: string | undefined;
  readonly imports?: string | undefined;
  readonly write?: boolean | undefined;
  readonly 'eval-timeout': number;
}

/** Throws InputError for options that contradict each other. */
export function provePatchArguments({ out, patch, module, imports, write }: PatchArguments): void {
  const refuse = (message: string) => {
    throw new InputError(message);
  };
  if (patch !== undefined && out !== undefined)
    refuse('--out writes a module of its own, --patch changes a file: give one of them.');
  if (module !== undefined && (out !== undefined || patch !== undefined))
    refuse('--module is a module and the line that includes it: give it without --out and --patch.');
  if (module !== undefined && imports === undefined)
    refuse('--module needs the file that is to include it: --imports configuration.nix, or flake.nix.');
  if (imports !== undefined && module === undefined)
    refuse('--imports names what includes a module: name the module with --module FILE.');
  if (write && patch === undefined && module === undefined)
    refuse('--write writes a patch: name the file with --patch FILE, or a module with --module.');
}

/** Whether a patch is asked for, and no module on standard output. */
export function wantsPatch({ patch, module }: PatchArguments): boolean {
  return patch !== undefined || module !== undefined;
}

/** Prints or writes the patch, and returns what there is to say of it. Throws InputError before anything is written. */
export async function deliverPatch(args: PatchArguments, asked: Asked, context: ModuleContext): Promise<string[]> {
  const { patch, module, imports = '', write } = args;
  const options = {
    nix: programOnPath('nix-instantiate', process.env.PATH) !== undefined,
    seconds: args['eval-timeout'],
  };
  const { diff, files, notFollowed, proof, advice } =
    module === undefined
      ? await patchConfiguration(patch ?? '', asked, options)
      : await includeModule({ module, imports, asked, context }, options);
  const said = [...notFollowed.map((what) => `not looked into: ${what}`), ...advice];
  const name = module === undefined ? patch : imports;
  const nothing =
    advice.length > 0 ? 'nothing else is left to change' : 'declares everything that failed; nothing is left to change';
  if (diff === '') return [...said, `${name}${advice.length > 0 ? ':' : ''} ${nothing}.`];
  if (write) await rewrite(files);
  else await print(diff);
  const names = files.map(({ path }) => path).join(', ');
  const done = write ? `${names}: written.` : 'Apply it at the top of the repository with `git apply`.';
  const isNew = files.some(({ before }) => before === undefined);
  const track = isNew ? [`\`git add\` ${module}: a flake sees only what git tracks.`] : [];
  return [...said, `${done} ${proof}`, ...track];
}
