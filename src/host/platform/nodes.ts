import type { Facts, Gap } from '../../base/facts.ts';
import { type Draft, defined } from '../facts/draft.ts';
import { isGap, type Listed, membersAt, secondsSince, told } from './rows.ts';

type Nodes = NonNullable<NonNullable<Facts['kubernetes']>['nodes']>;

/** The nodes of the cluster by name. A cluster without one is a gap: nothing could run there. `now` in milliseconds. */
export function nodeFacts(draft: Draft, list: Listed | Gap, now: number): Nodes | undefined {
  const at = ['kubernetes', 'nodes'];
  if (isGap(list) || list.rows.length === 0) {
    draft.gaps.set('/kubernetes/nodes', isGap(list) ? list : { reason: 'empty', detail: 'the cluster has no node' });
    return undefined;
  }
  told(draft, '/kubernetes/nodes', 'nodes');
  const members = list.rows.flatMap((row) => {
    const name = row.text(0);
    if (row.kind !== 'node' || name === undefined) return [];
    const node = defined<Nodes[string]>({
      ready: row.text(1) === 'True',
      reason: row.text(2),
      seconds: secondsSince(row.text(3), now),
      cordoned: row.text(4) === 'true',
      kubelet: row.text(5),
      runtime: row.text(6),
      conditions: row.rest(7).slice(0, 32),
    });
    return [[name, node] as const];
  });
  return membersAt(draft, at, list, members);
}
