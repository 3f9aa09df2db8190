import type { Node } from '../references/model.ts';
import type { Block, Expression } from '../syntax/tree.ts';
import { writtenIn } from '../types/written.ts';
import { constantIn } from './origins.ts';
import type { RuleContext } from './rule.ts';
import type { Placed } from './world.ts';

/** The URL of an endpoint, where it is known before Alloy runs. */
export interface EndpointUrl {
  readonly text: string;
  /** Where it is written: in the component, or where its module is used. */
  readonly node: Node;
  readonly at: Expression;
  /** Names of the blocks and the attribute around it, where that is the component. */
  readonly inside: readonly string[];
}

/** The blocks named `endpoint` of a component. */
export function endpointsOf({ block }: Node): readonly Block[] {
  return block.body.statements.flatMap((one) => (one.kind === 'block' && one.name === 'endpoint' ? [one] : []));
}

/** Calls back for each URL of a pyroscope.write that is a constant. */
export function eachUrl({ world, notLookedInto }: RuleContext, take: (url: EndpointUrl) => void): void {
  for (const instance of world.instances)
    for (const node of world.nodesOf(instance)) {
      if (node.block.name !== 'pyroscope.write' || node.kind !== 'component') continue;
      const placed: Placed = { node, instance };
      for (const endpoint of endpointsOf(node)) {
        const value = writtenIn(endpoint).attributes.get('url')?.value;
        const constant = value && constantIn(world, value, placed);
        if (typeof constant?.value === 'string')
          take({
            text: constant.value,
            node: constant.node,
            at: constant.expression,
            inside: constant.node === node ? ['endpoint', 'url'] : [],
          });
        else if (value) notLookedInto.add('URLs that are only known when Alloy runs');
      }
    }
}
