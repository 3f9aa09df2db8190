/** Workloads, services and the rest of what a rollout needs of manifests, as values with their places. */
import type { Located, Place } from '../located.ts';
import type { ManifestSet } from './manifests.ts';

export interface Workload {
  readonly set: ManifestSet;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob' | 'Pod';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly at: Place;
  readonly replicas?: Located<number>;
  /** A StatefulSet's `serviceName`. */
  readonly serviceName?: Located<string>;
  readonly podManagementPolicy?: Located<string>;
  readonly volumeClaims: readonly VolumeClaim[];
  readonly pod: Pod;
}

export interface Pod {
  readonly at: Place;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly hostPID?: Located<boolean>;
  readonly hostNetwork?: Located<boolean>;
  readonly serviceAccount?: Located<string>;
  readonly security: SecurityContext;
  /** Undefined: not written. */
  readonly tolerations: readonly Toleration[] | undefined;
  readonly gracePeriodSeconds?: Located<number>;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

export interface Toleration extends Place {
  readonly key?: string;
  readonly operator?: string;
  readonly effect?: string;
}

export interface SecurityContext {
  readonly at?: Place;
  readonly privileged?: Located<boolean>;
  readonly allowPrivilegeEscalation?: Located<boolean>;
  readonly readOnlyRootFilesystem?: Located<boolean>;
  readonly runAsNonRoot?: Located<boolean>;
  readonly runAsUser?: Located<number>;
  readonly runAsGroup?: Located<number>;
  readonly fsGroup?: Located<number>;
  readonly seccompProfile?: Located<string>;
  readonly appArmorProfile?: Located<string>;
  /** Without `CAP_`, as they are written. */
  readonly addedCapabilities: readonly Located<string>[];
  readonly droppedCapabilities: readonly Located<string>[];
}

export interface Container {
  readonly name: string;
  readonly at: Place;
  readonly image?: Image;
  /** Undefined: the image's own. */
  readonly command: readonly Located<string>[] | undefined;
  readonly args: readonly Located<string>[] | undefined;
  readonly workingDir?: Located<string>;
  readonly env: readonly EnvironmentVariable[];
  /** `envFrom` is there: other variables may come from it. */
  readonly hasEnvFrom: boolean;
  readonly ports: readonly ContainerPort[];
  readonly mounts: readonly Mount[];
  readonly security: SecurityContext;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
  /** `lifecycle.postStart` or `preStop` that runs a command. */
  readonly execHooks: readonly Place[];
}

/** `registry.example/grafana/alloy:v1.13.1@sha256:…`, after `images` of a kustomization. */
export interface Image extends Place {
  /** Registry and path, without tag and digest. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
  /** Where the tag was set, where that is another place: a kustomization's `newTag`. */
  readonly tagAt?: Place;
}

export interface EnvironmentVariable extends Place {
  readonly name: string;
  /** A literal; undefined where it comes from elsewhere. */
  readonly value?: string;
  /** `valueFrom.fieldRef.fieldPath`. */
  readonly fieldPath?: string;
  /** From a Secret or a ConfigMap, whose value is not looked up. */
  readonly isReference: boolean;
}

export interface ContainerPort extends Place {
  readonly name?: string;
  readonly port: number;
}

export interface Mount extends Place {
  readonly volume: string;
  readonly path: string;
  readonly subPath?: string;
  readonly isReadOnly: boolean;
}

export interface Probe extends Place {
  readonly kind: 'httpGet' | 'tcpSocket' | 'exec' | 'grpc' | 'other';
  readonly path?: string;
  readonly port?: Located<number | string>;
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
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
  readonly size?: Located<number>;
  readonly accessModes: readonly string[];
}

export interface Service {
  readonly set: ManifestSet;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly at: Place;
  readonly isHeadless: boolean;
  readonly publishesNotReady: boolean;
  readonly selector: ReadonlyMap<string, string>;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort extends Place {
  readonly name?: string;
  readonly port: number;
  /** Absent: the same number. */
  readonly targetPort?: number | string;
}

/** Rules of a Role or ClusterRole that a binding gives to a service account. */
export interface Grant {
  readonly serviceAccount: string;
  readonly accountNamespace: string | undefined;
  /** Undefined: in the whole cluster. */
  readonly namespace: string | undefined;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly at: Place;
}

/** Everything of the manifests that were given. */
export interface Cluster {
  readonly sets: readonly ManifestSet[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly claims: readonly (VolumeClaim & { readonly namespace: string | undefined })[];
  readonly grants: readonly Grant[];
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
