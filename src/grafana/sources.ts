/** Where the rules about data sources are known from, one name for each text that several of them share. */
export const sources = {
  provisioning: 'grafana/grafana docs, administration/provisioning/index.md',
  /** How files are read, and what becomes of their entries. */
  fileReader: 'grafana/grafana, pkg/services/provisioning/datasources/config_reader.go',
  fileTypes: 'grafana/grafana, pkg/services/provisioning/datasources/types.go',
  provisioner: 'grafana/grafana, pkg/services/provisioning/datasources/datasources.go',
  valueTypes: 'grafana/grafana, pkg/services/provisioning/values/values.go',
  store: 'grafana/grafana, pkg/services/datasources/service/store.go',
  /** Plugins. */
  plugins: 'grafana/grafana, public/app/plugins/datasource (plugin.json)',
  pyroscopePlugin: 'grafana/grafana, public/app/plugins/datasource/grafana-pyroscope-datasource',
  pyroscopeQueries: 'grafana/grafana, pkg/tsdb/grafana-pyroscope-datasource/query.go',
  tempoPlugin: 'grafana/grafana, public/app/plugins/datasource/tempo',
  /** Links from traces. */
  spanLinks: 'grafana/grafana, public/app/features/explore/TraceView/createSpanLink.tsx',
  logsLinks: 'grafana/grafana, packages/grafana-o11y-ds-frontend/src/TraceToLogs/TraceToLogsSettings.tsx',
  linkSettings: 'grafana/grafana, packages/grafana-o11y-ds-frontend',
  tempoLinks: 'grafana/grafana docs, datasources/tempo/configure-tempo-data-source',
  dataSourceLookup: 'grafana/grafana, public/app/features/plugins/datasource_srv.ts',
  selectorParser: 'prometheus/prometheus, promql/parser (ParseMetricSelector)',
} as const;
