import { sources } from '../sources.ts';
import { headOf } from '../types/written.ts';
import { endpointsOf } from './endpoints.ts';
import type { RolloutRule } from './rule.ts';

export const writeEndpoint: RolloutRule = {
  id: 'alloy.write-endpoint',
  severity: 'blocker',
  title: 'A pyroscope.write that is used has an endpoint',
  why: 'Without one Alloy takes the profiles and drops them; it logs nothing.',
  sources: [sources.write],
  check({ model, isFaulty, report }) {
    for (const node of model.nodes)
      if (
        node.used &&
        node.kind === 'component' &&
        node.block.name === 'pyroscope.write' &&
        endpointsOf(node).length === 0 &&
        !isFaulty(node)
      )
        report(node, headOf(node.block), {
          message: `"${node.id}" has no endpoint: it drops every profile`,
          hint: 'Add endpoint { url = "http://pyroscope.NAMESPACE.svc:4040" }',
        });
  },
};
