import type { Findings } from '../../base/findings.ts';
import type { Type } from '../catalogue/type.ts';
import type { View } from '../catalogue/view.ts';
import { headAsRelated, quoted, say } from '../references/context.ts';
import type { Block } from '../syntax/tree.ts';
import { refusal } from '../types/convert.ts';
import { kindText, valueOfType } from '../types/value.ts';
import { attributesOf } from './attributes.ts';
import { originsOf } from './origins.ts';
import type { World } from './world.ts';

interface Context {
  readonly view: View;
  readonly world: World;
  readonly findings: Findings;
  readonly faulty: Set<Block>;
}

/**
 * Reports what a component gets through the arguments and exports of modules and is of another type than it wants: only
 * here is known what it will be. What is wrong with a plain reference was reported with the other types.
 */
export function checkHandedOn({ view, world, findings, faulty }: Context): void {
  const said = new Set<string>();
  for (const instance of world.instances)
    for (const node of world.nodesOf(instance)) {
      if (faulty.has(node.block)) continue;
      for (const { attribute, type, inside } of attributesOf(view, node)) {
        const wanted = elementOf(type);
        if (wanted.kind !== 'capsule') continue;
        for (const origin of originsOf(world, attribute.value, { node, instance })) {
          if (origin.kind !== 'component') continue;
          const exported = origin.node.component?.exports.get(origin.name);
          const given = exported && valueOfType(elementOf(exported));
          const key = `${node.index} ${origin.at.start} ${origin.node.index}`;
          if (!given || refusal(given, wanted) === undefined || said.has(key)) continue;
          said.add(key);
          say({ findings, faulty }, node, origin.at, {
            rule: 'alloy.wrong-type',
            message: `a value of type ${view.typeText(wanted)} is wanted, this is the ${kindText(given, view.typeText)} of ${quoted(origin.node.id)}`,
            inside,
            related: [headAsRelated(origin.node, 'it comes from here')],
          });
        }
      }
    }
}

/** Origins are the elements of lists. */
function elementOf(type: Type): Type {
  return type.kind === 'list' ? type.of : type;
}
