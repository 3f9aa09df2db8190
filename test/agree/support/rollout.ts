/** A small rollout as values: a server, its Service, an Alloy and a data source that agree with each other. */
import type { Located, Place } from '../../../src/base/located.ts';
import type { AlloySummary, DataSource, PyroscopeSummary } from '../../../src/base/rollout/configurations.ts';
import type { ConfigMap, ManifestSet } from '../../../src/base/rollout/manifests.ts';
import type { Rollout } from '../../../src/base/rollout/rollout.ts';
import type { Cluster, Container, Pod, Service, Workload } from '../../../src/base/rollout/workload.ts';

/** A place is a name here: `server.args`. */
export function at(name: string): Place {
  return { file: name, span: { start: 0, end: 1 } };
}

export function located<T>(name: string, value: T): Located<T> {
  return { ...at(name), value };
}

const container: Container = {
  name: 'main',
  at: at('container'),
  command: undefined,
  args: undefined,
  env: [],
  hasEnvFrom: false,
  ports: [],
  mounts: [],
  security: { addedCapabilities: [], droppedCapabilities: [] },
  execHooks: [],
};

const pod: Pod = {
  at: at('pod'),
  labels: new Map(),
  annotations: new Map(),
  security: { addedCapabilities: [], droppedCapabilities: [] },
  tolerations: undefined,
  initContainers: [],
  containers: [],
  volumes: [],
  references: [],
};

function configMap(name: string, namespace: string, ...keys: readonly string[]): ConfigMap {
  return {
    name,
    namespace,
    isGenerated: false,
    hasHash: false,
    entries: keys.map((key) => ({
      key,
      excerpt: { text: '', map: { at: [], starts: [], ends: [], length: 0, end: 0 } },
      file: name,
      path: `${name}#${key}`,
    })),
    unread: [],
    at: at(name),
  };
}

export function set(name: string, ...configMaps: readonly ConfigMap[]): ManifestSet {
  return { name, objects: [], configMaps, notUnderstood: [] };
}

interface WorkloadParts {
  readonly set: ManifestSet;
  readonly namespace?: string;
  readonly kind?: Workload['kind'];
  readonly container?: Partial<Container>;
  readonly pod?: Partial<Pod>;
  readonly volumeClaims?: Workload['volumeClaims'];
}

export function workload(name: string, parts: WorkloadParts): Workload {
  return {
    set: parts.set,
    kind: parts.kind ?? 'Deployment',
    name,
    namespace: parts.namespace ?? name,
    at: at(name),
    volumeClaims: parts.volumeClaims ?? [],
    pod: { ...pod, containers: [{ ...container, ...parts.container }], ...parts.pod },
  };
}

export function mount(path: string, volume = 'config', subPath?: string): Container['mounts'][number] {
  return {
    ...at(`mount ${path}`),
    volume,
    path,
    isReadOnly: true,
    ...(subPath === undefined ? {} : { subPath: located(`subPath ${subPath}`, subPath) }),
  };
}

export function probe(path: string, port: number | string): NonNullable<Container['readinessProbe']> {
  return {
    ...at('probe'),
    kind: 'httpGet',
    path: located('probe path', path),
    port: located('probe port', port),
  };
}

export function configVolume(name: string, items?: Readonly<Record<string, string>>): Pod['volumes'][number] {
  const source = { kind: 'configMap', name, ...(items ? { items: new Map(Object.entries(items)) } : {}) } as const;
  return { ...at('volume'), name: 'config', source };
}

function alloySummary(parts: Partial<AlloySummary> = {}): AlloySummary {
  return {
    version: '1.16',
    writes: [
      { url: located('url', 'http://pyroscope.pyroscope.svc:4040'), tenant: located('alloy tenant', 'ringtail') },
    ],
    profilers: [at('profiler')],
    discovers: [],
    environment: [],
    paths: [],
    ...parts,
  };
}

function pyroscopeSummary(parts: Partial<PyroscopeSummary> = {}): PyroscopeSummary {
  return {
    version: '2.2',
    architecture: located('config', 'v2'),
    targets: ['all'],
    httpPort: located('http_listen_port', 4040),
    grpcPort: located('config', 9095),
    memberlistPort: located('config', 7946),
    multitenancy: located('multitenancy', true),
    adminMode: located('config', 'disabled'),
    adminPort: located('config', 4042),
    adminAddress: located('config', 'localhost'),
    storageBackend: located('config', 'filesystem'),
    folders: [{ ...located('dir', '/data/v2/shared'), key: 'storage.filesystem.dir', mustSurvive: true }],
    retentionSeconds: located('retention', 14 * 86_400),
    addresses: [],
    runtimeFiles: [],
    ...parts,
  };
}

export function dataSource(parts: Partial<DataSource> = {}): DataSource {
  return {
    name: located('name', 'Pyroscope'),
    type: located('type', 'grafana-pyroscope-datasource'),
    uid: { ...located('uid', 'pyroscope'), isDerived: false },
    org: '1',
    url: located('grafana url', 'http://pyroscope.pyroscope.svc.cluster.local:4040/'),
    tenant: located('grafana tenant', 'ringtail'),
    links: [],
    at: at('data source'),
    ...parts,
  };
}

const serverMap = configMap('pyroscope-config', 'pyroscope', 'config.yaml');
const alloyMap = configMap('alloy-config', 'alloy', 'config.alloy');
const serverSet = set('server', serverMap);
const alloySet = set('alloy', alloyMap);

export function server(parts: Partial<Container> = {}, podParts: Partial<Pod> = {}): Workload {
  return workload('pyroscope', {
    kind: 'StatefulSet',
    set: serverSet,
    container: {
      image: { ...at('server image'), name: 'registry.example.org/pyroscope', tag: '2.2.1' },
      args: [located('server args', '-config.file=/etc/pyroscope/config.yaml')],
      mounts: [mount('/etc/pyroscope'), mount('/data', 'data')],
      ports: [{ ...at('container port'), name: 'http', port: 4040 }],
      ...parts,
    },
    pod: { labels: new Map([['app', 'pyroscope']]), volumes: [configVolume('pyroscope-config')], ...podParts },
    volumeClaims: [
      { ...at('claim'), name: 'data', size: located('size', 50 * 1024 ** 3), accessModes: ['ReadWriteOnce'] },
    ],
  });
}

export function agent(parts: Partial<Container> = {}, podParts: Partial<Pod> = {}): Workload {
  return workload('alloy', {
    kind: 'DaemonSet',
    set: alloySet,
    container: {
      image: { ...at('alloy image'), name: 'grafana/alloy', tag: 'v1.16.3' },
      args: [located('run', 'run'), located('alloy args', '/etc/alloy/config.alloy')],
      mounts: [mount('/etc/alloy')],
      ...parts,
    },
    pod: { volumes: [configVolume('alloy-config')], ...podParts },
  });
}

export function service(parts: Partial<Service> = {}): Service {
  return {
    set: serverSet,
    name: 'pyroscope',
    namespace: 'pyroscope',
    at: at('service'),
    type: 'ClusterIP',
    isHeadless: false,
    publishesNotReady: false,
    selector: new Map([['app', 'pyroscope']]),
    ports: [{ ...at('service port'), name: 'http', port: 4040, targetPort: located('target port', 'http') }],
    ...parts,
  };
}

interface RolloutParts {
  readonly cluster?: Partial<Cluster>;
  readonly alloy?: Partial<AlloySummary>;
  readonly pyroscope?: Partial<PyroscopeSummary>;
  readonly dataSources?: readonly DataSource[];
  readonly versions?: Rollout['versions'];
  readonly containers?: Rollout['containers'];
}

/** All of it, with what is given in place of its parts. */
export function rollout(parts: RolloutParts = {}): Rollout {
  return {
    cluster: {
      sets: [serverSet, alloySet],
      workloads: [server(), agent()],
      services: [service()],
      claims: [],
      grants: [],
      openBindings: [],
      serviceAccounts: [],
      namespaces: [],
      ...parts.cluster,
    },
    alloy: [
      {
        paths: ['alloy-config#config.alloy'],
        summary: alloySummary(parts.alloy),
        from: { configMap: alloyMap, keys: ['config.alloy'] },
      },
    ],
    pyroscope: [
      {
        paths: ['pyroscope-config#config.yaml'],
        summary: pyroscopeSummary(parts.pyroscope),
        from: { configMap: serverMap, keys: ['config.yaml'] },
      },
    ],
    dataSources: [
      { paths: ['data-sources.yaml'], summary: { dataSources: parts.dataSources ?? [dataSource()], deletions: [] } },
    ],
    containers: parts.containers ?? [],
    versions: parts.versions ?? [],
  };
}
