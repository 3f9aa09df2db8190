import type { Facts, Gap } from '../../base/facts.ts';
import { type Draft, defined } from '../facts/draft.ts';
import { isGap, type Listed, membersAt, told } from './rows.ts';

type Workloads = NonNullable<NonNullable<Facts['kubernetes']>['workloads']>;
type Workload = NonNullable<Workloads['unfinished']>[string];

/** Deployments, DaemonSets and StatefulSets that are not rolled out, by `KIND NAMESPACE/NAME`. */
export function workloadFacts(draft: Draft, list: Listed | Gap): Workloads | undefined {
  if (isGap(list)) {
    draft.gaps.set('/kubernetes/workloads', list);
    return undefined;
  }
  told(draft, '/kubernetes/workloads', 'deployments, daemonsets, statefulsets');
  const members = list.rows.flatMap((row) => {
    const [kind, namespace, name] = [row.text(0), row.text(1), row.text(2)];
    if (row.kind !== 'workload' || kind === undefined || namespace === undefined || name === undefined) return [];
    // What an API server leaves out is 0; of the wanted replicas, it is 1.
    const workload = defined<Workload>({
      kind,
      namespace,
      name,
      wanted: row.count(3) ?? 1,
      updated: row.count(4) ?? 0,
      available: row.count(5) ?? 0,
      seen: row.count(6) === row.count(7),
      progress: row.text(8),
    });
    const { wanted, updated, available, seen } = workload;
    if (seen && updated === wanted && available === wanted) return [];
    return [[`${kind} ${namespace}/${name}`, workload] as const];
  });
  return { total: list.total, unfinished: membersAt(draft, ['kubernetes', 'workloads', 'unfinished'], list, members) };
}
