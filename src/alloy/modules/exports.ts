import { parseType, type Type } from '../catalogue/type.ts';
import type { View } from '../catalogue/view.ts';
import type { Block, Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';

const known = new WeakMap<View, WeakMap<Block, ReadonlyMap<string, Type>>>();

/** What a `declare` block exports, by the labels of its `export` blocks: `any` where the type is only known when Alloy runs. */
export function exportsOfDeclaration(declaration: Block, view: View): ReadonlyMap<string, Type> {
  let ofView = known.get(view);
  if (!ofView) {
    ofView = new WeakMap();
    known.set(view, ofView);
  }
  let found = ofView.get(declaration);
  if (!found) {
    found = readExports(declaration, view);
    ofView.set(declaration, found);
  }
  return found;
}

function readExports({ body: { statements } }: Block, view: View): ReadonlyMap<string, Type> {
  const found = new Map<string, Type>();
  const inner = new Map<string, Block>();
  for (const statement of statements)
    if (statement.kind === 'block' && statement.label)
      inner.set(`${statement.name}.${statement.label.text}`, statement);
  for (const statement of inner.values()) {
    if (statement.name !== 'export' || !statement.label) continue;
    const value = exportedBy(statement);
    found.set(statement.label.text, (value && typeOf(value, inner, view)) ?? parseType('any'));
  }
  return found;
}

/** The value of an `export` block. */
function exportedBy(block: Block): Expression | undefined {
  for (const statement of block.body.statements)
    if (statement.kind === 'attribute' && statement.name.text === 'value') return statement.value;
  return undefined;
}

/** The type of a plain reference to one of the components of Alloy in the declaration. */
function typeOf(value: Expression, inner: ReadonlyMap<string, Block>, view: View): Type | undefined {
  if (value.kind !== 'access') return undefined;
  const to = inner.get(dotted(value.value) ?? '');
  return to && view.component(to.name)?.exports.get(value.name.text);
}

function dotted(expression: Expression): string | undefined {
  if (expression.kind === 'identifier') return expression.name;
  if (expression.kind !== 'access') return undefined;
  const before = dotted(expression.value);
  return before === undefined ? undefined : `${before}.${expression.name.text}`;
}

/** The arguments that a `declare` block takes -> whether each may be left out. */
export function argumentsOfDeclaration(declaration: Block): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const statement of declaration.body.statements) {
    if (statement.kind !== 'block' || statement.name !== 'argument' || !statement.label) continue;
    found.set(statement.label.text, mayBeLeftOut(statement));
  }
  return found;
}

/** Also where a name is misspelled: it may be `optional`. */
function mayBeLeftOut({ body }: Block): boolean {
  return body.statements.some((inner) => {
    if (inner.kind === 'block') return true;
    if (inner.name.text === 'optional') return constantOf(inner.value) !== false;
    return inner.name.text !== 'default' && inner.name.text !== 'comment';
  });
}
