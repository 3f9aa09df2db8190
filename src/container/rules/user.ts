import { configured, type Recipe } from '../recipe.ts';
import { knownText } from '../scope.ts';
import { sources } from '../sources.ts';
import { type ContainerFinding, type ContainerRule, inspectImage } from './rule.ts';

export const rootUser: ContainerRule = {
  id: 'container.root-user',
  severity: 'warning',
  title: 'The image has a user, and it is not root',
  why: 'Without User everything in the image runs as root, and a pod with runAsNonRoot is refused by the kubelet. The server needs no root.',
  sources: [sources.kubelet, sources.imageSpec],
  check: (recipe) =>
    users(recipe, ({ user, span, message }) => {
      if (user !== undefined && !/^(?:root|0+)?(?::|$)/.test(user)) return undefined;
      return { span, message: message ?? 'the image runs as root', hint: 'config.User = "10001:10001";' };
    }),
};

export const namedUser: ContainerRule = {
  id: 'container.named-user',
  severity: 'warning',
  title: 'The user of the image is a number',
  why: 'The kubelet cannot tell whether a name is root: runAsNonRoot: true without runAsUser refuses the pod.',
  sources: [sources.kubelet],
  check: (recipe) =>
    users(recipe, ({ user, span }) => {
      if (user === undefined || /^(?:\d+|root)?(?::|$)/.test(user)) return undefined;
      return { span, message: 'the user of the image is a name', hint: 'Write its number: "10001:10001".' };
    }),
};

interface User extends Pick<ContainerFinding, 'span'> {
  readonly user: string | undefined;
  readonly message?: string;
}

function users(
  { images, source }: Recipe,
  judge: (user: User) => ContainerFinding | undefined,
): readonly ContainerFinding[] {
  return images.flatMap((image): ContainerFinding | readonly ContainerFinding[] => {
    const at = configured(image, 'User');
    if (!at)
      return (
        judge({ user: undefined, span: image.at, message: 'the image has no user, so that it runs as root' }) ?? []
      );
    const { start, end } = at.expression;
    const user = knownText(at);
    if (user !== undefined) return judge({ user, span: { start, end } }) ?? [];
    const unknown = {
      span: { start, end },
      message: 'the user of the image is computed',
      hint: inspectImage(source.path),
    };
    return judge({ user: '', span: unknown.span }) ? [{ ...unknown, status: 'unknown' }] : [];
  });
}
