import { excerpt } from '../../base/display.ts';
import type { Custom } from '../scope.ts';
import type { Block } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
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
        name: excerpt(name, 80),
      });
  for (const { value } of attributes.values()) evaluate(walk, value);
  // What an import brings is known to whoever reads the imported file.
  if (custom.kind === 'import') return;
  if (block.parts.length > 1) {
    const label = custom.block.label?.text ?? '';
    remark(walk, headOf(block), {
      rule: 'alloy.unknown-component',
      message: `"${block.name}" is looked for in the declaration of "${label}", which is one component`,
      hint: `Rename the declaration: "${label}" hides Alloy's components of that prefix`,
    });
    return;
  }
  const declared = argumentsOf(custom.block);
  for (const [name, { name: at }] of attributes)
    if (!declared.has(name)) remarkUnknown(walk, at, { what: 'attribute', name, known: () => declared.keys() });
  for (const [name, optional] of declared)
    if (!optional && !attributes.has(name))
      remark(walk, headOf(block), {
        rule: 'alloy.missing-attribute',
        message: `argument "${name}" of the declared component is required and missing`,
        name,
      });
}

/** Argument -> whether it may be left out. */
function argumentsOf(declaration: Block): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const statement of declaration.body.statements) {
    if (statement.kind !== 'block' || statement.name !== 'argument' || !statement.label) continue;
    const optional = writtenIn(statement).attributes.get('optional');
    found.set(statement.label.text, optional !== undefined && constantOf(optional.value) !== false);
  }
  return found;
}
