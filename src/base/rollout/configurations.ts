/** What one configuration says to the others: endpoints, ports, paths, tenants. Places are in the texts themselves. */
import type { Located, Place } from '../located.ts';

/** What an Alloy configuration needs of its surroundings. Values that are known only at run time are left out. */
export interface AlloySummary {
  readonly version: string;
  /** Endpoints that profiles are pushed to: those of every pyroscope.write that something sends to. */
  readonly writes: readonly {
    /** Without a user and a password. */
    readonly url: Located<string>;
    /** The value of X-Scope-OrgID. Absent: none is sent; undefined value: what is sent is only known when Alloy runs. */
    readonly tenant?: Located<string | undefined>;
  }[];
  /** Blocks of pyroscope.ebpf. */
  readonly profilers: readonly Place[];
  /** Roles of discovery.kubernetes with what they attach, where the service account of the pod is used. */
  readonly discovers: readonly {
    readonly role: Located<string>;
    readonly attachesNode: boolean;
    readonly attachesNamespace: boolean;
    /** The namespaces asked for. None, and neither of the next two: the whole cluster. */
    readonly namespaces: readonly string[];
    /** Its own namespace too, whose name only the cluster knows. */
    readonly ownNamespace: boolean;
    /** Others too, that are only known when Alloy runs. */
    readonly unknownNamespaces: boolean;
  }[];
  /** Names of environment variables that are read, with `spec.nodeName=` beside it where it filters for a node. */
  readonly environment: readonly (Located<string> & { readonly isNodeFilter: boolean })[];
  /**
   * Absolute paths that components read or write on the machine, such as /var/log/pods and /tmp/symb-cache: of a pattern
   * the folders before the first wildcard, of a socket its path. `component` is its name, such as `pyroscope.ebpf`.
   */
  readonly paths: readonly (Located<string> & { readonly access: 'read' | 'write'; readonly component: string })[];
}

/** What a Pyroscope server will do. Every value has its default filled in; its place then is that of the whole file. */
export interface PyroscopeSummary {
  readonly version: string;
  readonly architecture: Located<string>;
  readonly targets: readonly string[];
  readonly httpPort: Located<number>;
  /** Where TLS is set up for that port; absent: it speaks plain HTTP. */
  readonly httpTls?: Place;
  readonly grpcPort: Located<number>;
  readonly memberlistPort: Located<number>;
  readonly multitenancy: Located<boolean>;
  readonly selfProfilingTenant?: Located<string>;
  readonly adminMode: Located<string>;
  readonly adminPort: Located<number>;
  readonly adminAddress: Located<string>;
  readonly storageBackend: Located<string>;
  /** Folders that the server writes to, resolved against `/`, with what is lost when one does not survive a restart. */
  readonly folders: readonly (Located<string> & { readonly key: string; readonly mustSurvive: boolean })[];
  /** Of v2: `limits.retention_period`, in seconds; 0: for ever. */
  readonly retentionSeconds: Located<number>;
  /** Of v1, where an ingester runs in it: how many copies of a profile are written. */
  readonly ingesterReplication?: Located<number>;
  /** Files of overrides that it reads beside its configuration, by their paths. */
  readonly runtimeFiles: readonly Located<string>[];
  /** `kubernetes:///…` in metastore.address. */
  readonly resolvesThroughKubernetes?: Located<string>;
  /** Addresses of its own parts, such as metastore.address. */
  readonly addresses: readonly (Located<string> & { readonly key: string })[];
}

export interface DataSource {
  readonly name: Located<string>;
  readonly type: Located<string>;
  /** Written, or derived from the name as Grafana does. */
  readonly uid: Located<string> & { readonly isDerived: boolean };
  /** The organisation: `1`, or how it is written where a name or the environment says it. */
  readonly org: string;
  /** Left out where the environment says it. */
  readonly url?: Located<string>;
  /** The value of a header X-Scope-OrgID, where it is set: undefined value when it comes from elsewhere. */
  readonly tenant?: Located<string | undefined>;
  readonly isDefault?: Located<boolean>;
  readonly tracesToProfiles?: { readonly datasourceUid?: Located<string>; readonly at: Place };
  /** What it leads to, by the key that says so: tracesToProfiles, tracesToLogsV2, tracesToMetrics, serviceMap. */
  readonly links: readonly { readonly key: string; readonly datasourceUid: Located<string> }[];
  readonly at: Place;
}

/** One provisioning file of data sources. */
export interface DataSourcesSummary {
  readonly dataSources: readonly DataSource[];
  /** Taken away before the data sources of the file are put in. */
  readonly deletions: readonly { readonly name: Located<string>; readonly org: string }[];
}

/** A Nix expression that builds a container image. What could not be read without evaluating is left out. */
export interface ContainerSummary {
  readonly name?: Located<string>;
  readonly tag?: Located<string>;
  /** Version of the server that is built. */
  readonly version?: Located<string>;
  readonly user?: Located<string>;
  readonly ports: readonly Located<number>[];
  readonly volumes: readonly Located<string>[];
  readonly command: readonly Located<string>[];
  readonly embedsAssets?: Located<boolean>;
}

/** Versions that documentation or service-versions.yaml names: `pyroscope` -> `2.2.1`. */
export interface NamedVersion extends Located<string> {
  readonly component: string;
}
