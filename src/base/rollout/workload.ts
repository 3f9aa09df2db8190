/** Workloads, services and the rest of what a rollout needs of manifests, as values with their places. */
import type { Located, Place } from '../located.ts';
import type { ManifestSet } from './manifests.ts';

export interface Workload {
  readonly set: ManifestSet;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob' | 'Pod';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly at: Place;
  readonly replicas?: Located<number> | undefined;
  /** A StatefulSet's `serviceName`. */
  readonly serviceName?: Located<string> | undefined;
  /** Of the workload itself, not of its pods. */
  readonly annotations?: ReadonlyMap<string, string> | undefined;
  /** Which pods are its own; `labels` of matchLabels. */
  readonly selector?: Selector | undefined;
  readonly podManagementPolicy?: Located<string> | undefined;
  readonly volumeClaims: readonly VolumeClaim[];
  readonly pod: Pod;
}

export interface Selector {
  readonly labels: ReadonlyMap<string, Located<string>>;
  /** `matchExpressions` is there. */
  readonly hasExpressions: boolean;
}

/** Something that a pod cannot start without, by its name. Its place is that of the name. */
export interface Reference extends Place {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  readonly name: string;
  /** The keys that are asked for. */
  readonly keys: readonly Located<string>[];
  /** The pod starts without it. */
  readonly isOptional: boolean;
}

export interface Pod {
  /** The key `spec`. */
  readonly at: Place;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly hostPID?: Located<boolean> | undefined;
  /** False: in a user namespace. */
  readonly hostUsers?: Located<boolean> | undefined;
  readonly hostNetwork?: Located<boolean> | undefined;
  readonly serviceAccount?: Located<string> | undefined;
  readonly security: SecurityContext;
  /** Undefined: not written. */
  readonly tolerations: readonly Toleration[] | undefined;
  readonly gracePeriodSeconds?: Located<number> | undefined;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** Of its volumes, environments and account. */
  readonly references: readonly Reference[];
}

export interface Toleration extends Place {
  readonly key?: string | undefined;
  readonly operator?: string | undefined;
  readonly effect?: string | undefined;
}

export interface SecurityContext {
  readonly at?: Place | undefined;
  readonly privileged?: Located<boolean> | undefined;
  readonly allowPrivilegeEscalation?: Located<boolean> | undefined;
  readonly readOnlyRootFilesystem?: Located<boolean> | undefined;
  readonly runAsNonRoot?: Located<boolean> | undefined;
  readonly runAsUser?: Located<number> | undefined;
  readonly runAsGroup?: Located<number> | undefined;
  readonly fsGroup?: Located<number> | undefined;
  readonly seccompProfile?: Located<string> | undefined;
  readonly appArmorProfile?: Located<string> | undefined;
  /** Without `CAP_`, as they are written. */
  readonly addedCapabilities: readonly Located<string>[];
  readonly droppedCapabilities: readonly Located<string>[];
}

/** Its place is that of its name. */
export interface Container {
  readonly name: string;
  readonly at: Place;
  readonly image?: Image | undefined;
  /** Undefined: the image's own. */
  readonly command: readonly Located<string>[] | undefined;
  readonly args: readonly Located<string>[] | undefined;
  readonly workingDir?: Located<string> | undefined;
  readonly env: readonly EnvironmentVariable[];
  /** `envFrom` is there: other variables may come from it. */
  readonly hasEnvFrom: boolean;
  readonly ports: readonly ContainerPort[];
  readonly mounts: readonly Mount[];
  readonly security: SecurityContext;
  readonly readinessProbe?: Probe | undefined;
  readonly livenessProbe?: Probe | undefined;
  readonly startupProbe?: Probe | undefined;
  /** `lifecycle.postStart` or `preStop` that runs a command. */
  readonly execHooks: readonly Place[];
}

/** `registry.example/grafana/alloy:v1.13.1@sha256:…`, after `images` of a kustomization. */
export interface Image extends Place {
  /** Registry and path, without tag and digest. */
  readonly name: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
  /** Where the tag was set, where that is another place: a kustomization's `newTag`. */
  readonly tagAt?: Place | undefined;
}

/** Its place is that of its name. */
export interface EnvironmentVariable extends Place {
  readonly name: string;
  /** A literal; undefined where it comes from elsewhere. */
  readonly value?: string | undefined;
  readonly valueAt?: Place | undefined;
  /** `valueFrom.fieldRef.fieldPath`. */
  readonly fieldPath?: string | undefined;
  /** From a Secret or a ConfigMap, whose value is not looked up. */
  readonly isReference: boolean;
}

/** Its place is that of its number. */
export interface ContainerPort extends Place {
  readonly name?: string | undefined;
  readonly port: number;
}

/** Its place is that of its path. */
export interface Mount extends Place {
  readonly volume: string;
  readonly path: string;
  readonly subPath?: Located<string> | undefined;
  readonly isReadOnly: boolean;
}

/** Its place is that of its key, such as `livenessProbe`. */
export interface Probe extends Place {
  readonly kind: 'httpGet' | 'tcpSocket' | 'exec' | 'grpc' | 'other';
  /** Of `exec`. */
  readonly command?: readonly string[] | undefined;
  readonly path?: Located<string> | undefined;
  readonly port?: Located<number | string> | undefined;
  readonly initialDelaySeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly failureThreshold?: number | undefined;
}

export interface Volume extends Place {
  readonly name: string;
  readonly source:
    | { readonly kind: 'configMap'; readonly name: string; readonly items?: ReadonlyMap<string, string> }
    | { readonly kind: 'hostPath'; readonly path: string }
    | { readonly kind: 'emptyDir' }
    | { readonly kind: 'persistentVolumeClaim'; readonly claim: string }
    | { readonly kind: 'other'; readonly type: string };
}

export interface VolumeClaim extends Place {
  readonly name: string;
  /** Bytes of `resources.requests.storage`. */
  readonly size?: Located<number> | undefined;
  readonly accessModes: readonly string[];
}

export interface Service {
  readonly set: ManifestSet;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly at: Place;
  /** `ClusterIP` where nothing is written. */
  readonly type: string;
  readonly isHeadless: boolean;
  readonly publishesNotReady: boolean;
  readonly selector: ReadonlyMap<string, string>;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort extends Place {
  readonly name?: string | undefined;
  readonly port: number;
  /** Absent: the same number. */
  readonly targetPort?: Located<number | string> | undefined;
}

/** Rules of a Role or ClusterRole that a binding gives to a service account. */
export interface Grant {
  /** Undefined: every account of `accountNamespace`. */
  readonly serviceAccount: string | undefined;
  /** Undefined: of any namespace, or the binding does not say. */
  readonly accountNamespace: string | undefined;
  /** By a ClusterRoleBinding; else in `namespace`. */
  readonly isClusterWide: boolean;
  readonly namespace: string | undefined;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly at: Place;
}

/** A binding whose role is not among the files: what it gives is not known. */
export interface OpenBinding extends Place {
  readonly serviceAccount: string | undefined;
  readonly accountNamespace: string | undefined;
  readonly role: string;
}

/** Everything of the manifests that were given. */
export interface Cluster {
  readonly sets: readonly ManifestSet[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly claims: readonly (VolumeClaim & { readonly namespace: string | undefined })[];
  readonly grants: readonly Grant[];
  readonly openBindings: readonly OpenBinding[];
  readonly serviceAccounts: readonly {
    readonly name: string;
    readonly namespace: string | undefined;
    readonly at: Place;
  }[];
  readonly namespaces: readonly {
    readonly name: string;
    readonly labels: ReadonlyMap<string, Located<string>>;
    readonly at: Place;
  }[];
}
