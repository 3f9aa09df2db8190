/** What a configuration says to the other files of a rollout. */
import { posix } from 'node:path';
import type { Located, Place } from '../base/located.ts';
import type { PyroscopeSummary } from '../base/rollout/configurations.ts';
import { architectureOf, modulesOf } from './modules.ts';
import type { Setting, Settings } from './settings.ts';
import type { PyroscopeVersion } from './version.ts';
import type { View } from './view.ts';

/**
 * Everything has its default filled in. Undefined where a value that others are compared with is broken, or is only known
 * when the server runs: what they need is not known then.
 */
export function summaryOf(
  settings: Settings,
  view: View,
  version: PyroscopeVersion,
  wholeFile: Place,
): PyroscopeSummary | undefined {
  const unsettled = new Set<string>();
  const known = <T>(path: string, setting: Setting<T> | undefined, otherwise: T): Located<T> => {
    if (!setting && view.byPath.has(path)) unsettled.add(path);
    return at(setting, otherwise, wholeFile);
  };
  const text = (path: string, otherwise: string): Located<string> => known(path, settings.text(path), otherwise);
  const number = (path: string, otherwise: number): Located<number> => known(path, settings.number(path), otherwise);
  const selfProfilingTenant = settings.text('self_profiling.tenant_id');
  const metastore = settings.text('metastore.address');
  const replication = modulesOf(settings, version).has('ingester')
    ? settings.number('ingester.lifecycler.ring.replication_factor')
    : undefined;
  const httpTls = httpTlsOf(settings);
  // Its default depends on the version; what counts here is whether it is settled.
  text('architecture_storage', '');
  const summary = {
    version: version.shown,
    architecture: architectureOf(settings, wholeFile),
    targets: settings.list('target')?.value ?? ['all'],
    httpPort: number('server.http_listen_port', 4040),
    ...(httpTls ? { httpTls } : {}),
    grpcPort: number('server.grpc_listen_port', 9095),
    memberlistPort: number('memberlist.bind_port', 7946),
    multitenancy: known('multitenancy_enabled', settings.truth('multitenancy_enabled'), false),
    ...(selfProfilingTenant && selfProfilingTenant.value !== ''
      ? { selfProfilingTenant: located(selfProfilingTenant) }
      : {}),
    adminMode: text('admin_server.mode', 'disabled'),
    adminPort: number('admin_server.http_listen_port', 4042),
    adminAddress: text('admin_server.http_listen_address', 'localhost'),
    storageBackend: text('storage.backend', ''),
    folders: foldersOf(settings, view, version),
    retentionSeconds: known('limits.retention_period', settings.seconds('limits.retention_period'), 0),
    ...(replication && replication.from !== 'default' ? { ingesterReplication: located(replication) } : {}),
    runtimeFiles: runtimeFilesOf(settings),
    ...(metastore?.value.startsWith('kubernetes:') ? { resolvesThroughKubernetes: located(metastore) } : {}),
    addresses: ['metastore.address', 'query_backend.address'].flatMap((key) => {
      const address = settings.text(key);
      return address ? [{ ...located(address), key }] : [];
    }),
  };
  return unsettled.size > 0 ? undefined : summary;
}

/** TLS is on with a certificate and a key, each as text or as a file. Source: grafana/dskit, server/server.go. */
function httpTlsOf(settings: Settings): Place | undefined {
  const [certificate, key] = ['cert', 'key'].map((name) =>
    [`${name}_file`, name]
      .map((last) => settings.text(`server.http_tls_config.${last}`))
      .find((setting) => setting !== undefined && setting.value !== ''),
  );
  return certificate && key ? { file: certificate.file, span: certificate.span } : undefined;
}

function runtimeFilesOf(settings: Settings): PyroscopeSummary['runtimeFiles'] {
  const files = settings.list('runtime_config.file');
  return files ? files.value.filter((path) => path !== '').map((value) => ({ ...located(files), value })) : [];
}

interface Folder {
  readonly key: string;
  /** The module that writes there. */
  readonly module: string;
  readonly mustSurvive: boolean;
}

/**
 * Raft's log and snapshots are the metastore, and a filesystem bucket is the profiles themselves; blocks of v1 that were
 * not uploaded yet are lost with their folder. The rest is made again. Source: grafana/pyroscope docs,
 * reference-pyroscope-v2-architecture/components/metastore/index.md.
 */
const folders: readonly Folder[] = [
  { key: 'metastore.raft.dir', module: 'metastore', mustSurvive: true },
  { key: 'metastore.raft.snapshots_dir', module: 'metastore', mustSurvive: true },
  { key: 'metastore.data_dir', module: 'metastore', mustSurvive: false },
  { key: 'pyroscopedb.data_path', module: 'ingester', mustSurvive: true },
  { key: 'compactor.data_dir', module: 'compactor', mustSurvive: false },
  { key: 'compaction_worker.temp_dir', module: 'compaction-worker', mustSurvive: false },
  { key: 'store_gateway.bucket_store.sync_dir', module: 'store-gateway', mustSurvive: false },
];

function foldersOf(settings: Settings, view: View, version: PyroscopeVersion): PyroscopeSummary['folders'] {
  const modules = modulesOf(settings, version);
  const backend = settings.text('storage.backend');
  // Without a backend, v1 of the versions that know none keeps everything where the ingester writes.
  const bucket: Folder[] =
    backend?.value === 'filesystem' ? [{ key: 'storage.filesystem.dir', module: '', mustSurvive: true }] : [];
  return [...folders, ...bucket].flatMap(({ key, module, mustSurvive }) => {
    const folder = view.byPath.has(key) && (module === '' || modules.has(module)) ? settings.text(key) : undefined;
    if (!folder || folder.value === '') return [];
    return [{ ...located(folder), value: posix.resolve('/', folder.value), key, mustSurvive }];
  });
}

function located<T>({ value, file, span }: Setting<T>): Located<T> {
  return { value, file, span };
}

function at<T>(setting: Setting<T> | undefined, otherwise: T, wholeFile: Place): Located<T> {
  return setting ? located(setting) : { value: otherwise, ...wholeFile };
}
