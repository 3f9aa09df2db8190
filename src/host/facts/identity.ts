import type { Facts } from '../../base/facts.ts';
import { type Draft, defined, take } from './draft.ts';
import { capabilities, count, initialUserNamespace, path } from './values.ts';

/** Who the probe was on the host, and what it had at hand. */
export function probeFacts(draft: Draft): Facts['probe'] {
  const status = '/proc/self/status';
  const uid = take(draft, 'uid', '/probe', count, status);
  if (uid === undefined) return undefined;
  return {
    uid,
    ...defined<Omit<NonNullable<Facts['probe']>, 'uid'>>({
      viaSudo: take(draft, 'sudo', '/probe/viaSudo', (text) => uid === 0 && text === '1', 'SUDO_UID, DOAS_USER'),
      capabilities: take(draft, 'capabilities', '/probe/capabilities', capabilities, status),
      initialUserNamespace: take(
        draft,
        'user_namespace',
        '/probe/initialUserNamespace',
        initialUserNamespace,
        '/proc/self/uid_map',
      ),
      tools: tools(draft),
    }),
  };
}

function tools(draft: Draft): Record<string, string> {
  const found = (draft.frame.lists.get('tool') ?? []).slice(0, 64).flatMap((text) => {
    const [name = '', where = ''] = text.split(/ (.*)/s);
    return /^[a-z0-9]{1,32}$/.test(name) && path(where) !== undefined ? [[name, where] as const] : [];
  });
  return Object.fromEntries(found);
}
