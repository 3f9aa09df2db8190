import { bare } from '../../base/nix/tree.ts';
import type { Build } from '../recipe.ts';
import { attribute, computed, type InScope, textOf } from '../scope.ts';
import { type ContainerRule, inspectProgram } from './rule.ts';

/** What the build says of the tag. */
export function embedsAssets({ set }: Build): boolean | undefined {
  const [tags, flags] = [textsIn(attribute(set, ['tags'])), textsIn(attribute(set, ['buildFlags']))];
  if ([...tags, ...flags].some((text) => text?.split(/[\s,=]+/).includes('embedassets'))) return true;
  return [...tags, ...flags].includes(undefined) ? undefined : false;
}

/** The texts of a list, of lists that are joined, or one text; undefined among them for what is computed. */
function textsIn(at: InScope | undefined): (string | undefined)[] {
  if (!at) return [];
  const inner = bare(at.expression);
  const within = (expression: InScope['expression']): InScope => ({ expression, scope: at.scope });
  if (inner.kind === 'list') return inner.elements.flatMap((element) => textsIn(within(element)));
  if (inner.kind === 'binary' && inner.operator === '++')
    return [...textsIn(within(inner.left)), ...textsIn(within(inner.right))];
  const text = textOf(at);
  return [text?.includes(computed) ? undefined : text];
}

export const embedAssets: ContainerRule = {
  id: 'container.embed-assets',
  severity: 'blocker',
  title: 'The server is built with the tag embedassets',
  why: 'Without it the user interface is left out: / answers with status 200 and a line about a development mode, so that no probe notices. The package of nixpkgs is built without it.',
  sources: ['grafana/pyroscope, ui/assets.go'],
  check({ server, ready, isPyroscope, images, source }) {
    if (!isPyroscope) return [];
    const hint = 'Add tags = [ "netgo" "embedassets" ], and give the build its frontend.';
    if (server) {
      const { file } = server.set.scope;
      const answer = embedsAssets(server);
      if (answer === true) return [];
      if (answer === false)
        return [{ file, span: server.at, message: 'the server is built without the tag embedassets', hint }];
      const message = 'whether the server is built with the tag embedassets is computed';
      return [{ file, span: server.at, message, hint: inspectProgram, status: 'unknown' }];
    }
    if (ready)
      return [
        {
          span: ready,
          message: 'nixpkgs builds its pyroscope without the tag embedassets',
          hint: `Override it. ${hint}`,
        },
      ];
    const span = images[0]?.at ?? { start: 0, end: Math.min(source.text.length, 1) };
    const message = 'the build of the server is not in this file, so that its tags are not known';
    return [{ span, message, hint: inspectProgram, status: 'unknown' }];
  },
};
