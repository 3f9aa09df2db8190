/** What is judged beside configurations of Alloy: the other languages, and whether all of them agree. */
import type { FactsDocument } from '../../base/facts.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import type { Cluster } from '../../base/rollout/workload.ts';
import type { PyroscopeVersion } from '../../pyroscope/version.ts';
import type { Gathered } from './gather.ts';
import type { Run } from './runs.ts';
import type { JudgedTarget } from './target.ts';
import type { GatheredText } from './texts.ts';

/** What the languages say of their texts to each other; filled as they are judged. */
export type Parts = { readonly [K in keyof Omit<Rollout, 'cluster'>]: Rollout[K][number][] };

export interface RolloutRequest {
  readonly paths: readonly string[];
  readonly pyroscopeVersion?: string;
  readonly grafanaVersion?: string;
  /** `nix-instantiate`, where it is installed. */
  readonly nixInstantiate?: string;
}

interface Found {
  readonly facts: FactsDocument | undefined;
  readonly parts: Parts;
  /** Configurations of Pyroscope. */
  readonly texts: readonly GatheredText[];
  readonly upgradeTo: PyroscopeVersion | undefined;
}

export async function judgeRollout(
  gathered: Gathered,
  runs: readonly Run[],
  request: RolloutRequest,
  { facts, parts, texts, upgradeTo }: Found,
): Promise<JudgedTarget[]> {
  const targets: JudgedTarget[] = [];
  const [{ judgeOverrides, judgePyroscope }, { judgeGrafana }, { judgeDocumentation }, { judgeContainers }] =
    await Promise.all([
      import('./pyroscope.ts'),
      import('./grafana.ts'),
      import('./docs.ts'),
      import('./containers.ts'),
    ]);
  const server = { pyroscopeVersion: request.pyroscopeVersion, upgradeTo };
  const servers = await judgePyroscope(gathered, runs, texts, server);
  targets.push(...(await judgeOverrides(gathered, server)));
  targets.push(...servers.targets);
  parts.pyroscope.push(...servers.configured);
  const dataSources = await judgeGrafana(gathered, request.grafanaVersion);
  targets.push(...dataSources.targets);
  parts.dataSources.push(...dataSources.configured);
  const containers = await judgeContainers(gathered, request.nixInstantiate);
  targets.push(...containers.targets);
  parts.containers.push(...containers.configured);
  const documentation = await judgeDocumentation(gathered);
  targets.push(...documentation.targets);
  parts.versions.push(...documentation.versions);
  const rollout: Rollout = { ...parts, cluster: gathered.cluster?.cluster ?? noCluster };
  if (gathered.cluster) {
    const { judgeManifests } = await import('./kubernetes.ts');
    targets.push(...judgeManifests(gathered, rollout, { facts, others: servers }));
  }
  const { judgeAgreement } = await import('./agreement.ts');
  return [...targets, ...judgeAgreement(rollout, request.paths, facts)];
}

const noCluster: Cluster = {
  sets: [],
  workloads: [],
  services: [],
  claims: [],
  grants: [],
  openBindings: [],
  serviceAccounts: [],
  namespaces: [],
};
