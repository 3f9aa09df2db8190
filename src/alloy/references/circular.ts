import { customOf } from '../scope.ts';
import { headOf } from '../types/written.ts';
import { type Context, headAsRelated, quoted, say } from './context.ts';
import { cyclesOf } from './cycles.ts';
import type { Model, Module, Node } from './model.ts';

/** So many members of a cycle are named. */
const shown = 10;

/** Reports components that wait for each other's exports, and declarations that contain each other. */
export function checkCycles(context: Context): void {
  const { nodes } = context.model;
  const edges = edgesOf(context.model);
  const before = (left: number, right: number): number => {
    const [one, other] = [nodes[left], nodes[right]];
    return one && other ? order(one, other) : 0;
  };
  for (const cycle of cyclesOf(nodes.length, (node) => edges[node] ?? [], before)) {
    const members = cycle.flatMap((index) => nodes[index] ?? []);
    const [first, second = first] = members;
    if (!first || !second) continue;
    const closing = first.references.find(({ to }) => to === second);
    const names = members.slice(0, shown).map(({ id }) => id);
    const more = members.length > shown ? ` -> and ${members.length - shown} more` : '';
    const contain = first.block.name === 'declare';
    say(context, first, closing?.at ?? headOf(first.block), {
      rule: 'alloy.cycle',
      message: contain
        ? `a declaration contains itself: ${[...names, first.id].map(quoted).join(' -> ')}`
        : `components wait for each other: ${names.map(quoted).join(' -> ')}${more} -> ${quoted(first.id)}`,
      ...(closing ? { inside: closing.inside } : {}),
      related: members.slice(1, shown).map((node) => headAsRelated(node, 'it is part of the circle')),
    });
  }
}

/** By id first: what is reported must not depend on the order of the blocks. */
function order(left: Node, right: Node): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : left.index - right.index;
}

/** Node -> what it needs: what it refers to, and for a declaration the declarations that it uses. Itself is another rule's. */
function edgesOf({ nodes, references }: Model): readonly (readonly number[])[] {
  const edges = nodes.map((): number[] => []);
  for (const { from, to } of references)
    if (from !== to && from.module === to.module) edges[from.index]?.push(to.index);
  const ofBlock = new Map(nodes.map((node) => [node.block, node]));
  for (const { kind, module, block } of nodes) {
    const custom = kind === 'custom' ? customOf(module.scope, block) : undefined;
    const to = custom?.kind === 'declare' ? ofBlock.get(custom.block) : undefined;
    const from = to && ownerIn(module, to.module);
    if (to && from && from.block.name === 'declare') edges[from.index]?.push(to.index);
  }
  return edges;
}

/** The block of a module that a deeper module stands in. */
function ownerIn(inner: Module, outer: Module): Node | undefined {
  let owner = inner.owner;
  while (owner && owner.module !== outer) owner = owner.module.owner;
  return owner;
}
