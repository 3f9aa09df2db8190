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
    ['a brace is missing', 'sample_rate      = 19\n}', 'sample_rate      = 19\n', '60:1 alloy.syntax'],
    ['a duration has no unit', '"15s"', '"15"', '46:22 alloy.bad-duration'],
    ['the URL has another scheme', 'url     = "http:', 'url     = "ftp:', '52:15 alloy.write-url'],
    ['the URL has the path that Alloy adds', 'local:4040"', 'local:4040/ingest"', '52:15 alloy.write-url'],
    [
      'the namespace of the store is another',
      'pyroscope.pyroscope.svc',
      'pyroscope.monitoring.svc',
      '52:15 agree.unknown-service',
    ],
    ['the Service is misspelled', 'pyroscope.pyroscope.svc', 'pyrosope.pyroscope.svc', '52:15 agree.unknown-service'],
    ['the name has no namespace', 'pyroscope.pyroscope.svc.cluster.local', 'pyroscope', '52:15 agree.unknown-service'],
    ['the port is another', 'local:4040', 'local:4041', '52:15 agree.service-port'],
    ['TLS to a server without', 'url     = "http:', 'url     = "https:', '52:15 agree.scheme'],
    ['no tenant is named', '    headers = { "X-Scope-OrgID" = "ringtail" }\n', '', '52:15 agree.tenant-missing'],
    [
      'another tenant is named',
      '"X-Scope-OrgID" = "ringtail"',
      '"X-Scope-OrgID" = "indri"',
      '53:35 agree.tenant-differs',
    ],
    [
      'roles that nothing grants',
      'role = "pod"\n\n',
      'role = "node"\n\n',
      `${alloy}/daemonset.yaml:16:27 kubernetes.discovery-access`,
    ],
  ),
  ...of(
    `${alloy}/daemonset.yaml`,
    ['no processes of the host', 'hostPID: true', 'hostPID: false', '17:16 kubernetes.host-pid'],
    ['no privileges', 'privileged: true', 'privileged: false', '41:25 kubernetes.profiler-privileges'],
    ['not root', 'runAsUser: 0', 'runAsUser: 473', '42:24 kubernetes.profiler-root'],
    [
      'HOSTNAME is the name of the pod',
      'fieldPath: spec.nodeName',
      'fieldPath: metadata.name',
      '29:21 kubernetes.node-name',
    ],
    ['no tolerations', '      tolerations:\n        - operator: Exists\n', '', '15:5 kubernetes.profiler-tolerations'],
    [
      'the path of the configuration is another',
      '/etc/alloy/config.alloy',
      '/etc/alloy/main.alloy',
      '25:15 agree.configuration-path',
    ],
    [
      'the configuration is mounted elsewhere',
      'mountPath: /etc/alloy\n',
      'mountPath: /etc/alloy.d\n',
      '53:26 agree.configuration-path',
    ],
    [
      'the ConfigMap is misspelled',
      'name: alloy-profiling-config',
      'name: alloy-profiling-conf',
      '65:19 kubernetes.misspelled-reference',
    ],
    [
      'the account is misspelled',
      'serviceAccountName: alloy-profiling',
      'serviceAccountName: alloy-profilng',
      '16:27 kubernetes.misspelled-reference',
    ],
    [
      'no place for symbols',
      '            - name: symb-cache\n              mountPath: /tmp/symb-cache\n',
      '',
      '44:37 kubernetes.unwritable-path',
    ],
    [
      'Alloy listens to itself only',
      '            - --server.http.listen-addr=0.0.0.0:12345\n',
      '',
      '35:11 kubernetes.probe-address',
    ],
    ['a field is misspelled', 'volumeMounts:', 'volumeMount:', '51:11 kubernetes.misspelled-field'],
    ['a flag is misspelled', '- run\n', '- run\n            - --disable-reportin\n', '25:15 alloy.argument-unknown'],
    ['no such level', '- run\n', '- run\n            - --stability.level=beta\n', '25:15 alloy.argument-value'],
    ['two paths', '- run\n', '- run\n            - /etc/alloy\n', '26:15 alloy.argument-path'],
  ),
  ...of(
    `${alloy}/rbac.yaml`,
    ['pods may not be listed', '      - list\n', '', `${alloy}/daemonset.yaml:16:27 kubernetes.discovery-access`],
    [
      'bound to another account',
      'name: alloy-profiling\n    namespace',
      'name: alloy\n    namespace',
      `${alloy}/daemonset.yaml:16:27 kubernetes.discovery-access`,
    ],
  ),
  ...of(`${alloy}/namespace.yaml`, [
    'the namespace forbids the pod',
    'enforce: privileged',
    'enforce: restricted',
    '6:41 kubernetes.pod-security',
  ]),
  ...of(
    `${alloy}/kustomization.yaml`,
    ['a resource is not there', '- rbac.yaml', '- rbac.yml', '7:5 kubernetes.missing-file'],
    ['a file of a ConfigMap is not there', '- config.alloy', '- config.aloy', '15:9 kubernetes.missing-file'],
    [
      'another Alloy than service-versions.yaml and the documentation say',
      'newTag: v1.16.3',
      'newTag: v1.16.2',
      '11:13 agree.version',
    ],
  ),
  ...of(
    `${server}/pyroscope.yaml`,
    ['a key is misspelled', 'http_listen_port', 'http_listen_prt', '7:3 pyroscope.unknown-key'],
    ['no such architecture', 'architecture_storage: v2', 'architecture_storage: v3', '3:23 pyroscope.bad-value'],
    [
      'a truth value in quotes',
      'multitenancy_enabled: true',
      'multitenancy_enabled: "true"',
      '4:23 pyroscope.wrong-type',
    ],
    ['days where Go counts hours', 'cleanup_interval: 15m', 'cleanup_interval: 1d', '22:23 pyroscope.bad-value'],
    ['no such level', 'log_level: info', 'log_level: verbose', '9:14 pyroscope.bad-value'],
    ['no factor', 'replication_factor: 1', 'replication_factor: 0', '28:27 pyroscope.number-bounds'],
    ['no backend', 'backend: filesystem', 'backend: ""', '12:12 pyroscope.storage-backend'],
    ['a module of v1', 'target: all', 'target: querier', '2:9 pyroscope.target'],
    [
      'its own profiles have no tenant',
      '\nself_profiling:\n  tenant_id: ringtail\n',
      '',
      '4:23 pyroscope.self-profiling-tenant',
    ],
    ['multitenancy is off', 'multitenancy_enabled: true', 'multitenancy_enabled: false', '4:23 agree.tenant-ignored'],
    [
      'the server listens elsewhere',
      'http_listen_port: 4040',
      'http_listen_port: 4041',
      `${server}/statefulset.yaml:34:30 agree.listen-port`,
    ],
    [
      'the admin server alone is asked whether it is ready',
      '\nstorage:\n',
      '\nadmin_server:\n  mode: exclusive\n  http_listen_address: 0.0.0.0\n\nstorage:\n',
      `${server}/statefulset.yaml:42:21 agree.admin-probe`,
    ],
    ['profiles are kept for ever', 'retention_period: 14d', 'retention_period: 0', '31:21 agree.volume-fills'],
    [
      'profiles are written beside the volume',
      'dir: /data/v2/shared',
      'dir: /profiles',
      `${server}/statefulset.yaml:28:17 kubernetes.lost-data`,
    ],
  ),
  ...of(
    `${server}/statefulset.yaml`,
    ['the user is root', 'runAsUser: 10001', 'runAsUser: 0', '22:20 kubernetes.run-as-non-root'],
    ['the volume belongs to root', '        fsGroup: 10001\n', '', '20:7 kubernetes.volume-owner'],
    ['two servers', 'replicas: 1', 'replicas: 2', '8:13 kubernetes.separate-metastores'],
    [
      'not the headless Service',
      'serviceName: pyroscope-headless',
      'serviceName: pyroscope',
      '9:16 kubernetes.headless-service',
    ],
    [
      'a probe of another program',
      'readinessProbe:\n            httpGet:\n              path: /ready',
      'readinessProbe:\n            httpGet:\n              path: /-/ready',
      '41:21 kubernetes.probe-endpoint',
    ],
    ['the volume is elsewhere', 'mountPath: /data', 'mountPath: /var/data', '28:17 kubernetes.lost-data'],
    ['the container port is another', 'containerPort: 4040', 'containerPort: 4140', '34:30 agree.listen-port'],
    [
      'the path of the configuration is another',
      '/etc/pyroscope/config.yaml',
      '/etc/pyroscope/pyroscope.yaml',
      '31:15 agree.configuration-path',
    ],
    [
      'a word ends the flags',
      '- -config.file',
      '- server\n            - -config.file',
      '31:15 pyroscope.argument-stops',
    ],
    [
      'no place for temporary files',
      '            - name: tmp\n              mountPath: /tmp\n',
      '',
      '52:37 kubernetes.unwritable-path',
    ],
  ),
  ...of(
    `${server}/service.yaml`,
    [
      'no port of that name',
      'port: 4040\n      targetPort: http\n---',
      'port: 4040\n      targetPort: web\n---',
      '13:19 kubernetes.target-port',
    ],
    [
      'the Service is not headless',
      '  clusterIP: None\n',
      '',
      `${server}/statefulset.yaml:9:16 kubernetes.headless-service`,
    ],
    [
      'the gRPC port',
      'port: 4040\n      targetPort: http\n---',
      'port: 4040\n      targetPort: grpc\n---',
      '13:19 agree.http-port',
    ],
  ),
  ...of(
    `${server}/kustomization.yaml`,
    [
      'the file has another name in the container',
      'config.yaml=pyroscope.yaml',
      'pyroscope.yaml',
      `${server}/statefulset.yaml:31:15 agree.configuration-path`,
    ],
    ['another Pyroscope than everything else says', 'newTag: 2.2.1', 'newTag: 2.2.0', '10:13 agree.version'],
  ),
  ...of(
    grafana,
    [
      'the link leads to no data source',
      'datasourceUid: pyroscope',
      'datasourceUid: pyroscop',
      '19:28 grafana.unresolved-uid',
    ],
    ['no such type', 'type: grafana-pyroscope-datasource', 'type: pyroscope', '30:15 grafana.type-name'],
    ['no version of the format', '    apiVersion: 1\n', '', '11:9 grafana.api-version'],
    ['a variable that Grafana takes for its own', '$${__span', '${__span', '27:33 grafana.unescaped-dollar'],
    ['no such step', 'minStep: 15s', 'minStep: 15 seconds', '34:20 grafana.min-step'],
    [
      'a part of the profile type is missing',
      'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
      'process_cpu:cpu:nanoseconds',
      '20:28 grafana.profile-type',
    ],
    [
      'a label that there is not',
      '              - key: service.name\n                value: service_name\n',
      '              - key: service.name\n',
      '22:22 grafana.tag-label',
    ],
    [
      'two defaults',
      '        uid: pyroscope\n',
      '        uid: pyroscope\n        isDefault: true\n',
      '30:9 grafana.two-defaults',
    ],
    [
      'a key is misspelled',
      'jsonData:\n          minStep',
      'jsondata:\n          minStep',
      '33:9 grafana.misspelled-key',
    ],
    [
      'the Service is in another namespace',
      'pyroscope.pyroscope.svc',
      'pyroscope.monitoring.svc',
      '32:14 agree.unknown-service',
    ],
    ['the port is another', 'local:4040', 'local:4041', '32:14 agree.service-port'],
    [
      'another tenant is read',
      'httpHeaderValue1: ringtail',
      'httpHeaderValue1: anonymous',
      '37:29 agree.tenant-differs',
    ],
  ),
  ...of(
    container,
    ['no web interface', '      "embedassets"\n', '', '38:15 container.embed-assets'],
    ['the version is set in no package', 'pyroscope/v2/pkg', 'pyroscope/pkg', '57:8 container.module-path'],
    [
      'a hash that is none',
      '"sha256-Zk4uQ9eWb2TfRy7oMx1HsLp6JdGc8NvAi3XqEn5BtKw="',
      'pkgs.lib.fakeHash',
      '42:18 container.hash',
    ],
    ['root', 'User = "10001:10001"', 'User = "0:0"', '84:12 container.root-user'],
    ['a tag that moves', 'tag = version', 'tag = "latest"', '65:9 container.latest'],
    ['the frontend is not built in', '      cp -r ${frontend} ui/dist\n', '', '38:15 container.frontend'],
    ['another version is built', 'version = "2.2.1"', 'version = "2.2.0"', '5:13 agree.version'],
  ),
  ...of(
    'service-versions.yaml',
    ['another version is tracked', 'current-version: "2.2.1"', 'current-version: "2.2.0"', '6:22 agree.version'],
    ['another Alloy is tracked', 'v1.16.3', 'v1.15.0', '12:22 agree.version'],
  ),
  ...of(
    reference,
    ['another version is documented', '| 2.2.1 |', '| 2.1.2 |', '15:15 agree.version'],
    ['no title', 'title: Profiling stack\n', '', '1:1 docs.frontmatter-key'],
    ['a link that leads nowhere', '[[roll-out-profiling]]', '[[roll-out-profilin]]', '11:95 docs.wiki-link'],
  ),
  ...of(
    howTo,
    [
      'a relative link that leads nowhere',
      '../reference/profiling-stack.md',
      '../profiling-stack.md',
      '16:46 docs.link',
    ],
    ['no tags', 'tags:\n  - how-to\n  - profiling\n', '', '1:1 docs.frontmatter-key'],
  ),
];
