import t from 'tap';
import { readingRules } from '../../src/kubernetes/read/faults.ts';
import { kubernetesRules } from '../../src/kubernetes/rules/all.ts';
import { withExample } from './support/merge.ts';
import { docs, judge, rollout } from './support/rollout.ts';
import { alloy, at, host, pyroscope, usesIn } from './support/uses.ts';

const rules = [...readingRules, ...kubernetesRules];

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const seen = new Set<string>();
  const judged = async (example: string) => {
    const lacking = /^# The host gives no (\w+)\.$/m.exec(example)?.[1];
    const facts = host('6.12.74', ...(lacking === undefined ? [] : [lacking]));
    return (await judge(withExample(rollout, example), usesIn(example), facts)).diagnostics;
  };
  for (const section of docs.split(/^### /m).slice(1)) {
    const [id = ''] = section.split('\n');
    const [failing = '', passing = ''] = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    seen.add(id);
    t.same([...new Set((await judged(failing)).map(({ rule }) => rule))], [id], `${id}: reported`);
    t.same(await judged(passing), [], `${id}: silent`);
  }
  t.same(
    rules.map(({ id }) => id).filter((id) => !seen.has(id)),
    [],
    'every rule has examples',
  );
  t.same(new Set(rules.map(({ id }) => id)).size, rules.length, 'ids are used once');
});

t.test('nothing is found in a rollout that is right', async (t) => {
  t.same(await judge(rollout), { diagnostics: [], notLookedInto: [] });
});

/** One change of the rollout; what is found, and the text that the finding points at. */
type Mutation = readonly [find: string, replacement: string, ...expected: readonly string[]];

const caps = (...names: readonly string[]): string => `capabilities: { add: [${names.join(', ')}] }`;
const seven = ['BPF', 'PERFMON', 'SYS_PTRACE', 'CHECKPOINT_RESTORE', 'SYS_RESOURCE', 'DAC_READ_SEARCH', 'SYSLOG'];

const mutations: readonly Mutation[] = [
  ['hostPID: true', 'hostPID: false', 'host-pid "false"'],
  ['      hostPID: true\n', '', 'host-pid "spec"'],
  ['hostPID: true', 'hostPID: yes'],
  ['hostPID: true', 'hostUsers: true', 'host-pid "spec"'],
  ['privileged: true\n', 'privileged: false\n', 'profiler-privileges "false"'],
  ['            privileged: true\n', `            ${caps(...seven)}\n`],
  [
    '            privileged: true\n',
    `            ${caps(...seven.slice(1), 'CAP_BPF')}\n`,
    'profiler-privileges "securityContext"',
    'capability-name "CAP_BPF"',
  ],
  [
    '            privileged: true\n',
    `            ${caps(...seven.slice(0, 6))}\n`,
    'profiler-privileges "securityContext"',
  ],
  [
    '            privileged: true\n',
    `            ${caps('SYS_ADMIN', 'SYS_PTRACE', 'SYS_RESOURCE', 'DAC_READ_SEARCH', 'SYSLOG')}\n`,
  ],
  ['            privileged: true\n', `            ${caps('ALL')}\n`],
  ['            privileged: true\n', `            capabilities: { drop: [ALL], add: [${seven.join(', ')}] }\n`],
  [
    '            privileged: true\n',
    `            capabilities: { drop: [SYSLOG], add: [${seven.join(', ')}] }\n`,
    'profiler-privileges "securityContext"',
  ],
  [
    'privileged: true\n            runAsUser: 0',
    'privileged: true\n            runAsNonRoot: true',
    'profiler-root "true"',
  ],
  [
    'privileged: true\n            runAsUser: 0',
    'privileged: true\n            runAsUser: 1000',
    'profiler-root "1000"',
  ],
  [
    'privileged: true\n            runAsUser: 0',
    'privileged: true\n            runAsUser: 0\n            runAsNonRoot: true',
    'run-as-non-root "0"',
  ],
  ['fieldPath: spec.nodeName', 'fieldPath: spec.hostIP', 'node-name "HOSTNAME"'],
  ['- name: HOSTNAME', '- name: NODE_NAME', 'node-name "alloy"'],
  [
    'hostPath:\n            path: /sys/kernel/tracing',
    'hostPath:\n            path: /sys/kernel/tracings',
    'tracefs-left "alloy"',
  ],
  ['mountPath: /sys/kernel/tracing\n', 'mountPath: /sys/kernel/debug\n', 'tracefs-left "alloy"'],
  [
    '            - name: tracefs\n              mountPath: /sys/kernel/tracing\n              readOnly: true\n',
    '            - name: tracefs\n              mountPath: /sys\n',
    'tracefs-left "alloy"',
  ],
  ['        - operator: Exists', '        []', 'profiler-tolerations "spec"'],
  ['enforce: privileged', 'enforce: restricted', 'pod-security "restricted"'],
  ['resources: [pods]', 'resources: [pod]', 'discovery-access "alloy-profiling"'],
  ['verbs: [get, list, watch]', 'verbs: [get, list]', 'discovery-access "alloy-profiling"'],
  [
    '    name: alloy-profiling\n    namespace: profiling\n---',
    '    name: alloy-profiling\n    namespace: default\n---',
    'discovery-access "alloy-profiling"',
  ],
  [
    'serviceAccountName: alloy-profiling',
    'serviceAccountName: alloy-profilin',
    'misspelled-reference "alloy-profilin"',
  ],
  ['      serviceAccountName: alloy-profiling\n', '', 'discovery-access "spec"'],
  ['            - --server.http.listen-addr=0.0.0.0:12345\n', '', 'probe-address "readinessProbe"'],
  [
    'listen-addr=0.0.0.0:12345',
    'listen-addr=localhost:12345',
    'probe-address "--server.http.listen-addr=localhost:12345"',
  ],
  ['listen-addr=0.0.0.0:12345', 'listen-addr=0.0.0.0:12346', 'probe-endpoint "http"'],
  ['path: /-/ready\n              port: http', 'path: /ready\n              port: http', 'probe-endpoint "/ready"'],
  ['path: /ready\n              port: http', 'path: /redy\n              port: http', 'probe-endpoint "/redy"'],
  ['path: /ready\n              port: http', 'path: /ready\n              port: 9095', 'probe-endpoint "9095"'],
  ['path: /ready\n              port: http', 'path: /ready\n              port: "4040"', 'probe-port "\\"4040\\""'],
  ['path: /ready\n              port: http', 'path: /ready\n              port: htt', 'probe-port "htt"'],
  ['grafana/alloy:v1.13.1', 'grafana/alloy:1.13.1', 'tag-prefix "grafana/alloy:1.13.1"'],
  [
    'grafana/alloy:v1.13.1',
    'registry.example/grafana/alloy:1.13.1',
    'tag-prefix "registry.example/grafana/alloy:1.13.1"',
  ],
  ['grafana/alloy:v1.13.1', 'registry.example/alloy:1.13.1'],
  ['grafana/pyroscope:2.2.1', 'grafana/pyroscope', 'floating-tag "grafana/pyroscope"'],
  ['grafana/pyroscope:2.2.1', 'grafana/pyroscope@sha256:4f1d'],
  ['runAsNonRoot: true\n        runAsUser: 10001', 'runAsNonRoot: true', 'run-as-non-root "true"'],
  ['        fsGroup: 10001\n', '', 'volume-owner "securityContext"'],
  ['  podManagementPolicy: Parallel\n', ''],
  ['serviceName: pyroscope-headless', 'serviceName: pyroscope-headles', 'headless-service "pyroscope-headles"'],
  ['  serviceName: pyroscope-headless\n', '', 'headless-service "pyroscope"'],
  ['  clusterIP: None\n', '', 'headless-service "pyroscope-headless"'],
  ['              mountPath: /data\n', '              mountPath: /data-pyroscope\n', 'lost-data "pyroscope"'],
  ['              mountPath: /data\n', '              mountPath: /data/v2/metastore\n', 'lost-data "pyroscope"'],
  [
    '              mountPath: /data\n',
    '              mountPath: /data\n              readOnly: true\n',
    'unwritable-path "/data"',
  ],
  [
    '          readinessProbe:\n            httpGet:\n              path: /ready\n',
    '          livenessProbe:\n            initialDelaySeconds: 90\n            httpGet:\n              path: /ready\n',
    'liveness-restarts "/ready"',
  ],
  [
    '          readinessProbe:\n            httpGet:\n              path: /ready\n',
    '          startupProbe:\n            httpGet:\n              path: /ready\n',
    'probe-too-early "startupProbe"',
  ],
  [
    '          readinessProbe:\n            httpGet:\n              path: /ready\n',
    '          lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}\n          readinessProbe:\n            httpGet:\n              path: /ready\n',
    'exec-without-shell "preStop"',
  ],
  ['terminationGracePeriodSeconds: 60', 'terminationGracePeriodSeconds: 10', 'grace-period "10"'],
  [
    '            - -config.file=/etc/pyroscope/config.yaml\n',
    '            - -config.file=/etc/pyroscope/config.yaml\n            - -target=metastore\n',
    'grace-period "60"',
  ],
  ['      targetPort: http\n', '      targetPort: web\n', 'target-port "web"'],
  [
    '  selector:\n    app: pyroscope\n  ports:\n    - name: http\n      port: 4040\n      targetPort',
    '  selector:\n    app: pyroskope\n  ports:\n    - name: http\n      port: 4040\n      targetPort',
    'selects-nothing "pyroscope"',
  ],
  [
    '          configMap:\n            name: pyroscope\n',
    '          configMap:\n            name: pyroscop\n',
    'misspelled-reference "pyroscop"',
  ],
  [
    '          configMap:\n            name: pyroscope\n',
    '          configMap:\n            name: something-else\n',
    'missing-reference "something-else"',
  ],
  [
    '          configMap:\n            name: pyroscope\n',
    '          configMap:\n            optional: true\n            name: something-else\n',
  ],
  [
    '          configMap:\n            name: pyroscope\n',
    '          configMap:\n            name: pyroscope\n            items: [{ key: config.yml, path: config.yaml }]\n',
    'unknown-key "config.yml"',
  ],
  [
    '              mountPath: /etc/pyroscope\n',
    '              mountPath: /etc/pyroscope/config.yaml\n              subPath: config.yml\n',
    'stale-configuration "config.yml"',
    'unknown-key "config.yml"',
  ],
  [
    '            - name: data\n              mountPath: /data\n',
    '            - name: dta\n              mountPath: /data\n',
    'unknown-volume "/data"',
  ],
  [
    'apiVersion: apps/v1\nkind: StatefulSet',
    'apiVersion: apps/v1beta1\nkind: StatefulSet',
    'api-version "apps/v1beta1"',
  ],
  ['apiVersion: apps/v1\nkind: StatefulSet', 'apiVersion: v1\nkind: StatefulSet', 'api-version "v1"'],
  [
    '      labels:\n        app: pyroscope\n',
    '      labels:\n        app: pyroscope2\n',
    'selector-mismatch "pyroscope"',
    'selects-nothing "pyroscope"',
    'selects-nothing "pyroscope-headless"',
  ],
  ['containerPort: 9095', 'containerPort: "9095"', 'wrong-type "\\"9095\\""'],
  ['replicas: 1', 'replicas: 2', 'separate-metastores "2"'],
];

t.test('each change of the rollout is found, and nothing else, where it is', async (t) => {
  for (const [find, replacement, ...expected] of mutations) {
    t.ok(rollout.includes(find), `there is: ${find}`);
    const text = rollout.replace(find, () => replacement);
    const { diagnostics } = await judge(text);
    const found = diagnostics.map(
      ({ rule, span }) => `${rule.replace('kubernetes.', '')} ${JSON.stringify(text.slice(span.start, span.end))}`,
    );
    t.same(found.sort(), [...expected].sort(), replacement === '' ? `without ${find}` : replacement);
  }
});

t.test('the kernel decides which capabilities there are', async (t) => {
  const judged = async (release: string, ...names: readonly string[]): Promise<readonly string[]> => {
    const text = rollout.replace('            privileged: true\n', `            ${caps(...names)}\n`);
    return (await judge(text, usesIn(text), host(release))).diagnostics.map(({ message }) => message);
  };
  const admin = ['SYS_ADMIN', 'SYS_PTRACE', 'SYS_RESOURCE', 'DAC_READ_SEARCH', 'SYSLOG'];
  t.same(await judged('6.12.74', ...seven), []);
  t.same(await judged('5.4.0', ...admin), []);
  t.match(await judged('5.8.0', ...seven), [/lacks SYS_ADMIN on kernel 5\.8\.0$/]);
  t.match(await judged('5.4.0-150-generic', ...seven), [/lacks SYS_ADMIN on kernel 5\.4\.0/]);
  t.match(await judged('6.12.74', 'BPF'), [
    /lacks PERFMON, SYS_PTRACE, CHECKPOINT_RESTORE, SYS_RESOURCE, .*, SYSLOG on/,
  ]);
  const bare = { ...host('6.12.74'), facts: {} };
  const text = rollout.replace('            privileged: true\n', `            ${caps(...seven)}\n`);
  const { diagnostics, notLookedInto } = await judge(text, usesIn(text), bare);
  t.same(diagnostics, []);
  t.match(notLookedInto, [/^capabilities of container "alloy".*: the facts of ringtail do not name it$/]);
});

t.test('what is assumed of a configuration that is not there is said', async (t) => {
  const unknown = () => ({});
  const { diagnostics, notLookedInto } = await judge(rollout, unknown);
  t.same(diagnostics, []);
  t.match(notLookedInto, [
    /that it profiles was taken from its name$/,
    /its folders were taken to be the default ones$/,
  ]);
  const renamed = (text: string): string => text.replaceAll('alloy-profiling', 'agent');
  const reasons: readonly (readonly [find: string, replacement: string, reason: RegExp | undefined])[] = [
    ['hostPID: true', 'hostPID: true', /taken from hostPID$/],
    ['hostPID: true', 'hostPID: false', /taken from privileged$/],
    ['privileged: true\n', `${caps('BPF')}\n`, /taken from hostPID$/],
  ];
  for (const [find, replacement, reason] of reasons) {
    const found = await judge(renamed(rollout).replace(find, replacement), unknown);
    t.ok(
      found.notLookedInto.some((line) => reason?.test(line)),
      replacement,
    );
  }
  const plain = renamed(rollout)
    .replace('hostPID: true', 'hostPID: false')
    .replace('privileged: true\n', 'privileged: false\n');
  t.same((await judge(plain, unknown)).diagnostics, [], 'an agent that does not profile needs none of it');
  const other = (await judge(rollout.replaceAll('grafana/alloy:', 'grafana/agent:'), unknown)).diagnostics;
  t.same(other, [], 'another program is not judged as Alloy');
});

t.test('what a configuration asks of the cluster is held against what is bound', async (t) => {
  const [pods] = alloy.discovers;
  const discovering = async (parts: Partial<typeof pods>, text = rollout) => {
    const summary = { ...alloy, discovers: pods ? [{ ...pods, ...parts }] : [] };
    const found = await judge(text, ({ image }) =>
      image?.name.includes('alloy') ? { alloy: summary } : { pyroscope },
    );
    return {
      rules: found.diagnostics.map(
        ({ rule, message }) => `${rule} ${/may not list and watch (.*)$/.exec(message)?.[1]}`,
      ),
      notLookedInto: found.notLookedInto,
    };
  };
  t.same((await discovering({})).rules, []);
  t.same((await discovering({ attachesNode: true })).rules, ['kubernetes.discovery-access nodes']);
  t.same((await discovering({ attachesNamespace: true })).rules, ['kubernetes.discovery-access namespaces']);
  t.same((await discovering({ role: { ...at, value: 'endpointslice' } })).rules, [
    'kubernetes.discovery-access endpointslices, services',
  ]);
  t.same((await discovering({ role: { ...at, value: 'something' } })).rules, []);
  const namespaced = rollout
    .replace(
      'kind: ClusterRole\nmetadata:\n  name: alloy-profiling',
      'kind: Role\nmetadata:\n  name: alloy-profiling\n  namespace: profiling',
    )
    .replace(
      'kind: ClusterRoleBinding\nmetadata:\n  name: alloy-profiling',
      'kind: RoleBinding\nmetadata:\n  name: alloy-profiling\n  namespace: profiling',
    )
    .replace('kind: ClusterRole\n', 'kind: Role\n');
  t.same((await discovering({}, namespaced)).rules, ['kubernetes.discovery-access pods']);
  t.same((await discovering({ namespaces: ['profiling'] }, namespaced)).rules, []);
  t.same((await discovering({ ownNamespace: true }, namespaced)).rules, []);
  t.same((await discovering({ unknownNamespaces: true }, namespaced)).rules, []);
  t.same((await discovering({ namespaces: ['other'] }, namespaced)).rules, ['kubernetes.discovery-access pods']);
  const elsewhere = await discovering(
    {},
    rollout.replace('  kind: ClusterRole\n  name: alloy-profiling', '  kind: ClusterRole\n  name: given'),
  );
  t.same(elsewhere.rules, []);
  t.match(elsewhere.notLookedInto, [/^what role given gives to container "alloy"/]);
});

t.test('what is not decided by the files is named and not judged', async (t) => {
  const lines = async (text: string) => (await judge(text)).notLookedInto;
  const from = 'envFrom: [{ secretRef: { name: s, optional: true } }]';
  const withEnv = rollout.replace(
    '          env:\n            - name: HOSTNAME\n              valueFrom:\n                fieldRef:\n                  fieldPath: spec.nodeName\n',
    `          ${from}\n`,
  );
  t.match(await judge(withEnv), { diagnostics: [], notLookedInto: [/^whether HOSTNAME of container "alloy"/] });
  const operated = `${rollout}---\napiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: profiling }\nspec: { selector: { app: db }, ports: [{ port: 5432 }] }\n`;
  t.match((await judge(operated)).diagnostics, [{ rule: 'kubernetes.selects-nothing' }]);
  const cluster = `${operated}---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: db, namespace: profiling }\n`;
  t.match(await judge(cluster), {
    diagnostics: [],
    notLookedInto: ['objects of kind Cluster', /^the pods of Service db: none of the files matches app=db$/],
  });
  t.match(await lines(`${rollout}---\napiVersion: serving.knative.dev/v1\nkind: ConfigMap\nmetadata: { name: x }\n`), [
    'objects of kind ConfigMap of serving.knative.dev/v1',
  ]);
  t.match(await lines(rollout.replace('path: /ready\n', 'path: /admin\n')), [/answers at \/admin$/]);
  const own = rollout
    .replace('grafana/pyroscope:2.2.1', 'registry.example/pyroscope:2.2.1')
    .replace('        runAsUser: 10001\n', '');
  t.match(await judge(own), { diagnostics: [], notLookedInto: [/names its user by a number/] });
});

t.test('versions, folders and modes that the configuration or the image says', async (t) => {
  const root = 'securityContext:\n            readOnlyRootFilesystem: true\n            privileged: true';
  const data = '            - name: tracefs\n              mountPath: /var/lib/alloy/data\n';
  const fixed = rollout
    .replace('securityContext:\n            privileged: true', root)
    .replace('            - name: symb-cache\n              mountPath: /tmp/symb-cache\n', '')
    .replace('          volumeMounts:\n', `          volumeMounts:\n${data}`);
  const messages = async (text: string) => (await judge(text)).diagnostics.map(({ message }) => message);
  t.match(await messages(fixed), [
    /writes to \/tmp\/symb-cache \(pyroscope\.ebpf\), and its file system is read-only$/,
  ]);
  t.same(await messages(fixed.replace('alloy:v1.13.1', 'alloy:v1.10.2')), [], 'before 1.11 there is no such folder');
  t.match(await messages(fixed.replace(data, '')), [
    /writes to \/var\/lib\/alloy\/data \(--storage\.path\), \/tmp\/symb-cache/,
  ]);
  const moved = rollout.replace(
    '          args:\n            - -config',
    '          workingDir: /srv\n          args:\n            - -config',
  );
  t.match((await judge(moved)).diagnostics, [{ rule: 'kubernetes.working-directory' }]);
  const along = moved.replace('mountPath: /data\n', 'mountPath: /srv/data\n');
  t.same(await messages(along), [], 'a volume at the moved path will do');
  const exclusive = { ...pyroscope, adminMode: { ...at, value: 'exclusive' } };
  const admin = rollout.replace('path: /ready\n              port: http', 'path: /ready\n              port: 4042');
  t.same(
    (await judge(admin, ({ image }) => (image?.name.includes('alloy') ? { alloy } : { pyroscope: exclusive })))
      .diagnostics,
    [],
  );
  const old = rollout
    .replace('pyroscope:2.2.1', 'pyroscope:1.13.0')
    .replace('mountPath: /data\n', 'mountPath: /var/data\n');
  const v1 = (await judge(old, () => ({}))).diagnostics;
  t.match(v1, [{ rule: 'kubernetes.lost-data', message: /pyroscopedb\.data_path \(\/data\)/ }]);
});

t.test('hostile manifests end in findings', async (t) => {
  const many = (count: number, of: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => of(index)).join('');
  const pod = (lines: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {a: b}}\nspec:\n${lines}`;
  const count = 3000;
  const mounts = pod(
    `  volumes: [${many(count, (index) => `{name: v${index}},`)}]\n  containers:\n    - name: c\n      volumeMounts: [${many(count, (index) => `{name: w${index}, mountPath: /m${index}},`)}]\n`,
  );
  t.ok((await judge(mounts)).diagnostics.some(({ rule }) => rule === 'kubernetes.unknown-volume'));
  const bomb = pod(
    `  x: &variables [${many(count, (index) => `{name: n${index}, value: a},`)}]\n  containers: [${many(150, (index) => `{name: c${index}, env: *variables},`)}]\n`,
  );
  t.match(
    (await judge(bomb)).diagnostics.filter(({ status }) => status === 'unknown'),
    [{ rule: 'kubernetes.too-much', severity: 'blocker' }],
  );
  const services = `${pod('  containers: [{name: c, image: i}]\n')}${many(1000, (index) => `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {selector: {a: c${index}}, ports: [{port: 1}]}\n`)}`;
  const found = (await judge(services)).diagnostics;
  t.equal(found.filter(({ rule }) => rule === 'kubernetes.selects-nothing').length, 100);
  t.match(found.at(-1), { rule: 'kubernetes.more-findings', message: /^900 more findings/ });
  const secret = pod('  containers: [{name: c, image: i, args: [48151623], env: [{name: TOKEN, value: 48151623}]}]\n');
  const said = (await judge(secret)).diagnostics;
  t.match(said, [{ rule: 'kubernetes.wrong-type' }, { rule: 'kubernetes.wrong-type', hint: 'Put it in quotes' }]);
  t.notMatch(JSON.stringify(said), /48151623/);
  const odd = pod(
    '  __proto__: {hostPID: true}\n  constructor: 1\n  hostPID: "\\e[31m"\n  containers: [{name: "\\u202e", image: ":@:@/"}]\n',
  );
  const messages = (await judge(odd)).diagnostics.map((diagnostic) => JSON.stringify(diagnostic)).join('');
  t.notMatch(messages, /\u202e|\u001b|\\u001b/);
});
