/** Everything that was found in the files of one run: what src/agree/ compares. */
import type { Located } from '../located.ts';
import type {
  AlloySummary,
  ContainerSummary,
  DataSourcesSummary,
  NamedVersion,
  PyroscopeSummary,
} from './configurations.ts';
import type { ConfigMap } from './manifests.ts';
import type { Cluster } from './workload.ts';

export interface Rollout {
  readonly cluster: Cluster;
  /** What other overlays of the same base make: clusters that run other versions, and are of no account otherwise. */
  readonly otherClusters?: readonly Cluster[];
  readonly alloy: readonly Configured<AlloySummary>[];
  readonly pyroscope: readonly Configured<PyroscopeSummary>[];
  readonly dataSources: readonly Configured<DataSourcesSummary>[];
  readonly containers: readonly Configured<ContainerSummary>[];
  /** From service-versions.yaml, from documentation and from files of docker compose. */
  readonly versions: readonly (NamedVersion & { readonly from: 'documentation' | 'service-versions' | 'compose' })[];
}

/** A configuration and where it was found. */
export interface Configured<S> {
  /** Paths of its texts. */
  readonly paths: readonly string[];
  readonly summary: S;
  /** The ConfigMap that brings it into a cluster, where one does. */
  readonly from?: { readonly configMap: ConfigMap; readonly keys: readonly string[] };
  /** The version that it was judged for, and in words where that was found. */
  readonly version?: Located<string>;
}
