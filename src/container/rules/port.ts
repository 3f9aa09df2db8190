import { commonSources } from '../../base/rule-sources.ts';
import type { Span } from '../../base/text.ts';
import type { Build } from '../recipe.ts';
import { membersAt } from '../scope.ts';
import { sources } from '../sources.ts';
import type { ContainerRule } from './rule.ts';

/** The exposed ports that are written as literal names, such as 4040/tcp. */
export function portsOf({ set }: Build): (Span & { readonly value: number })[] {
  return membersAt(set, ['config', 'ExposedPorts']).flatMap(({ value: name, start, end }) => {
    const port = /^(\d{1,5})(?:\/(?:tcp|udp))?$/.exec(name ?? '')?.[1];
    return port === undefined ? [] : [{ value: Number(port), start, end }];
  });
}

export const exposedPort: ContainerRule = {
  id: 'container.port',
  severity: 'info',
  title: 'The image exposes the port of the server',
  why: 'ExposedPorts is what people and tools read to find the port; the server listens on 4040 unless told otherwise.',
  sources: [commonSources.pyroscopeImage, sources.imageSpec],
  check({ images, isPyroscope }) {
    if (!isPyroscope) return [];
    return images.flatMap((image) =>
      portsOf(image).some(({ value }) => value === 4040)
        ? []
        : [{ span: image.at, message: 'port 4040 is not exposed', hint: 'config.ExposedPorts."4040/tcp" = { };' }],
    );
  },
};
