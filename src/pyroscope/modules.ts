/** The modules of a server: which there are, and which run. Source: grafana/pyroscope, pkg/pyroscope/modules.go. */
import type { Located, Place } from '../base/located.ts';
import { compareMinor } from '../base/program-version.ts';
import type { Settings } from './settings.ts';
import type { PyroscopeVersion } from './version.ts';

const both = ['distributor', 'query-frontend', 'admin', 'tenant-settings', 'ad-hoc-profiles'];
/** Of the storage of v1. */
export const v1Modules: readonly string[] = ['ingester', 'compactor', 'query-scheduler', 'querier', 'store-gateway'];
const v2Modules = ['metastore', 'segment-writer', 'compaction-worker', 'query-backend'];

const others = [
  'all',
  'overrides-exporter',
  'usage-stats',
  'symbolizer',
  'embedded-grafana',
  'feature-flags',
  'storage',
  'grpc-gateway',
  'memberlist-kv',
  'ring',
  'runtime-config',
  'overrides',
  'server',
  'api',
  'version',
  'metastore-client',
  'metastore-admin',
  'placement-agent',
  'placement-manager',
  'segment-writer-ring',
  'segment-writer-client',
  'query-backend-client',
  'health-server',
  'recording-rules-client',
  'query-diagnostics-store',
  'query-diagnostics-admin',
];
const since22 = ['admin-server', 'async-query-store'];

/** What `target` may name. In v1 some of them are there only with PYROSCOPE_V2: see `isOnlyWithVariable`. */
export function moduleNames({ minor }: PyroscopeVersion): readonly string[] {
  const newest = compareMinor(minor, '2.2') >= 0 ? since22 : [];
  return [...both, ...v1Modules, ...v2Modules, ...others, ...newest];
}

/** Before 2.0 the modules of v2 are registered when the variable PYROSCOPE_V2 or PYROSCOPE_V2_EXPERIMENT is set. */
export function isOnlyWithVariable(name: string, { minor }: PyroscopeVersion): boolean {
  return compareMinor(minor, '2.0') < 0 && [...v2Modules, 'symbolizer'].includes(name);
}

/** `v1`, `v1-v2-dual` or `v2`; before 2.0 there is no key for it, and it is v1. */
export function architectureOf(settings: Settings, wholeFile: Place): Located<string> {
  const setting = settings.text('architecture_storage');
  return setting ? { value: setting.value, file: setting.file, span: setting.span } : { value: 'v1', ...wholeFile };
}

/** The modules that run, `all` written out. Those that others pull in are left out. */
export function modulesOf(settings: Settings, version: PyroscopeVersion): ReadonlySet<string> {
  const targets = settings.list('target')?.value ?? ['all'];
  const architecture = settings.text('architecture_storage')?.value;
  const isV1 = compareMinor(version.minor, '2.0') < 0 || architecture === 'v1';
  const all = [...both, ...(isV1 ? [] : v2Modules), ...(architecture === 'v2' ? [] : v1Modules)];
  return new Set(targets.flatMap((target) => (target === 'all' ? ['all', ...all] : [target])));
}
