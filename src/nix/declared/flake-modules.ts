/** The module files that a flake names for a host, read without evaluating it. */

import { readNix } from '../../base/nix/read.ts';
import { bare, type NixExpression, type NixName } from '../../base/nix/tree.ts';
import { everyExpression } from '../../base/nix/visit.ts';
import type { SourceText } from '../../base/text.ts';

/**
 * The literal paths in `nixosConfigurations.HOST = … { modules = [ ./a.nix … ]; }`, as they are written. Empty where the text
 * does not say it so plainly.
 */
export async function flakeModules(flake: SourceText, host: string): Promise<readonly string[]> {
  const { expression } = await readNix(flake);
  if (!expression) return [];
  const own = listsIn([...valuesOf(expression, host)]);
  const lists = own.length > 0 ? own : listsIn([expression]);
  const [only, ...others] = lists;
  return only !== undefined && others.length === 0 ? only : [];
}

/** What is bound to a name, however deep. */
function* valuesOf(root: NixExpression, name: string): Generator<NixExpression> {
  for (const at of everyExpression(root)) {
    if (at.kind !== 'set' && at.kind !== 'legacy-let' && at.kind !== 'let') continue;
    for (const binding of at.bindings)
      if (binding.kind === 'definition' && endsIn(binding.path, name)) yield binding.value;
  }
}

function endsIn(path: readonly NixName[], name: string): boolean {
  return path.at(-1)?.value === name;
}

/** Literal paths of each list that is bound to `modules`; those of one value only once. */
function listsIn(roots: readonly NixExpression[]): readonly (readonly string[])[] {
  const lists = roots.flatMap((root) =>
    [...valuesOf(root, 'modules')].flatMap((value) => {
      const list = bare(value);
      if (list.kind !== 'list') return [];
      const paths = list.elements.flatMap((element) => {
        const one = bare(element);
        return one.kind === 'path' && one.style === 'plain' && one.value !== undefined ? [one.value] : [];
      });
      return paths.length > 0 ? [paths] : [];
    }),
  );
  return [...new Map(lists.map((paths) => [paths.join('\n'), paths])).values()];
}
