import type { Located } from '../../base/located.ts';
import type { DataSource } from '../../base/rollout/configurations.ts';
import { referencesIn } from '../interpolation.ts';
import { isPyroscope, linkTargets } from '../types.ts';

/**
 * `derived`: to a data source whose uid Grafana makes of its name. `name`, `type`: the text is a name or a type, and the uid
 * of nothing. `open`: what comes from the environment decides it.
 */
export type Verdict = 'fine' | 'derived' | 'name' | 'type' | 'missing' | 'other-type' | 'open';

export interface ResolvedLink {
  readonly from: DataSource;
  /** `tracesToProfiles`. */
  readonly key: string;
  readonly uid: Located<string>;
  readonly verdict: Verdict;
  readonly target?: DataSource;
  /** Data sources of the same organisation that have a type which the link can lead to. */
  readonly candidates: readonly DataSource[];
  readonly wanted: ReadonlySet<string>;
}

/** Where each link leads. Grafana looks among the uids of the organisation, then among its names. */
export function resolveLinks(dataSources: readonly DataSource[]): readonly ResolvedLink[] {
  const orgs = new Map<string, Org>();
  for (const dataSource of dataSources) addTo(orgs, dataSource);
  return dataSources.flatMap((from) =>
    from.links.flatMap(({ key, datasourceUid: uid }): readonly ResolvedLink[] => {
      const org = orgs.get(from.org);
      const wanted = linkTargets.get(key);
      if (!org || !wanted) return [];
      const target = org.byUid.get(uid.value) ?? org.byName.get(uid.value);
      const candidates = org.candidates.get(key) ?? [];
      const verdict = verdictOf(uid.value, target, wanted, org);
      return [{ from, key, uid, verdict, candidates, wanted, ...(target ? { target } : {}) }];
    }),
  );
}

interface Org {
  readonly byUid: Map<string, DataSource>;
  readonly byName: Map<string, DataSource>;
  readonly types: Set<string>;
  /** By the key of a link. */
  readonly candidates: Map<string, DataSource[]>;
  isOpen: boolean;
}

function addTo(orgs: Map<string, Org>, dataSource: DataSource): void {
  const { org: name, type, uid } = dataSource;
  const org = orgs.get(name) ?? {
    byUid: new Map(),
    byName: new Map(),
    types: new Set(),
    candidates: new Map(),
    isOpen: false,
  };
  orgs.set(name, org);
  if (!org.byUid.has(uid.value)) org.byUid.set(uid.value, dataSource);
  if (!org.byName.has(dataSource.name.value)) org.byName.set(dataSource.name.value, dataSource);
  org.types.add(type.value);
  if (isFromElsewhere(uid.value) || isFromElsewhere(type.value)) org.isOpen = true;
  for (const [key, wanted] of linkTargets) {
    if (!wanted.has(type.value)) continue;
    const known = org.candidates.get(key);
    if (known) known.push(dataSource);
    else org.candidates.set(key, [dataSource]);
  }
}

function verdictOf(uid: string, target: DataSource | undefined, wanted: ReadonlySet<string>, org: Org): Verdict {
  if (target) {
    if (isFromElsewhere(target.type.value)) return 'open';
    if (!wanted.has(target.type.value)) return 'other-type';
    if (target.uid.value !== uid) return 'name';
    return target.uid.isDerived ? 'derived' : 'fine';
  }
  // `default` is the default data source, and names such as -- Mixed -- are Grafana's own.
  if (isFromElsewhere(uid) || uid === 'default' || uid.startsWith('-- ') || org.isOpen) return 'open';
  if (isPyroscope(uid) || wanted.has(uid) || org.types.has(uid)) return 'type';
  return 'missing';
}

function isFromElsewhere(text: string): boolean {
  return referencesIn(text).length > 0;
}
