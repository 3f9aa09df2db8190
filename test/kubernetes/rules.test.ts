import t from 'tap';
import { readingRules } from '../../src/kubernetes/read/faults.ts';
import { kubernetesRules } from '../../src/kubernetes/rules/all.ts';
import { withExample } from './support/merge.ts';
import { docs, judge, rollout } from './support/rollout.ts';
import { host, usesIn } from './support/uses.ts';

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

t.test('the documentation says what the rules say', (t) => {
  const prose = docs.replace(/\s+/g, ' ');
  for (const { id, severity, title, why } of rules)
    t.ok(prose.includes(`### ${id} ${title}. A${severity === 'info' ? 'n' : ''} ${severity}. ${why}`), id);
  t.end();
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
    'discovery-access "alloy-profilin"',
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
  ['replicas: 1', 'replicas: 2', 'separate-metastores "2"', 'separate-storage "2"'],
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
