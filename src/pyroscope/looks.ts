/** Whether a YAML text is the configuration of a Pyroscope server. */
import type { YamlNode } from '../base/yaml-documents.ts';
import { catalogue } from './catalogue.ts';

/** Top-level keys that no other program of Grafana’s has. */
const own: ReadonlySet<string> = new Set([
  'pyroscopedb',
  'segment_writer',
  'metastore',
  'architecture_storage',
  'self_profiling',
  'query_backend',
  'symbolizer',
  'adaptive_placement',
  'compaction_worker',
  'embedded_grafana',
  'admin_server',
  'show_banner',
  'enable_v1_read_path',
  'enable_v1_write_path',
]);

/** Keys that Loki, Mimir, Tempo, Alertmanager, Prometheus or Grafana’s agent have at the top, and Pyroscope has not. */
const foreign: ReadonlySet<string> = new Set([
  'auth_enabled',
  'schema_config',
  'storage_config',
  'limits_config',
  'chunk_store_config',
  'table_manager',
  'ruler',
  'blocks_storage',
  'alertmanager',
  'alertmanager_storage',
  'ruler_storage',
  'overrides',
  'metrics_generator',
  'traces',
  'scrape_configs',
  'datasources',
  'route',
  'receivers',
]);

/** One of them at the start of a line, or as the first key of a map in braces. */
const ownLine = new RegExp(`(?:^|[{,])[ \\t]*["']?(?:${[...own].join('|')})["']?[ \\t]*:`, 'm');

/**
 * Whether the text’s first document is such a configuration, by its content. Pyroscope shares blocks such as `server`,
 * `memberlist`, `limits` and `storage` with Loki, Mimir and Tempo: where nothing but these is written, the file’s name
 * must say pyroscope, or `isNamed` that something else does, such as the image that mounts the file.
 */
export function looksLikePyroscope(root: YamlNode | undefined, fileName: string, isNamed = false): boolean {
  if (root?.kind !== 'map') return false;
  const names = root.entries.map(({ key }) => key);
  if (names.includes('apiVersion') || names.includes('kind')) return false;
  if (names.some((name) => foreign.has(name))) return false;
  const known = names.filter(isTopLevel);
  if (known.length === 0 || known.length * 2 < names.length) return false;
  return names.some((name) => own.has(name)) || isNamed || /pyroscope/i.test(fileName);
}

/**
 * Whether it is a file of overrides for tenants: `overrides` alone, and limits that Pyroscope knows below a tenant. Where
 * `isNamed`, something else says that it is Pyroscope's.
 */
export function looksLikeOverrides(root: YamlNode | undefined, fileName: string, isNamed = false): boolean {
  if (root?.kind !== 'map' || root.entries.length !== 1) return false;
  const [entry] = root.entries;
  if (entry?.key !== 'overrides') return false;
  if (isNamed) return true;
  if (entry.value.kind !== 'map' || !/pyroscope/i.test(fileName)) return false;
  const limits = entry.value.entries.flatMap(({ value }) => (value.kind === 'map' ? value.entries : []));
  const known = limits.filter(({ key }) => Object.hasOwn(catalogue().keys, `limits.${key}`));
  return known.length > 0 && known.length * 2 >= limits.length;
}

function isTopLevel(name: string): boolean {
  return !name.includes('.') && Object.hasOwn(catalogue().keys, name);
}

/** Whether parsing a text could find such a configuration in it: a test of a moment. */
export function mayBePyroscope(text: string, fileName: string): boolean {
  return /pyroscope/i.test(fileName) || ownLine.test(text);
}
