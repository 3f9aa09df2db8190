import { everyExpression } from '../../base/nix/visit.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { ContainerRule } from './rule.ts';

export const dataDirectory: ContainerRule = {
  id: 'container.data-directory',
  severity: 'warning',
  title: 'The image has a folder for data',
  why: 'The server writes to ./data, which is /data in an image without WorkingDir. Where no volume is mounted there and the user is not root, it cannot create the folder and stops.',
  sources: [commonSources.pyroscopeImage],
  check({ images, isPyroscope }) {
    if (!isPyroscope) return [];
    return images.flatMap(({ at, set }) => {
      const mentions = [...everyExpression(set.expression)].some(
        (one) =>
          one.kind === 'string' &&
          one.parts.some((part) => part.kind === 'text' && /(?:^|[\s"'./])data(?:$|[\s"'/;])/.test(part.value)),
      );
      if (mentions) return [];
      const hint = 'Create it with its owner in fakeRootCommands, and name it in config.Volumes.';
      return [{ span: at, message: 'nothing in the image makes a folder for data', hint }];
    });
  },
};
