import type { Facts, Gap } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type Draft, defined } from '../facts/draft.ts';
import { withoutAddresses } from './addresses.ts';
import { isGap, type Listed, membersAt, type Row, secondsSince, told } from './rows.ts';

type Clusters = NonNullable<NonNullable<Facts['cnpg']>['clusters']>;
type Cluster = Clusters[string];

/**
 * CloudNativePG's clusters by `NAMESPACE/NAME`. A Kubernetes without CloudNativePG is the gap `missing`. `now` in
 * milliseconds.
 */
export function cnpgFacts(draft: Draft, list: Listed | Gap, backups: Listed | Gap, now: number): Facts['cnpg'] {
  if (isGap(list)) {
    draft.gaps.set('/cnpg', list);
    return undefined;
  }
  told(draft, '/cnpg', 'clusters.postgresql.cnpg.io, backups.postgresql.cnpg.io');
  const at = ['cnpg', 'clusters'];
  const members = list.rows.flatMap((row) => {
    const [namespace, name] = [row.text(0), row.text(1)];
    if (row.kind !== 'cluster' || namespace === undefined || name === undefined) return [];
    const key = `${namespace}/${name}`;
    const gap = (member: string, gap: Gap) => draft.gaps.set(pointerOf([...at, key, member]), gap);
    const phase = row.text(2);
    if (phase === undefined) gap('phase', { reason: 'missing', detail: 'CloudNativePG has not judged it yet' });
    const reason = row.text(3);
    const age = backupAge(row, isGap(backups) ? [] : backups.rows, key, now);
    // The operator says nothing of backups by plugins: without the list of backups, nothing is known.
    if (age === undefined)
      gap('backupAge', isGap(backups) ? backups : { reason: 'missing', detail: 'no backup was completed' });
    const cluster = defined<Cluster>({
      namespace,
      name,
      phase,
      reason: reason === undefined ? undefined : withoutAddresses(reason),
      wanted: row.count(4),
      ready: row.count(5) ?? 0,
      primary: row.text(6),
      target: row.text(7),
      backups: row.text(9) === 'yes' || age !== undefined,
      backupAge: age,
      archiving: row.text(10) === undefined ? undefined : row.text(10) === 'True',
    });
    return [[key, cluster] as const];
  });
  return { clusters: membersAt(draft, at, list, members) };
}

/** Seconds since the last backup that was completed: by the cluster's status, which knows none of plugins, or the newest Backup. */
function backupAge(row: Row, backups: readonly Row[], key: string, now: number): number | undefined {
  const own = backups.filter((one) => one.kind === 'backup' && `${one.text(0)}/${one.text(1)}` === key);
  const ages = [row.text(8), ...own.map((one) => one.text(2))].flatMap((time) => secondsSince(time, now) ?? []);
  return ages.length === 0 ? undefined : Math.min(...ages);
}
