/** The fields of what is read of a manifest. That none is missing and none invented is checked when this is compiled. */
import type {
  DaemonSet,
  DaemonSetSpec,
  Deployment,
  DeploymentSpec,
  StatefulSet,
  StatefulSetSpec,
} from 'kubernetes-types/apps/v1.js';
import type { CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec } from 'kubernetes-types/batch/v1.js';
import type {
  AppArmorProfile,
  Capabilities,
  ConfigMap,
  ConfigMapEnvSource,
  ConfigMapKeySelector,
  ConfigMapProjection,
  ConfigMapVolumeSource,
  Container,
  ContainerPort,
  EmptyDirVolumeSource,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ExecAction,
  GRPCAction,
  HostPathVolumeSource,
  HTTPGetAction,
  KeyToPath,
  Lifecycle,
  LifecycleHandler,
  Namespace,
  ObjectFieldSelector,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimVolumeSource,
  Pod,
  PodSecurityContext,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ProjectedVolumeSource,
  SeccompProfile,
  SecretEnvSource,
  SecretKeySelector,
  SecretProjection,
  SecretVolumeSource,
  SecurityContext,
  Service,
  ServicePort,
  ServiceSpec,
  TCPSocketAction,
  Toleration,
  Volume,
  VolumeMount,
  VolumeProjection,
  VolumeResourceRequirements,
} from 'kubernetes-types/core/v1.js';
import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.js';
import type {
  AggregationRule,
  ClusterRole,
  PolicyRule,
  RoleBinding,
  RoleRef,
  Subject,
} from 'kubernetes-types/rbac/v1.js';

/** Names of the fields of a `T`. */
export interface Fields<T> extends ReadonlySet<string> {
  /** Never there; it only says whose fields they are. */
  readonly of?: (value: T) => void;
}

type Words<S extends string> = S extends `${infer First} ${infer Rest}` ? First | Words<Rest> : S;
/** `unknown` where the words are the keys of T, else a text that says which are not. */
type Complete<T, W extends string> = [Exclude<keyof T, W> | Exclude<W, keyof T>] extends [never]
  ? unknown
  : { readonly differs: Exclude<keyof T, W> | Exclude<W, keyof T> };

/** `newer` fields are of Kubernetes 1.31 to 1.34, which the package of types does not have. */
function fields<T>() {
  return <const S extends string>(names: S & Complete<T, Words<S>>, newer = ''): Fields<T> =>
    new Set(`${names} ${newer}`.trim().split(' '));
}

export const fieldsOf = {
  daemonSet: fields<DaemonSet>()('apiVersion kind metadata spec status'),
  deployment: fields<Deployment>()('apiVersion kind metadata spec status'),
  statefulSet: fields<StatefulSet>()('apiVersion kind metadata spec status'),
  job: fields<Job>()('apiVersion kind metadata spec status'),
  cronJob: fields<CronJob>()('apiVersion kind metadata spec status'),
  pod: fields<Pod>()('apiVersion kind metadata spec status'),
  service: fields<Service>()('apiVersion kind metadata spec status'),
  configMap: fields<ConfigMap>()('apiVersion binaryData data immutable kind metadata'),
  namespace: fields<Namespace>()('apiVersion kind metadata spec status'),
  clusterRole: fields<ClusterRole>()('aggregationRule apiVersion kind metadata rules'),
  roleBinding: fields<RoleBinding>()('apiVersion kind metadata roleRef subjects'),
  aggregationRule: fields<AggregationRule>()('clusterRoleSelectors'),
  objectMeta: fields<ObjectMeta>()(
    'annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation labels managedFields name namespace ownerReferences resourceVersion selfLink uid',
  ),
  labelSelector: fields<LabelSelector>()('matchExpressions matchLabels'),
  deploymentSpec: fields<DeploymentSpec>()(
    'minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit selector strategy template',
  ),
  statefulSetSpec: fields<StatefulSetSpec>()(
    'minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy replicas revisionHistoryLimit selector serviceName template updateStrategy volumeClaimTemplates',
  ),
  daemonSetSpec: fields<DaemonSetSpec>()('minReadySeconds revisionHistoryLimit selector template updateStrategy'),
  jobSpec: fields<JobSpec>()(
    'activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy selector successPolicy suspend template ttlSecondsAfterFinished',
  ),
  cronJobSpec: fields<CronJobSpec>()(
    'concurrencyPolicy failedJobsHistoryLimit jobTemplate schedule startingDeadlineSeconds successfulJobsHistoryLimit suspend timeZone',
  ),
  jobTemplateSpec: fields<JobTemplateSpec>()('metadata spec'),
  podTemplateSpec: fields<PodTemplateSpec>()('metadata spec'),
  podSpec: fields<PodSpec>()(
    'activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers hostname imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims restartPolicy runtimeClassName schedulerName schedulingGates securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes',
    'resources hostnameOverride',
  ),
  podSecurityContext: fields<PodSecurityContext>()(
    'appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile supplementalGroups sysctls windowsOptions',
    'supplementalGroupsPolicy seLinuxChangePolicy',
  ),
  securityContext: fields<SecurityContext>()(
    'allowPrivilegeEscalation appArmorProfile capabilities privileged procMount readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile windowsOptions',
  ),
  capabilities: fields<Capabilities>()('add drop'),
  seccompProfile: fields<SeccompProfile>()('localhostProfile type'),
  appArmorProfile: fields<AppArmorProfile>()('localhostProfile type'),
  container: fields<Container>()(
    'args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy resources restartPolicy securityContext startupProbe stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir',
    'restartPolicyRules',
  ),
  containerPort: fields<ContainerPort>()('containerPort hostIP hostPort name protocol'),
  envVar: fields<EnvVar>()('name value valueFrom'),
  envVarSource: fields<EnvVarSource>()('configMapKeyRef fieldRef resourceFieldRef secretKeyRef', 'fileKeyRef'),
  objectFieldSelector: fields<ObjectFieldSelector>()('apiVersion fieldPath'),
  configMapKeySelector: fields<ConfigMapKeySelector>()('key name optional'),
  secretKeySelector: fields<SecretKeySelector>()('key name optional'),
  envFromSource: fields<EnvFromSource>()('configMapRef prefix secretRef'),
  configMapEnvSource: fields<ConfigMapEnvSource>()('name optional'),
  secretEnvSource: fields<SecretEnvSource>()('name optional'),
  probe: fields<Probe>()(
    'exec failureThreshold grpc httpGet initialDelaySeconds periodSeconds successThreshold tcpSocket terminationGracePeriodSeconds timeoutSeconds',
  ),
  httpGet: fields<HTTPGetAction>()('host httpHeaders path port scheme'),
  tcpSocket: fields<TCPSocketAction>()('host port'),
  grpc: fields<GRPCAction>()('port service'),
  exec: fields<ExecAction>()('command'),
  lifecycle: fields<Lifecycle>()('postStart preStop', 'stopSignal'),
  lifecycleHandler: fields<LifecycleHandler>()('exec httpGet sleep tcpSocket'),
  volumeMount: fields<VolumeMount>()('mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr'),
  volume: fields<Volume>()(
    'awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath iscsi name nfs persistentVolumeClaim photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume',
    'image',
  ),
  configMapVolumeSource: fields<ConfigMapVolumeSource>()('defaultMode items name optional'),
  secretVolumeSource: fields<SecretVolumeSource>()('defaultMode items optional secretName'),
  keyToPath: fields<KeyToPath>()('key mode path'),
  hostPathVolumeSource: fields<HostPathVolumeSource>()('path type'),
  emptyDirVolumeSource: fields<EmptyDirVolumeSource>()('medium sizeLimit'),
  persistentVolumeClaimVolumeSource: fields<PersistentVolumeClaimVolumeSource>()('claimName readOnly'),
  projectedVolumeSource: fields<ProjectedVolumeSource>()('defaultMode sources'),
  volumeProjection: fields<VolumeProjection>()(
    'clusterTrustBundle configMap downwardAPI secret serviceAccountToken',
    'podCertificate',
  ),
  configMapProjection: fields<ConfigMapProjection>()('items name optional'),
  secretProjection: fields<SecretProjection>()('items name optional'),
  persistentVolumeClaim: fields<PersistentVolumeClaim>()('apiVersion kind metadata spec status'),
  persistentVolumeClaimSpec: fields<PersistentVolumeClaimSpec>()(
    'accessModes dataSource dataSourceRef resources selector storageClassName volumeAttributesClassName volumeMode volumeName',
  ),
  volumeResourceRequirements: fields<VolumeResourceRequirements>()('limits requests'),
  toleration: fields<Toleration>()('effect key operator tolerationSeconds value'),
  serviceSpec: fields<ServiceSpec>()(
    'allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges ports publishNotReadyAddresses selector sessionAffinity sessionAffinityConfig trafficDistribution type',
  ),
  servicePort: fields<ServicePort>()('appProtocol name nodePort port protocol targetPort'),
  policyRule: fields<PolicyRule>()('apiGroups nonResourceURLs resourceNames resources verbs'),
  roleRef: fields<RoleRef>()('apiGroup kind name'),
  subject: fields<Subject>()('apiGroup kind name namespace'),
};
