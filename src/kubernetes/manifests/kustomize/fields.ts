/** Where in an object the fields are that transformers change. Source: kustomize, api/internal/konfig/builtinpluginconsts. */
import { apiVersionOf, kindOf, type Resource } from '../resource.ts';

/** Kinds whose objects belong to no namespace. */
const clusterWide = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ComponentStatus',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);

export function isNamespaced(resource: Resource): boolean {
  return !clusterWide.has(kindOf(resource));
}

/** Keys that lead to the template of the pods that an object runs; undefined where it runs none, none for a Pod. */
export function podTemplateOf(resource: Pick<Resource, 'node'>): readonly string[] | undefined {
  switch (kindOf(resource)) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'DaemonSet':
    case 'StatefulSet':
    case 'ReplicationController':
    case 'Job':
      return ['spec', 'template'];
    case 'CronJob':
      return ['spec', 'jobTemplate', 'spec', 'template'];
    case 'Pod':
      return [];
    default:
      return undefined;
  }
}

/** Whether kustomize knows the schema of an object, and so the keys by which its lists are merged. */
export function isBuiltIn(resource: Pick<Resource, 'node'>): boolean {
  const [group = '', version] = apiVersionOf(resource).split('/');
  return version === undefined || !group.includes('.') || group.endsWith('.k8s.io');
}
