/** The hosts that a flake names, read without evaluating it. */
import { readNix } from '../../base/nix/read.ts';
import { bare, type NixBinding, type NixExpression } from '../../base/nix/tree.ts';
import { everyExpression } from '../../base/nix/visit.ts';
import type { SourceText } from '../../base/text.ts';
import { wordsOf } from './properties.ts';

const output = 'nixosConfigurations';

/**
 * The names in `nixosConfigurations = { HOST = …; }`, in `nixosConfigurations.HOST = …`, and in a list of names that
 * genAttrs makes it of; in the order of the text. Empty where the text does not say them so plainly.
 */
export async function flakeHosts(flake: SourceText): Promise<readonly string[]> {
  const { expression } = await readNix(flake);
  if (!expression) return [];
  const found = new Set<string>();
  for (const at of everyExpression(expression)) {
    if (at.kind !== 'set') continue;
    for (const binding of at.bindings) for (const name of namesIn(binding)) found.add(name);
  }
  return [...found];
}

function namesIn(binding: NixBinding): readonly string[] {
  if (binding.kind === 'inherit') return [];
  const at = binding.path.findIndex(({ value }) => value === output);
  if (at < 0) return [];
  const below = binding.path[at + 1];
  if (below) return below.value === undefined ? [] : [below.value];
  return namesOf(binding.value);
}

function namesOf(value: NixExpression): readonly string[] {
  const inner = bare(value);
  if (inner.kind === 'set')
    return inner.bindings.flatMap((binding) =>
      binding.kind === 'inherit' ? binding.names.flatMap((name) => name.value ?? []) : (binding.path[0]?.value ?? []),
    );
  const { name, arguments: given } = wordsOf(inner);
  const list = name === 'genAttrs' && given[0] ? bare(given[0]) : undefined;
  if (list?.kind !== 'list') return [];
  return list.elements.flatMap((element) => {
    const one = bare(element);
    return one.kind === 'string' && one.value !== undefined ? [one.value] : [];
  });
}
