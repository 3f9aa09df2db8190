/** Where rules of more than one language are known from; what only those of one rest on is named beside them. */
export const commonSources = {
  pyroscopeImage: 'grafana/pyroscope, cmd/pyroscope/Dockerfile',
  pyroscopeChart: 'grafana/pyroscope, operations/pyroscope/helm/pyroscope',
  pyroscopeMain: 'grafana/pyroscope, cmd/pyroscope/main.go',
  pyroscopeApi: 'grafana/pyroscope, pkg/api/api.go',
  pyroscopeInterceptor: 'grafana/pyroscope, pkg/tenant/interceptor.go',
  pyroscopeCleaner: 'grafana/pyroscope, pkg/metastore/index/cleaner',
  pyroscopeReady: 'grafana/pyroscope, pkg/pyroscope/pyroscope.go (readyHandler)',
  pyroscopeParameters: 'grafana/pyroscope docs, configure-server/reference-configuration-parameters/index.md',
  pyroscopeTenants: 'grafana/pyroscope docs, configure-server/about-tenant-ids.md',
  alloyImage: 'grafana/alloy, Dockerfile',
  alloyRun: 'grafana/alloy docs, reference/cli/run.md',
  alloyEbpf: 'grafana/alloy docs, reference/components/pyroscope/pyroscope.ebpf.md',
  alloyKubernetesDiscovery: 'grafana/alloy docs, reference/components/discovery/discovery.kubernetes.md',
  grafanaPyroscope: 'grafana/grafana docs, datasources/pyroscope/configure-pyroscope-data-source.md',
  grafanaHttpClient: 'grafana/grafana, pkg/services/datasources/service/datasource.go',
  kubernetesService: 'kubernetes docs, concepts/services-networking/service',
  kubernetesDns: 'kubernetes docs, concepts/services-networking/dns-pod-service',
  kubernetesPods: 'kubernetes docs, concepts/workloads/pods',
  kubernetesImages: 'kubernetes docs, concepts/containers/images',
  kubernetesConfigMaps: 'kubernetes docs, concepts/configuration/configmap',
  kubernetesVolumes: 'kubernetes docs, concepts/storage/volumes',
} as const;

/** A page of this documentation, with what a rule of our own making rests on. */
export function ourOwn(page: string, ground: string): string {
  return `docs/${page}: ${ground}`;
}
