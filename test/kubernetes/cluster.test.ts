import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readCluster } from '../../src/kubernetes/cluster.ts';
import { judge, rollout } from './support/rollout.ts';
import { linesOf, setsOf } from './support/sets.ts';

const fixtures = 'test/kubernetes/fixtures/read';

for (const name of (await readdir(fixtures)).filter((file) => file.endsWith('.yaml'))) {
  t.test(`what Kubernetes would refuse of ${name} is found where it is`, async (t) => {
    const text = await readFile(join(fixtures, name), 'utf8');
    const expected = await readFile(join(fixtures, name.replace('.yaml', '.expected')), 'utf8');
    const { diagnostics } = readCluster(await setsOf(text));
    t.same(
      linesOf(text, diagnostics),
      expected.split('\n').filter((line) => line !== ''),
    );
  });
}

t.test('a whole rollout is read as it is meant', async (t) => {
  const { cluster, diagnostics, notLookedInto } = readCluster(await setsOf(rollout));
  t.same(diagnostics, []);
  t.same(notLookedInto, []);
  const [alloy, pyroscope] = cluster.workloads;
  const said = (place: { readonly span: { readonly start: number; readonly end: number } } | undefined): string =>
    rollout.slice(place?.span.start, place?.span.end);
  t.match(alloy, {
    kind: 'DaemonSet',
    name: 'alloy-profiling',
    namespace: 'profiling',
    replicas: undefined,
    pod: {
      hostPID: { value: true },
      serviceAccount: { value: 'alloy-profiling' },
      tolerations: [{ operator: 'Exists' }],
      references: [
        { kind: 'ServiceAccount', name: 'alloy-profiling' },
        { kind: 'ConfigMap', name: 'alloy-profiling', keys: [], isOptional: false },
      ],
      volumes: [
        { name: 'config', source: { kind: 'configMap', name: 'alloy-profiling' } },
        { name: 'tracefs', source: { kind: 'hostPath', path: '/sys/kernel/tracing' } },
        { name: 'symb-cache', source: { kind: 'emptyDir' } },
      ],
    },
  });
  t.match(alloy?.pod.containers, [
    {
      name: 'alloy',
      image: { name: 'grafana/alloy', tag: 'v1.13.1', digest: undefined },
      command: undefined,
      args: [{ value: 'run' }, {}, {}, { value: '--server.http.listen-addr=0.0.0.0:12345' }],
      env: [{ name: 'HOSTNAME', value: undefined, fieldPath: 'spec.nodeName', isReference: false }],
      ports: [{ name: 'http', port: 12345 }],
      security: { privileged: { value: true }, runAsUser: { value: 0 }, addedCapabilities: [] },
      readinessProbe: { kind: 'httpGet', path: { value: '/-/ready' }, port: { value: 'http' } },
      mounts: [{ path: '/etc/alloy' }, { path: '/sys/kernel/tracing', isReadOnly: true }, { isReadOnly: false }],
    },
  ]);
  t.match(pyroscope, {
    replicas: { value: 1 },
    serviceName: { value: 'pyroscope-headless' },
    podManagementPolicy: { value: 'Parallel' },
    volumeClaims: [{ name: 'data', size: { value: 10 * 2 ** 30 }, accessModes: ['ReadWriteOnce'] }],
    pod: { security: { fsGroup: { value: 10001 }, runAsNonRoot: { value: true } }, gracePeriodSeconds: { value: 60 } },
  });
  t.match(cluster.services, [
    { name: 'pyroscope', isHeadless: false, ports: [{ port: 4040, targetPort: { value: 'http' } }] },
    { name: 'pyroscope-headless', isHeadless: true, publishesNotReady: true, ports: [{ targetPort: undefined }] },
  ]);
  t.match(cluster.grants, [
    {
      serviceAccount: 'alloy-profiling',
      accountNamespace: 'profiling',
      isClusterWide: true,
      verbs: ['get', 'list', 'watch'],
    },
  ]);
  t.match(cluster.namespaces, [{ name: 'profiling' }]);
  t.equal(cluster.namespaces[0]?.labels.get('pod-security.kubernetes.io/enforce')?.value, 'privileged');
  t.equal(said(alloy?.at), 'alloy-profiling');
  t.equal(said(alloy?.pod.at), 'spec');
  t.equal(said(alloy?.pod.hostPID), 'true');
  t.equal(said(alloy?.pod.containers[0]?.at), 'alloy');
  t.equal(said(alloy?.pod.containers[0]?.image), 'grafana/alloy:v1.13.1');
  t.equal(said(alloy?.pod.containers[0]?.readinessProbe), 'readinessProbe');
  t.equal(said(alloy?.pod.containers[0]?.mounts[1]), '/sys/kernel/tracing');
  t.equal(said(pyroscope?.volumeClaims[0]?.size), '10Gi');
  t.equal(said(pyroscope?.pod.security.at), 'securityContext');
});

t.test('images, quantities and what a scalar means', async (t) => {
  const container = (lines: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: x\n      ${lines}\n`;
  const first = async (lines: string) =>
    readCluster(await setsOf(container(lines))).cluster.workloads[0]?.pod.containers[0];
  const images: readonly (readonly [
    text: string,
    name: string,
    tag: string | undefined,
    digest: string | undefined,
  ])[] = [
    ['alloy', 'alloy', undefined, undefined],
    ['grafana/alloy:v1.13.1', 'grafana/alloy', 'v1.13.1', undefined],
    ['registry.example:5000/alloy', 'registry.example:5000/alloy', undefined, undefined],
    ['registry.example:5000/alloy:v1@sha256:ab', 'registry.example:5000/alloy', 'v1', 'sha256:ab'],
    ['alloy@sha256:ab', 'alloy', undefined, 'sha256:ab'],
  ];
  for (const [text, name, tag, digest] of images)
    t.match((await first(`image: ${text}`))?.image, { name, tag, digest }, text);
  const numbers: readonly (readonly [text: string, port: number | undefined])[] = [
    ['4040', 4040],
    ['0x3039', 12345],
    ['010', 8],
    ['0o10', 8],
    ['4_040', 4040],
    ['"4040"', undefined],
    ['4040.5', undefined],
    ['.inf', undefined],
    ['99999999999999999999', undefined],
    ['!!str 4040', undefined],
  ];
  for (const [text, port] of numbers)
    t.equal((await first(`ports: [{containerPort: ${text}}]`))?.ports[0]?.port, port, `containerPort: ${text}`);
  for (const [text, value] of [
    ['yes', true],
    ['On', true],
    ['n', false],
    ['"yes"', undefined],
    ['1', undefined],
  ] as const)
    t.equal(
      (await first(`securityContext: {privileged: ${text}}`))?.security.privileged?.value,
      value,
      `privileged: ${text}`,
    );
  const claim = async (size: string) =>
    readCluster(
      await setsOf(
        `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: x}\nspec: {resources: {requests: {storage: ${size}}}}\n`,
      ),
    ).cluster.claims[0]?.size?.value;
  const sizes: readonly (readonly [text: string, bytes: number | undefined])[] = [
    ['10Gi', 10 * 2 ** 30],
    ['1.5G', 1.5e9],
    ['500M', 5e8],
    ['1024', 1024],
    ['1e9', 1e9],
    ['1E', 1e18],
    ['2500m', 2.5],
    ['10GB', undefined],
    ['10 Gi', undefined],
    ['"10gi"', undefined],
    ['Gi', undefined],
  ];
  for (const [text, bytes] of sizes) t.equal(await claim(text), bytes, text);
});

t.test('what roles give reaches the accounts that are bound', async (t) => {
  const role =
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules: [{apiGroups: [""], resources: [pods], verbs: [list]}, {apiGroups: [""], resources: [nodes], resourceNames: [x], verbs: [get]}]\n---\n';
  const bound = async (kind: string, ref: string, subject: string, text = role) =>
    readCluster(
      await setsOf(
        `${text}apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: b, namespace: here}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${ref}}\nsubjects: [${subject}]\n`,
      ),
    ).cluster;
  const account = '{kind: ServiceAccount, name: a, namespace: there}';
  t.match((await bound('ClusterRoleBinding', 'r', account)).grants, [
    { serviceAccount: 'a', accountNamespace: 'there', isClusterWide: true, namespace: undefined, resources: ['pods'] },
  ]);
  t.match((await bound('RoleBinding', 'r', '{kind: ServiceAccount, name: a}')).grants, [
    { serviceAccount: 'a', accountNamespace: 'here', isClusterWide: false, namespace: 'here' },
  ]);
  t.match((await bound('ClusterRoleBinding', 'r', '{kind: User, name: "system:serviceaccount:ns:b"}')).grants, [
    { serviceAccount: 'b', accountNamespace: 'ns' },
  ]);
  t.match((await bound('ClusterRoleBinding', 'r', '{kind: Group, name: "system:serviceaccounts:ns"}')).grants, [
    { serviceAccount: undefined, accountNamespace: 'ns' },
  ]);
  t.same((await bound('ClusterRoleBinding', 'r', '{kind: User, name: jane}')).grants, []);
  t.match((await bound('ClusterRoleBinding', 'cluster-admin', account)).grants, [{ resources: ['*'] }]);
  const open = await bound('ClusterRoleBinding', 'elsewhere', account);
  t.same(open.grants, []);
  t.match(open.openBindings, [{ serviceAccount: 'a', accountNamespace: 'there', role: 'elsewhere' }]);
  const aggregated = role.replace('rules:', 'aggregationRule: {clusterRoleSelectors: []}\nrules:');
  t.match((await bound('ClusterRoleBinding', 'r', account, aggregated)).openBindings, [{ role: 'r' }]);
});

t.test('any text ends in values and findings that lie inside of it', async () => {
  const lines = rollout.split('\n');
  const broken = fc
    .array(
      fc.tuple(
        fc.nat(lines.length - 1),
        fc.constantFrom(
          '',
          '{}',
          '[]',
          '- ',
          '  x: 1',
          '__proto__: {a: 1}',
          'name: 1',
          '<<: {a: b}',
          'x: &a [*a]',
          '- &b {name: *b}',
          '"',
        ),
      ),
      { maxLength: 5 },
    )
    .map((changes) => {
      const changed = [...lines];
      for (const [at, text] of changes) changed[at] = `${/^ */.exec(changed[at] ?? '')?.[0] ?? ''}${text}`;
      return changed.join('\n');
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, fc.string()), async (text) => {
      const { diagnostics } = await judge(text);
      for (const { span } of diagnostics)
        if (span.start < 0 || span.end > text.length || span.start > span.end) return false;
      return true;
    }),
    { numRuns: 100 },
  );
});

t.test('the same file in two sets is found fault with once', async (t) => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostPID: 1, containers: []}\n';
  const [one] = await setsOf(text);
  t.ok(one);
  t.same(readCluster(one ? [one, one] : []).diagnostics.length, 1);
  t.same(readCluster(await setsOf(text.replace('Pod', 'Gizmo'))).notLookedInto, ['objects of kind Gizmo']);
});
