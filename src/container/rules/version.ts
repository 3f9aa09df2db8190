import { attribute, knownText } from '../scope.ts';
import { sources } from '../sources.ts';
import type { ContainerRule } from './rule.ts';

export const version: ContainerRule = {
  id: 'container.version',
  severity: 'warning',
  title: 'The tag of the image is the version of the server in it',
  why: 'Manifests and documentation name the image by its tag; what runs is another version.',
  sources: [sources.dockerTools],
  check({ images, version: built, isPyroscope }) {
    if (!isPyroscope || !built) return [];
    return images.flatMap(({ set }) => {
      const at = attribute(set, ['tag']);
      const tag = knownText(at);
      // A suffix is a build of ours: 2.2.1-nix3.
      if (!at || tag === undefined || !/^v?\d+\.\d+/.test(tag)) return [];
      if (new RegExp(`^v?${built.value.replace(/[^\w]/g, '\\$&')}(?![\\w.])`).test(tag)) return [];
      const { start, end } = at.expression;
      const message = `the image is tagged ${tag.slice(0, 60)}, and the server in it is ${built.value.slice(0, 60)}`;
      return [{ span: { start, end }, message, hint: 'Write the version once, and use it for both.' }];
    });
  },
};
