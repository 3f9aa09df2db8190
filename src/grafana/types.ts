/** Types of data sources, by the ids of their plugins. */

const pyroscopeType = 'grafana-pyroscope-datasource';

/** Also by its old name, which Grafana keeps as an alias. */
export function isPyroscope(type: string | undefined): boolean {
  return type === pyroscopeType || type === 'phlare';
}

/** Which types a link may lead to, by the key of the link. Source: grafana, packages/grafana-o11y-ds-frontend. */
export const linkTargets: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['tracesToProfiles', new Set([pyroscopeType, 'phlare'])],
  [
    'tracesToLogsV2',
    new Set([
      'loki',
      'elasticsearch',
      'grafana-splunk-datasource',
      'grafana-opensearch-datasource',
      'grafana-falconlogscale-datasource',
      'googlecloud-logging-datasource',
      'victoriametrics-logs-datasource',
    ]),
  ],
  [
    'tracesToMetrics',
    new Set([
      'prometheus',
      'grafana-amazonprometheus-datasource',
      'grafana-azureprometheus-datasource',
      'victoriametrics-metrics-datasource',
    ]),
  ],
  ['serviceMap', new Set(['prometheus'])],
]);
