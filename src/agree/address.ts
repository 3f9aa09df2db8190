/** Which Service a URL means, as the DNS of a cluster would find it. */
import type { Cluster, Service } from '../base/rollout/workload.ts';

export interface Address {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** Written, or that of the scheme. */
  readonly port: number;
  readonly target: Target;
}

type Target =
  | { readonly kind: 'service'; readonly service: Service }
  /** The name can only mean a Service, and there is none; `meant` are Services that it was perhaps meant to name. */
  | { readonly kind: 'missing'; readonly name: string; readonly namespace: string; readonly meant: readonly Service[] }
  /** An address, a host outside of the cluster, or a Service that is not among the files. */
  | { readonly kind: 'elsewhere' };

const elsewhere: Target = { kind: 'elsewhere' };

/** Undefined for what is no URL over HTTP. `namespace` is that of the pod which uses it. */
export function addressOf(cluster: Cluster, url: string, namespace: string | undefined): Address | undefined {
  if (url.length > 2000 || /[\s$]/.test(url) || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : protocol === 'http:' ? 'http' : undefined;
  if (scheme === undefined || hostname === '') return undefined;
  return {
    scheme,
    host: hostname,
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    target: targetOf(cluster, hostname.toLowerCase(), namespace),
  };
}

function targetOf(cluster: Cluster, host: string, namespace: string | undefined): Target {
  if (/^[\d.]+$|:/.test(host) || host === 'localhost') return elsewhere;
  const labels = (host.endsWith('.') ? host.slice(0, -1) : host).split('.');
  const svc = labels.lastIndexOf('svc');
  // name.namespace.svc and pod.name.namespace.svc, each with the domain of the cluster behind it or without.
  if (svc === 2 || svc === 3) return named(cluster, labels[svc - 2] ?? '', labels[svc - 1] ?? '');
  if (svc > 0) return elsewhere;
  const [name = '', second] = labels;
  if (labels.length === 1) return namespace === undefined ? elsewhere : named(cluster, name, namespace);
  // Two parts may be a host outside as well: only a namespace of the rollout makes it a Service.
  if (labels.length === 2 && second !== undefined && namespacesOf(cluster).has(second))
    return named(cluster, name, second);
  return elsewhere;
}

function named(cluster: Cluster, name: string, namespace: string): Target {
  const sameName = cluster.services.filter((service) => service.name === name);
  const service =
    sameName.find((one) => one.namespace === namespace) ?? sameName.find((one) => one.namespace === undefined);
  if (service) return { kind: 'service', service };
  const inNamespace = cluster.services.filter((one) => one.namespace === namespace || one.namespace === undefined);
  // Of a namespace that the files do not speak of nothing is known, unless the name shows what is meant.
  if (sameName.length === 0 && !namespacesOf(cluster).has(namespace)) return elsewhere;
  return { kind: 'missing', name, namespace, meant: sameName.length > 0 ? sameName : inNamespace };
}

/** The namespaces in which the files create services or pods. */
function namespacesOf({ services, workloads }: Cluster): ReadonlySet<string> {
  return new Set([...services, ...workloads].flatMap(({ namespace }) => namespace ?? []));
}
