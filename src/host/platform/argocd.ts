import type { Facts, Gap } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type Draft, defined } from '../facts/draft.ts';
import { isGap, type Listed, membersAt, told } from './rows.ts';

type Applications = NonNullable<NonNullable<Facts['argocd']>['applications']>;

/** Argo CD's applications by `NAMESPACE/NAME`. A cluster without Argo CD is the gap `missing`. */
export function argocdFacts(draft: Draft, list: Listed | Gap): Facts['argocd'] {
  if (isGap(list)) {
    draft.gaps.set('/argocd', list);
    return undefined;
  }
  told(draft, '/argocd', 'applications.argoproj.io');
  const at = ['argocd', 'applications'];
  const members = list.rows.flatMap((row) => {
    const [namespace, name, sync, health] = [row.text(0), row.text(1), row.text(2), row.text(3)];
    if (row.kind !== 'application' || namespace === undefined || name === undefined) return [];
    const key = `${namespace}/${name}`;
    const application = defined<Applications[string]>({
      namespace,
      name,
      sync,
      health,
      revision: row.text(4),
      operation: row.text(5),
      conditions: row.rest(6).slice(0, 32),
    });
    for (const [member, value] of [['sync', sync] as const, ['health', health] as const])
      if (value === undefined)
        draft.gaps.set(pointerOf([...at, key, member]), { reason: 'missing', detail: 'Argo CD has not judged it yet' });
    return [[key, application] as const];
  });
  return { applications: membersAt(draft, at, list, members) };
}
