/** Where the rules are known from, one name for each text that several of them share. */
export const sources = {
  /** What the schemas were read from: keys, types, defaults, flags. */
  schemas: 'grafana/pyroscope, the configuration in the last patch of each minor version',
  files: 'grafana/pyroscope, pkg/cfg/files.go',
  yaml: 'go.yaml.in/yaml/v3, decode.go and resolve.go',
  variables: 'drone/envsubst v1.0.3',
  flags: 'Go, package flag',
  server: 'grafana/pyroscope, pkg/pyroscope/pyroscope.go',
  modules: 'grafana/pyroscope, pkg/pyroscope/modules.go',
  limits: 'grafana/pyroscope, pkg/validation/limits.go',
  compactor: 'grafana/pyroscope, pkg/compactor/compactor.go',
  scheduler: 'grafana/pyroscope, pkg/scheduler/schedulerdiscovery/config.go',
  storage: 'grafana/pyroscope, pkg/objstore/client/config.go',
  s3: 'grafana/pyroscope, pkg/objstore/providers/s3/config.go',
  metastore: 'grafana/pyroscope, pkg/metastore/metastore.go',
  queryBackend: 'grafana/pyroscope, pkg/querybackend/backend.go',
} as const;
