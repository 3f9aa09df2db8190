/** What speaks to a Pyroscope server. */
import type { Located, Place } from '../base/located.ts';
import type { Rollout } from '../base/rollout/rollout.ts';
import type { Workload } from '../base/rollout/workload.ts';
import { type Address, addressOf } from './address.ts';
import { baseName, type Runs } from './link.ts';
import { selects } from './reach.ts';

export interface Client {
  readonly program: 'Alloy' | 'Grafana';
  readonly url: Located<string>;
  /** Undefined: no URL over HTTP, or one that is known only at run time. */
  readonly address: Address | undefined;
  /** The header X-Scope-OrgID; an undefined value: it comes from elsewhere. Absent: none is sent. */
  readonly tenant: Located<string | undefined> | undefined;
  /** Where a header is to be added. */
  readonly at: Place;
}

const dataSourceTypes: ReadonlySet<string> = new Set(['grafana-pyroscope-datasource', 'phlare']);

export function clientsOf(rollout: Rollout, runs: Runs): Client[] {
  const { cluster } = rollout;
  const clients: Client[] = [];
  for (const configured of rollout.alloy) {
    const run = runs.alloy.find((one) => one.configured === configured);
    const namespace = run?.workload.namespace ?? configured.from?.configMap.namespace;
    for (const { url, tenant } of configured.summary.writes)
      clients.push({ program: 'Alloy', url, address: addressOf(cluster, url.value, namespace), tenant, at: url });
  }
  const grafana = grafanaNamespace(cluster.workloads);
  for (const { summary } of rollout.dataSources) {
    for (const { type, url, tenant, at } of summary.dataSources) {
      if (!url || !dataSourceTypes.has(type.value)) continue;
      clients.push({ program: 'Grafana', url, address: addressOf(cluster, url.value, grafana), tenant, at });
    }
  }
  return clients;
}

/** A sidecar may bring data sources over from any namespace, so only that of Grafana's own pod counts. */
function grafanaNamespace(workloads: readonly Workload[]): string | undefined {
  return workloads.find(({ pod }) => pod.containers.some((container) => baseName(container) === 'grafana'))?.namespace;
}

/** The servers that a client reaches: those in the pods of the Service that its URL names. */
export function serversOf({ address }: Client, { pyroscope }: Runs): Runs['pyroscope'] {
  if (address?.target.kind !== 'service') return [];
  const { service } = address.target;
  return pyroscope.filter(({ workload }) => selects(service, workload));
}
