/** Where the rules about manifests are known from, one name for each text that several of them share. */
export const sources = {
  /** The API server. */
  validation: 'kubernetes/kubernetes, pkg/apis/core/validation',
  workloadValidation: 'kubernetes/kubernetes, pkg/apis/apps/validation',
  openApi: 'kubernetes/kubernetes, api/openapi-spec/swagger.json',
  fieldValidation: 'kubernetes docs, reference/using-api/api-concepts (field validation)',
  deprecations: 'kubernetes docs, reference/using-api/deprecation-guide',
  rbac: 'kubernetes docs, reference/access-authn-authz/rbac',
  /** Pods, and what the kubelet makes of them. */
  securityContexts: 'kubernetes docs, tasks/configure-pod-container/security-context',
  probes: 'kubernetes docs, tasks/configure-pod-container/configure-liveness-readiness-startup-probes',
  configMapsOfPods: 'kubernetes docs, tasks/configure-pod-container/configure-pod-configmap',
  podLifecycle: 'kubernetes docs, concepts/workloads/pods/pod-lifecycle',
  downwardApi: 'kubernetes docs, concepts/workloads/pods/downward-api',
  containerEnvironment: 'kubernetes docs, concepts/containers/container-environment',
  statefulSets: 'kubernetes docs, concepts/workloads/controllers/statefulset',
  daemonSets: 'kubernetes docs, concepts/workloads/controllers/daemonset',
  /** The host. */
  capabilities: 'capabilities(7)',
  /** Alloy. */
  ebpfComponent: 'grafana/alloy, internal/component/pyroscope/ebpf/ebpf_linux.go',
  alloyHttp: 'grafana/alloy docs, reference/http/_index.md',
  alloyChart: 'grafana/alloy, operations/helm/charts/alloy',
  discoveryClient: 'prometheus/prometheus, discovery/kubernetes',
  /** Pyroscope. */
  memberlist: 'grafana/pyroscope docs, configure-server/configuring-memberlist.md',
  /** kustomize. */
  kustomizeTarget: 'kubernetes-sigs/kustomize, api/internal/target/kusttarget.go',
  kustomizeTypes: 'kubernetes-sigs/kustomize, api/types/kustomization.go',
  kustomizePatches: 'kubernetes-sigs/kustomize, api/internal/builtins/PatchTransformer.go',
  kustomizeLoader: 'kubernetes-sigs/kustomize, api/internal/loader',
  kustomizeResources: 'kubernetes-sigs/kustomize, api/resmap/reswrangler.go',
} as const;
