import type { DataSource } from '../../base/rollout/configurations.ts';
import type { DraftService } from '../../project/draft.ts';

/** Plugins of Grafana, and what they ask. */
const kinds = new Map([
  ['prometheus', 'prometheus'],
  ['loki', 'loki'],
  ['tempo', 'tempo'],
  ['grafana-pyroscope-datasource', 'pyroscope'],
]);
const limit = 50;

/** The services that data sources lead to, each address once. One with a user or a password in its URL is left out. */
export function servicesOf(dataSources: readonly DataSource[]): readonly DraftService[] {
  const found = new Map<string, DraftService>();
  const names = new Set<string>();
  for (const { name, type, url: written } of dataSources) {
    const kind = kinds.get(type.value);
    const url = written && URL.canParse(written.value) ? new URL(written.value) : undefined;
    if (kind === undefined || !url || !isPlain(url, written?.value ?? '') || found.has(url.href)) continue;
    const own = freshName(name.value, kind, names);
    found.set(url.href, { name: own, kind, url: written?.value ?? '', isInCluster: isInCluster(url.hostname) });
  }
  return [...found.values()].slice(0, limit);
}

function isPlain(url: URL, written: string): boolean {
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  const isSecret = url.username !== '' || url.password !== '' || url.search !== '';
  return isHttp && !isSecret && /^https?:\/\/[\w.:[\]/-]{1,500}$/.test(written);
}

/** `pyroscope`, `pyroscope.monitoring`, `pyroscope.monitoring.svc`, `…svc.cluster.local`, and the machine itself. */
function isInCluster(host: string): boolean {
  return /^[^.]+(?:\.[^.]+)?$|\.svc(?:\.|$)|\.local$|^127\./.test(host);
}

function freshName(title: string, kind: string, taken: Set<string>): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const base = plain === '' ? kind : plain;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
  taken.add(name);
  return name;
}
