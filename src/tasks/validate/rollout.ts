/** Judges files of several languages: each text by its own, and all of them against each other. */
import type { FactsDocument } from '../../base/facts.ts';
import type { Configured, Rollout } from '../../base/rollout/rollout.ts';
import type { Cluster } from '../../base/rollout/workload.ts';
import type { Asked } from '../alloy-settings.ts';
import { judgeAgreement } from './agreement.ts';
import { judgeAlloy } from './alloy.ts';
import { judgeAlloyArguments } from './alloy-arguments.ts';
import { embeddedAlloySets } from './alloy-embedded.ts';
import { type AlloySet, type AlloySetOptions, alloySets } from './alloy-sets.ts';
import { configuredBy } from './alloy-summary.ts';
import { type Composed, deployedWith, readComposed, versionsIn } from './composed.ts';
import { judgeContainers } from './containers.ts';
import { judgeDocumentation } from './docs.ts';
import type { Gathered } from './gathered.ts';
import { judgeGrafana } from './grafana.ts';
import { judgeManifests } from './kubernetes.ts';
import { judgePyroscope, pyroscopeTexts } from './pyroscope.ts';
import { judgeOverrides } from './pyroscope-overrides.ts';
import { runsIn } from './runs.ts';
import type { JudgedTarget } from './target.ts';
import { textsOnce } from './texts-once.ts';
import { upgradesOf } from './upgrade.ts';
import type { Variant, Variants } from './variants.ts';

// One module to load for everything but a configuration of Alloy.
export { embeddedAlloySets } from './alloy-embedded.ts';
export { readManifests } from './manifests.ts';
export { runsIn } from './runs.ts';

export interface RolloutRequest extends Asked, AlloySetOptions {
  readonly paths: readonly string[];
  /** `1.19`, `alloy=1.19`, `pyroscope=2.2`. */
  readonly upgradeTo: readonly string[];
  readonly pyroscopeVersion?: string;
  readonly grafanaVersion?: string;
  readonly sanitisers?: readonly string[];
  /** `nix-instantiate`, where it is installed. */
  readonly nixInstantiate?: string;
  readonly signal?: AbortSignal;
}

/** Throws InputError for a version, a level or a sanitiser that there is not. */
export async function judgeRollout(
  gathered: Gathered,
  request: RolloutRequest,
  facts: FactsDocument | undefined,
): Promise<JudgedTarget[]> {
  // Compiling a parser of Nix, and Nix itself, take a while in which the others are judged.
  const [containers, others] = await Promise.all([
    judgeContainers(gathered, request),
    judgeTexts(gathered, request, facts),
  ]);
  request.signal?.throwIfAborted();
  const documentation = await judgeDocumentation(gathered);
  const { variants = oneVariant } = gathered;
  const rollout = {
    ...others.parts,
    containers: containers.configured,
    versions: [...documentation.versions, ...others.versions],
  };
  const rollouts = variants.all.map((variant) => [variant, rolloutOf(variant, rollout, variants.all)] as const);
  const { notLookedInto } = variants;
  return [
    ...(variants.all.length > 1 ? textsOnce(others.targets) : others.targets),
    ...containers.targets,
    ...documentation.targets,
    ...judgeManifests(gathered, rollouts, { facts, others: others.ofArguments }),
    ...judgeAgreement(rollouts, request.paths, { facts, notLookedInto }),
  ];
}

/** What one cluster gets: of configurations that manifests bring those of its own sets. */
function rolloutOf(variant: Variant, all: Omit<Rollout, 'cluster'>, variants: readonly Variant[]): Rollout {
  if (variants.length === 1) return { ...all, cluster: variant.cluster };
  const own = new Set(variant.sets.flatMap(({ configMaps }) => configMaps));
  const isOwn = ({ from }: Configured<unknown>): boolean => !from || own.has(from.configMap);
  return {
    ...all,
    alloy: all.alloy.filter(isOwn),
    pyroscope: all.pyroscope.filter(isOwn),
    dataSources: all.dataSources.filter(isOwn),
    cluster: variant.cluster,
    otherClusters: variants.filter((one) => one !== variant).map(({ cluster }) => cluster),
  };
}

/** Configurations of Alloy, Pyroscope and Grafana. */
async function judgeTexts(gathered: Gathered, request: RolloutRequest, facts: FactsDocument | undefined) {
  const runs = gathered.cluster ? runsIn(gathered.cluster.cluster) : [];
  const composed = await readComposed(gathered);
  const files = await alloySets(gathered, request);
  const sets = [
    ...files.map((set) => withComposed(set, composed)),
    ...(await embeddedAlloySets({ gathered, runs, options: request })),
  ];
  const texts = await pyroscopeTexts(gathered, runs);
  const upgrades = upgradesOf(request.upgradeTo, [
    ...(sets.length > 0 || runs.some(({ program }) => program === 'alloy') ? (['alloy'] as const) : []),
    ...(texts.length > 0 || runs.some(({ program }) => program === 'pyroscope') ? (['pyroscope'] as const) : []),
  ]);
  const targets: JudgedTarget[] = [];
  const alloy: Rollout['alloy'][number][] = [];
  for (const set of sets) {
    request.signal?.throwIfAborted();
    const judged = await judgeAlloy(set, request, { facts, upgradeTo: upgrades.alloy });
    targets.push(judged);
    alloy.push(...configuredBy(set, judged, gathered.texts));
  }
  const ofAgents = judgeAlloyArguments(runs, request, { texts: gathered.texts, upgradeTo: upgrades.alloy });
  const server = { pyroscopeVersion: request.pyroscopeVersion, upgradeTo: upgrades.pyroscope, composed };
  const servers = await judgePyroscope(gathered, runs, texts, server);
  const overrides = await judgeOverrides(gathered, { ...server, runs }, servers.runtimeFiles);
  const dataSources = await judgeGrafana(gathered, request.grafanaVersion, (gathered.variants ?? oneVariant).all);
  return {
    targets: [...targets, ...servers.targets, ...overrides, ...dataSources.targets, ...composed.targets],
    versions: versionsIn(composed),
    parts: { alloy, pyroscope: servers.configured, dataSources: dataSources.configured },
    ofArguments: {
      judged: [...ofAgents.judged, ...servers.ofArguments],
      notLookedInto: [...ofAgents.notLookedInto, ...servers.notLookedInto],
    },
  };
}

function withComposed(set: AlloySet, composed: Composed): AlloySet {
  if (composed.tags.length === 0) return set;
  return {
    ...set,
    deployed: deployedWith(
      composed,
      set.deployed,
      set.sources.map(({ file }) => file),
    ),
  };
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

const oneVariant: Variants = { all: [{ name: '', sets: [], cluster: noCluster }], notLookedInto: [] };
