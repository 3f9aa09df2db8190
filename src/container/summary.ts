/** What a container build tells the manifests and the documentation. */
import type { Located } from '../base/located.ts';
import type { ContainerSummary } from '../base/rollout/configurations.ts';
import type { Span } from '../base/text.ts';
import { configured, type Recipe, wordsOf } from './recipe.ts';
import { embedsAssets } from './rules/embed-assets.ts';
import { portsOf } from './rules/port.ts';
import { attribute, type InScope, knownText, membersAt } from './scope.ts';

/** Of the first image of the file. */
export function summarise({ source, images, server, version }: Recipe): ContainerSummary {
  const located = <T>(value: T, { start, end }: Span, file = source.path): Located<T> => ({
    value,
    file,
    span: { start, end },
  });
  const text = (at: InScope | undefined): Located<string> | undefined => {
    const value = knownText(at);
    return at && value !== undefined ? located(value, at.expression, at.scope.file) : undefined;
  };
  const [image] = images;
  const name = image && text(attribute(image.set, ['name']));
  const tag = image && text(attribute(image.set, ['tag']));
  const user = image && text(configured(image, 'User'));
  const embeds = server && embedsAssets(server);
  return {
    ...(name ? { name } : {}),
    ...(tag ? { tag } : {}),
    ...(version ? { version: located(version.value, version, version.file) } : {}),
    ...(user ? { user } : {}),
    ...(server && embeds !== undefined ? { embedsAssets: located(embeds, server.at, server.set.scope.file) } : {}),
    ports: image ? portsOf(image).map((port) => located(port.value, port)) : [],
    volumes: image
      ? membersAt(image.set, ['config', 'Volumes']).flatMap((name) =>
          name.value === undefined ? [] : [located(name.value, name)],
        )
      : [],
    command: image
      ? (['Entrypoint', 'Cmd'] as const).flatMap((key) =>
          (wordsOf(image, key) ?? []).flatMap((word) => text(word) ?? []),
        )
      : [],
  };
}
