import { everyExpression } from '../../base/nix/visit.ts';
import { isFrom } from '../recipe.ts';
import type { ContainerRule } from './rule.ts';

export const modulePath: ContainerRule = {
  id: 'container.module-path',
  severity: 'warning',
  title: 'The ldflags name the module as the version calls it',
  why: 'From 2.0 the path of the Go module ends with /v2. The linker ignores a variable that is not there, so that the server reports no version.',
  sources: ['grafana/pyroscope, go.mod'],
  check({ server, version }) {
    const isV2 = isFrom(version?.value, [2, 0]);
    if (!server || isV2 === undefined) return [];
    const { file } = server.set.scope;
    return [...everyExpression(server.set.expression)].flatMap((one) => {
      if (one.kind !== 'string') return [];
      return one.parts.flatMap((part) => {
        const path =
          part.kind === 'text' ? /github\.com\/grafana\/pyroscope(\/v2)?\/[\w/]*\.\w+=/.exec(part.value) : null;
        if (!path || (path[1] !== undefined) === isV2) return [];
        const message = `version ${version?.value} has its module at github.com/grafana/pyroscope${isV2 ? '/v2' : ''}`;
        return [{ file, span: part, message, hint: 'Otherwise the variable is set in no package.' }];
      });
    });
  },
};
