import { commonSources } from '../../base/rule-sources.ts';
import { attribute, knownText } from '../scope.ts';
import type { ContainerRule } from './rule.ts';

export const latest: ContainerRule = {
  id: 'container.latest',
  severity: 'warning',
  title: 'The image has a tag that stays what it is',
  why: 'latest is a name for something else tomorrow: a node that restarts may run another server than its neighbour, and there is nothing to roll back to.',
  sources: [commonSources.kubernetesImages],
  check({ calls }) {
    return calls.flatMap(({ set }) =>
      ['tag', 'finalImageTag'].flatMap((key) => {
        const at = attribute(set, [key]);
        if (!at || knownText(at) !== 'latest' || attribute(set, ['imageDigest'])) return [];
        const { start, end } = at.expression;
        return [
          {
            file: at.scope.file,
            span: { start, end },
            message: 'the image is tagged latest',
            hint: 'Tag it with the version of what is in it.',
          },
        ];
      }),
    );
  },
};
