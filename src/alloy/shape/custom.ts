import { excerpt } from '../../base/display.ts';
import { didYouMean } from '../../base/suggest.ts';
import { mistypedIn } from '../mistyped.ts';
import { argumentsOfDeclaration } from '../modules/exports.ts';
import { type Custom, declarationOf } from '../scope.ts';
import type { Block } from '../syntax/tree.ts';
import { evaluate } from '../types/expression.ts';
import { headOf, writtenIn } from '../types/written.ts';
import { remark, type Walk } from '../walk.ts';
import { remarkUnknown } from './unknown.ts';

/** A component that the configuration itself declares: it takes the arguments that its declaration names, and no blocks. */
export function checkCustom(walk: Walk, block: Block, custom: Custom): void {
  const { attributes, blocks } = writtenIn(block);
  for (const [name, [first]] of blocks)
    if (first)
      remark(walk, headOf(first), {
        rule: 'alloy.unknown-block',
        message: `a custom component takes no blocks, and "${excerpt(name, 80)}" is one`,
        hint: 'Give it as an attribute',
        name,
      });
  for (const { value } of attributes.values()) evaluate(walk, value);
  if (custom.kind === 'import' && !walk.scope.imports.has(custom.block)) return;
  const declaration = declarationOf(walk.scope, block);
  if (!declaration) {
    const label = excerpt(custom.block.label?.text ?? '', 80);
    remark(walk, headOf(block), {
      rule: 'alloy.unknown-component',
      message:
        custom.kind === 'import'
          ? `the files that "${label}" imports declare no "${excerpt(block.name.slice(label.length + 1), 80)}"`
          : `"${excerpt(block.name, 80)}" is looked for in the declaration of "${label}", which is one component`,
      hint:
        custom.kind === 'import'
          ? didYouMean(block.parts[1]?.text ?? '', walk.scope.imports.get(custom.block)?.keys() ?? [])
          : `Rename the declaration: "${label}" hides Alloy's components of that prefix`,
    });
    return;
  }
  const declared = argumentsOfDeclaration(declaration);
  const unknown = [...attributes.keys()].filter((name) => !declared.has(name));
  const missing = [...declared].flatMap(([name, optional]) => (optional || attributes.has(name) ? [] : name));
  const mistyped = mistypedIn(unknown, missing);
  for (const name of unknown) {
    const meant = mistyped.get(name);
    const at = attributes.get(name)?.name ?? headOf(block);
    const known = () => declared.keys();
    remarkUnknown(walk, at, { what: 'attribute', name, known, ...(meant === undefined ? {} : { meant }) });
  }
  const meant = new Set(mistyped.values());
  for (const name of missing)
    if (!meant.has(name))
      remark(walk, headOf(block), {
        rule: 'alloy.missing-attribute',
        message: `argument "${excerpt(name, 80)}" of the declared component is required and missing`,
        name,
      });
}
