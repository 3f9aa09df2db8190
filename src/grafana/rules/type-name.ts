import { excerpt } from '../../base/display.ts';
import { nearest } from '../../base/suggest.ts';
import { constantAt } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

/** Ids of the plugins that come with Grafana, and of those that a rollout of profiles meets beside them. */
const knownTypes: ReadonlySet<string> = new Set([
  'grafana-pyroscope-datasource',
  'phlare',
  'tempo',
  'loki',
  'prometheus',
  'jaeger',
  'zipkin',
  'parca',
  'alertmanager',
  'elasticsearch',
  'graphite',
  'influxdb',
  'opentsdb',
  'mysql',
  'mssql',
  'postgres',
  'grafana-postgresql-datasource',
  'cloudwatch',
  'stackdriver',
  'grafana-azure-monitor-datasource',
  'grafana-testdata-datasource',
  'testdata',
  'grafana-splunk-datasource',
  'grafana-opensearch-datasource',
  'grafana-falconlogscale-datasource',
  'googlecloud-logging-datasource',
  'victoriametrics-logs-datasource',
]);

/** Names that are seen in the place of the plugin's id. */
const wrongTypes: ReadonlyMap<string, string> = new Map([
  ['pyroscope', 'grafana-pyroscope-datasource'],
  ['grafana-pyroscope', 'grafana-pyroscope-datasource'],
  ['pyroscope-datasource', 'grafana-pyroscope-datasource'],
  ['grafana-phlare-datasource', 'grafana-pyroscope-datasource'],
  ['grafana-tempo', 'tempo'],
  ['grafana-tempo-datasource', 'tempo'],
  ['tempo-datasource', 'tempo'],
  ['grafana-loki', 'loki'],
  ['grafana-loki-datasource', 'loki'],
  ['mimir', 'prometheus'],
]);

export const typeName: FileRule = {
  id: 'grafana.type-name',
  severity: 'blocker',
  title: 'The type of a data source is the id of its plugin',
  why: 'Grafana takes any text. A data source whose plugin is not there shows an error in place of its data; pyroscope-datasource is an old plugin that talks to another server.',
  sources: [sources.plugins],
  check({ file, report }) {
    for (const { node, type, place } of file.entries) {
      const id = constantAt(node, 'type');
      if (id === undefined || !type) continue;
      const right = rightType(id);
      if (right === undefined) continue;
      report(type, {
        message: `"${excerpt(id, 80)}" is the id of no plugin that comes with Grafana`,
        hint: `Write type: ${right}`,
        place: `${place}/type`,
      });
    }
  },
};

export const unknownType: FileRule = {
  id: 'grafana.unknown-type',
  severity: 'warning',
  title: 'The type of a data source is that of a known plugin, or unlike all of them',
  why: 'Other plugins can be installed, so that any id may be right. One that differs from a known id by a letter or two is more likely mistyped.',
  sources: [sources.plugins],
  check({ file, report }) {
    for (const { node, type, place } of file.entries) {
      const id = constantAt(node, 'type');
      if (id === undefined || !type || knownTypes.has(id) || wrongTypes.has(id.toLowerCase()) || ofCase(id)) continue;
      const near = nearest(id, knownTypes);
      if (near === undefined) continue;
      report(type, {
        message: `"${excerpt(id, 80)}" is not the id of a known plugin`,
        hint: `Did you mean "${near}"?`,
        place: `${place}/type`,
      });
    }
  },
};

export const typeAlias: FileRule = {
  id: 'grafana.type-alias',
  severity: 'warning',
  title: 'A Pyroscope data source does not have its old type phlare',
  why: 'The id is kept as an alias. A link from traces compares the type with grafana-pyroscope-datasource and may not take it.',
  sources: [sources.pyroscopePlugin, sources.linkSettings],
  check({ file, report }) {
    for (const { node, type, place } of file.entries) {
      if (!type || constantAt(node, 'type') !== 'phlare') continue;
      report(type, {
        message: 'phlare is the old id of the Pyroscope plugin',
        hint: 'Write type: grafana-pyroscope-datasource',
        place: `${place}/type`,
      });
    }
  },
};

/** The id that is meant by one that is certainly none. */
export function rightType(id: string): string | undefined {
  return wrongTypes.get(id.toLowerCase()) ?? (knownTypes.has(id) ? undefined : ofCase(id));
}

/** The known id that differs in nothing but capital letters. */
function ofCase(id: string): string | undefined {
  const small = id.toLowerCase();
  return small !== id && knownTypes.has(small) ? small : undefined;
}
