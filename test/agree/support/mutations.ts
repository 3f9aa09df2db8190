/**
 * Single mistakes in the healthy rollout of test/agree/fixtures/rollout/, and what is found of each: `LINE:COLUMN RULE`
 * in the file that was changed, or `FILE:LINE:COLUMN RULE` where another one is to be changed.
 */
export interface Mutation {
  readonly what: string;
  readonly file: string;
  /** Occurs once in the file. */
  readonly old: string;
  readonly new: string;
  readonly found: string;
}

const alloy = 'argocd/manifests/alloy-profiling';
const server = 'argocd/manifests/pyroscope';
const grafana = 'argocd/manifests/grafana/datasources.yaml';
const container = 'containers/pyroscope/default.nix';
const reference = 'docs/reference/profiling-stack.md';
const howTo = 'docs/how-to/roll-out-profiling.md';

type Row = readonly [what: string, old: string, now: string, found: string];

function of(file: string, ...rows: readonly Row[]): Mutation[] {
  return rows.map(([what, old, now, found]) => ({ what, file, old, new: now, found }));
}

export const mutations: readonly Mutation[] = [
  ...of(
    `${alloy}/config.alloy`,
    ['an argument is misspelled', 'collect_interval', 'collect_intervl', '46:3 alloy.unknown-attribute'],
    [
      'a component is not there',
      'pyroscope.write.store.receiver',
      'pyroscope.write.stor.receiver',
      '45:23 alloy.unknown-reference',
    ],
    ['a brace is missing', 'sample_rate      = 19\n}', 'sample_rate      = 19\n', '0:0 alloy.syntax'],
    ['a duration has no unit', '"15s"', '"15"', '46:22 alloy.wrong-value'],
    ['the URL has another scheme', 'url     = "http:', 'url     = "ftp:', '0:0 alloy.write-url'],
    ['the URL has the path that Alloy adds', 'local:4040"', 'local:4040/ingest"', '0:0 alloy.write-url'],
    [
      'the namespace of the store is another',
      'pyroscope.pyroscope.svc',
      'pyroscope.monitoring.svc',
      '0:0 agree.unknown-service',
    ],
    ['the Service is misspelled', 'pyroscope.pyroscope.svc', 'pyrosope.pyroscope.svc', '0:0 agree.unknown-service'],
    ['the name has no namespace', 'pyroscope.pyroscope.svc.cluster.local', 'pyroscope', '0:0 agree.unknown-service'],
    ['the port is another', 'local:4040', 'local:4041', '0:0 agree.service-port'],
    ['TLS to a server without', 'url     = "http:', 'url     = "https:', '0:0 agree.scheme'],
    ['no tenant is named', '    headers = { "X-Scope-OrgID" = "ringtail" }\n', '', '0:0 agree.tenant-missing'],
    [
      'another tenant is named',
      '"X-Scope-OrgID" = "ringtail"',
      '"X-Scope-OrgID" = "indri"',
      '0:0 agree.tenant-differs',
    ],
    ['roles that nothing grants', 'role = "pod"\n\n', 'role = "node"\n\n', '0:0 kubernetes.discovery-access'],
  ),
  ...of(
    `${alloy}/daemonset.yaml`,
    ['no processes of the host', 'hostPID: true', 'hostPID: false', '0:0 kubernetes.host-pid'],
    ['no privileges', 'privileged: true', 'privileged: false', '0:0 kubernetes.profiler-privileges'],
    ['not root', 'runAsUser: 0', 'runAsUser: 473', '0:0 kubernetes.profiler-root'],
    [
      'HOSTNAME is the name of the pod',
      'fieldPath: spec.nodeName',
      'fieldPath: metadata.name',
      '0:0 kubernetes.node-name',
    ],
    ['no tolerations', '      tolerations:\n        - operator: Exists\n', '', '0:0 kubernetes.profiler-tolerations'],
    [
      'the path of the configuration is another',
      '/etc/alloy/config.alloy',
      '/etc/alloy/main.alloy',
      '0:0 agree.configuration-path',
    ],
    [
      'the configuration is mounted elsewhere',
      'mountPath: /etc/alloy\n',
      'mountPath: /etc/alloy.d\n',
      '0:0 agree.configuration-path',
    ],
    [
      'the ConfigMap is misspelled',
      'name: alloy-profiling-config',
      'name: alloy-profiling-conf',
      '0:0 kubernetes.missing-reference',
    ],
    [
      'the account is misspelled',
      'serviceAccountName: alloy-profiling',
      'serviceAccountName: alloy-profilng',
      '0:0 kubernetes.missing-reference',
    ],
    [
      'no place for symbols',
      '            - name: symb-cache\n              mountPath: /tmp/symb-cache\n',
      '',
      '0:0 kubernetes.symbol-cache',
    ],
    [
      'Alloy listens to itself only',
      '            - --server.http.listen-addr=0.0.0.0:12345\n',
      '',
      '0:0 kubernetes.alloy-listen',
    ],
    ['a field is misspelled', 'volumeMounts:', 'volumeMount:', '0:0 kubernetes.unknown-field'],
  ),
  ...of(
    `${alloy}/rbac.yaml`,
    ['pods may not be listed', '      - list\n', '', '0:0 kubernetes.discovery-access'],
    [
      'bound in another namespace',
      'namespace: alloy-profiling',
      'namespace: default',
      '0:0 kubernetes.discovery-access',
    ],
  ),
  ...of(`${alloy}/namespace.yaml`, [
    'the namespace forbids the pod',
    'enforce: privileged',
    'enforce: restricted',
    '0:0 kubernetes.pod-security',
  ]),
  ...of(
    `${alloy}/kustomization.yaml`,
    ['a resource is not there', '- rbac.yaml', '- rbac.yml', '0:0 kubernetes.missing-file'],
    ['a file of a ConfigMap is not there', '- config.alloy', '- config.aloy', '0:0 kubernetes.missing-file'],
    [
      'another Alloy than service-versions.yaml and the documentation say',
      'newTag: v1.16.3',
      'newTag: v1.16.2',
      '0:0 agree.version',
    ],
  ),
  ...of(
    `${server}/pyroscope.yaml`,
    ['a key is misspelled', 'http_listen_port', 'http_listen_prt', '0:0 pyroscope.unknown-key'],
    ['no such architecture', 'architecture_storage: v2', 'architecture_storage: v3', '0:0 pyroscope.value'],
    ['a truth value in quotes', 'multitenancy_enabled: true', 'multitenancy_enabled: "true"', '0:0 pyroscope.type'],
    ['days where Go counts hours', 'cleanup_interval: 15m', 'cleanup_interval: 1d', '0:0 pyroscope.type'],
    ['no such level', 'log_level: info', 'log_level: verbose', '0:0 pyroscope.value'],
    ['no factor', 'replication_factor: 1', 'replication_factor: 0', '0:0 pyroscope.replication-factor'],
    ['no backend', 'backend: filesystem', 'backend: ""', '0:0 pyroscope.storage-backend-empty-v2'],
    ['a module of v1', 'target: all', 'target: ingester', '0:0 pyroscope.arch-v2-v1-target'],
    [
      'its own profiles have no tenant',
      '\nself_profiling:\n  tenant_id: ringtail\n',
      '',
      '0:0 pyroscope.self-profiling-tenant',
    ],
    ['multitenancy is off', 'multitenancy_enabled: true', 'multitenancy_enabled: false', '0:0 agree.tenant-ignored'],
    [
      'the server listens elsewhere',
      'http_listen_port: 4040',
      'http_listen_port: 4041',
      `${server}/statefulset.yaml:0:0 agree.listen-port`,
    ],
    ['profiles are kept for ever', 'retention_period: 14d', 'retention_period: 0', '0:0 agree.volume-fills'],
    ['profiles are written beside the volume', 'dir: /data/v2/shared', 'dir: /profiles', '0:0 kubernetes.lost-folder'],
  ),
  ...of(
    `${server}/statefulset.yaml`,
    ['no user by number', '        runAsUser: 10001\n', '', '0:0 kubernetes.user-by-name'],
    ['the volume belongs to root', '        fsGroup: 10001\n', '', '0:0 kubernetes.fs-group'],
    ['two servers', 'replicas: 1', 'replicas: 2', '0:0 kubernetes.replicas'],
    [
      'not the headless Service',
      'serviceName: pyroscope-headless',
      'serviceName: pyroscope',
      '0:0 kubernetes.headless',
    ],
    [
      'a probe of another program',
      'readinessProbe:\n            httpGet:\n              path: /ready',
      'readinessProbe:\n            httpGet:\n              path: /-/ready',
      '0:0 kubernetes.ready-path',
    ],
    ['the volume is elsewhere', 'mountPath: /data', 'mountPath: /var/data', '0:0 kubernetes.lost-folder'],
    ['the container port is another', 'containerPort: 4040', 'containerPort: 4140', '0:0 agree.listen-port'],
    [
      'the path of the configuration is another',
      '/etc/pyroscope/config.yaml',
      '/etc/pyroscope/pyroscope.yaml',
      '0:0 agree.configuration-path',
    ],
    ['a word ends the flags', '- -config.file', '- server\n            - -config.file', '0:0 pyroscope.positional'],
    [
      'no place for temporary files',
      '            - name: tmp\n              mountPath: /tmp\n',
      '',
      '0:0 kubernetes.read-only-root',
    ],
  ),
  ...of(
    `${server}/service.yaml`,
    [
      'no port of that name',
      'port: 4040\n      targetPort: http\n---',
      'port: 4040\n      targetPort: web\n---',
      '0:0 kubernetes.target-port',
    ],
    ['the Service is not headless', '  clusterIP: None\n', '', `${server}/statefulset.yaml:0:0 kubernetes.headless`],
    [
      'the gRPC port',
      'port: 4040\n      targetPort: http\n---',
      'port: 4040\n      targetPort: grpc\n---',
      '0:0 agree.http-port',
    ],
  ),
  ...of(
    `${server}/kustomization.yaml`,
    [
      'the file has another name in the container',
      'config.yaml=pyroscope.yaml',
      'pyroscope.yaml',
      '0:0 agree.configuration-path',
    ],
    ['another Pyroscope than everything else says', 'newTag: 2.2.1', 'newTag: 2.2.0', '0:0 agree.version'],
  ),
  ...of(
    grafana,
    ['the link leads to no data source', 'datasourceUid: pyroscope', 'datasourceUid: pyroscop', '0:0 grafana.link-uid'],
    ['no such type', 'type: grafana-pyroscope-datasource', 'type: pyroscope', '0:0 grafana.type-name'],
    ['no version of the format', '    apiVersion: 1\n', '', '0:0 grafana.api-version'],
    ['a variable that Grafana takes for its own', '$${__span', '${__span', '0:0 grafana.dollar'],
    ['no such step', 'minStep: 15s', 'minStep: 15 seconds', '0:0 grafana.min-step'],
    [
      'a part of the profile type is missing',
      'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
      'process_cpu:cpu:nanoseconds',
      '0:0 grafana.profile-type',
    ],
    [
      'a label that there is not',
      '              - key: service.name\n                value: service_name\n',
      '              - key: service.name\n',
      '0:0 grafana.tags',
    ],
    [
      'two defaults',
      '        uid: pyroscope\n',
      '        uid: pyroscope\n        isDefault: true\n',
      '0:0 grafana.two-defaults',
    ],
    ['a key is misspelled', 'jsonData:\n          minStep', 'jsondata:\n          minStep', '0:0 grafana.unknown-key'],
    [
      'the Service is in another namespace',
      'pyroscope.pyroscope.svc',
      'pyroscope.monitoring.svc',
      '0:0 agree.unknown-service',
    ],
    ['the port is another', 'local:4040', 'local:4041', '0:0 agree.service-port'],
    ['another tenant is read', 'httpHeaderValue1: ringtail', 'httpHeaderValue1: anonymous', '0:0 agree.tenant-differs'],
  ),
  ...of(
    container,
    ['no web interface', '      "embedassets"\n', '', '0:0 container.embedassets'],
    ['the version is set in no package', 'pyroscope/v2/pkg', 'pyroscope/pkg', '0:0 container.module-path'],
    [
      'a hash that is none',
      '"sha256-Zk4uQ9eWb2TfRy7oMx1HsLp6JdGc8NvAi3XqEn5BtKw="',
      'pkgs.lib.fakeHash',
      '0:0 container.fake-hash',
    ],
    ['root', 'User = "10001:10001"', 'User = "0:0"', '0:0 container.user'],
    ['a tag that moves', 'tag = version', 'tag = "latest"', '0:0 container.latest'],
    ['the frontend is not built in', '      cp -r ${frontend} ui/dist\n', '', '0:0 container.frontend'],
    ['another version is built', 'version = "2.2.1"', 'version = "2.2.0"', '0:0 agree.version'],
  ),
  ...of(
    'service-versions.yaml',
    ['another version is tracked', 'current-version: "2.2.1"', 'current-version: "2.2.0"', '0:0 agree.version'],
    ['another Alloy is tracked', 'v1.16.3', 'v1.15.0', '0:0 agree.version'],
  ),
  ...of(
    reference,
    ['another version is documented', '| 2.2.1 |', '| 2.1.2 |', '0:0 agree.version'],
    ['no title', 'title: Profiling stack\n', '', '0:0 docs.frontmatter'],
    ['a link that leads nowhere', '[[roll-out-profiling]]', '[[roll-out-profilin]]', '0:0 docs.wiki-link'],
  ),
  ...of(
    howTo,
    ['a relative link that leads nowhere', '../reference/profiling-stack.md', '../profiling-stack.md', '0:0 docs.link'],
    ['no tags', 'tags:\n  - how-to\n  - profiling\n', '', '0:0 docs.frontmatter'],
  ),
];
