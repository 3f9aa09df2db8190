import type { Type } from '../catalogue/type.ts';
import type { Argument, Body as Shape, View } from '../catalogue/view.ts';
import type { Node } from '../references/model.ts';
import type { Attribute, Body } from '../syntax/tree.ts';

/** An attribute of a component or one of its blocks, with what the catalogue says of it. */
export interface WrittenAttribute {
  readonly attribute: Attribute;
  readonly type: Type;
  readonly argument?: Argument;
  /** Names of the blocks around, then its own. */
  readonly inside: readonly string[];
}

const known = new WeakMap<View, WeakMap<Node, readonly WrittenAttribute[]>>();

/** All attributes of a node that the version of Alloy knows, those of its blocks too. Not those of custom components. */
export function attributesOf(view: View, node: Node): readonly WrittenAttribute[] {
  const ofView = known.get(view) ?? new WeakMap<Node, readonly WrittenAttribute[]>();
  known.set(view, ofView);
  let found = ofView.get(node);
  if (!found) {
    found = readAttributes(view, node);
    ofView.set(node, found);
  }
  return found;
}

function readAttributes(view: View, { kind, component, block }: Node): readonly WrittenAttribute[] {
  const raw = component?.raw ?? (kind === 'config' ? view.config(block.name)?.raw : undefined);
  const found: WrittenAttribute[] = [];
  if (raw) readBody(view, view.bodyOf(raw), block.body, [], found);
  return found;
}

function readBody(view: View, shape: Shape, body: Body, inside: readonly string[], found: WrittenAttribute[]): void {
  if (shape.statements) return;
  for (const statement of body.statements) {
    if (statement.kind === 'attribute') {
      const name = statement.name.text;
      const argument = shape.args.get(name);
      const type = argument?.type ?? shape.freeform;
      if (type)
        found.push({ attribute: statement, type, ...(argument ? { argument } : {}), inside: [...inside, name] });
      continue;
    }
    const block = shape.blocks.get(statement.name);
    if (block) readBody(view, view.bodyOf(block.raw), statement.body, [...inside, statement.name], found);
  }
}
