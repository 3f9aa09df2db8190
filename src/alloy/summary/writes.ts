import type { Located } from '../../base/located.ts';
import type { AlloySummary } from '../../base/rollout/configurations.ts';
import { endpointsOf } from '../rules/endpoints.ts';
import { originsOf } from '../rules/origins.ts';
import type { Placed } from '../rules/world.ts';
import type { Block, Expression } from '../syntax/tree.ts';
import { writtenIn } from '../types/written.ts';
import { placeOf, type Running, textIn, unique } from './running.ts';

type Write = AlloySummary['writes'][number];

/** The endpoints of each pyroscope.write that something sends to. */
export function writesOf(running: Running): readonly Write[] {
  const found: Write[] = [];
  for (const placed of running.placed) {
    const { node } = placed;
    if (node.kind !== 'component' || node.block.name !== 'pyroscope.write' || !node.used) continue;
    for (const endpoint of endpointsOf(node)) {
      const value = writtenIn(endpoint).attributes.get('url')?.value;
      const url = value && textIn(running.world, value, placed);
      if (!url) continue;
      const tenant = tenantOf(running, endpoint, placed);
      found.push({ url: { ...url, value: withoutUser(url.value) }, ...(tenant ? { tenant } : {}) });
    }
  }
  return unique(found);
}

/** `http://user:password@host` -> `http://host`. */
function withoutUser(url: string): string {
  return url.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#]*@/, '$1');
}

/** Names of headers mean the same in either case; the one that is written last counts. */
function tenantOf({ world }: Running, endpoint: Block, placed: Placed): Write['tenant'] {
  const { attributes } = writtenIn(endpoint);
  let found: Located<string | undefined> | undefined;
  for (const name of ['headers', 'http_headers']) {
    const value = attributes.get(name)?.value;
    if (!value) continue;
    for (const origin of originsOf(world, value, placed)) {
      if (origin.kind === 'expression' && origin.expression.kind === 'null') continue;
      // What an object holds that is only known when Alloy runs may be a tenant too.
      if (origin.kind !== 'expression' || origin.expression.kind !== 'object') {
        found = { value: undefined, ...placeOf(placed.node, value) };
        continue;
      }
      for (const field of origin.expression.fields)
        if (field.key.text.toLowerCase() === 'x-scope-orgid')
          found = textIn(world, only(field.value), origin) ?? {
            value: undefined,
            ...placeOf(origin.node, field.value),
          };
    }
  }
  return found;
}

/** The single element of a list, as `http_headers` has them. */
function only(value: Expression): Expression {
  const [first, another] = value.kind === 'list' ? value.elements : [];
  return first && !another ? first : value;
}
