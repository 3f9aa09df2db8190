/** Facts of clusters: the real kubectl asks a fake API server, from this machine and as k3s on a host. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type FactsDocument, type PartOfDocument, withPart } from '../../src/base/facts.ts';
import validate from '../../src/generated/facts-validator.js';
import { askCluster } from '../../src/host/kubectl.ts';
import { withoutAddresses } from '../../src/host/platform/addresses.ts';
import { clusterScript, probeScript } from '../../src/host/script.ts';
import { type FakeCluster, kubeconfig, listsOf, startFakeKubernetes } from '../fakes/kubernetes.ts';
import { findProgram, missing, needs } from '../support/needs.ts';
import { at, decode, needsNamespace, nonce, probeHost, run } from './support/probed-host.ts';

const fixtures = join(import.meta.dirname, 'fixtures/kubernetes');
const areas = ['kubernetes', 'argocd', 'cnpg'] as const;
const folder = mkdtempSync('/tmp/preflight-cluster-');
process.env.KUBECONFIG = join(folder, 'config');
process.env.KUBECACHEDIR = join(folder, 'cache');
t.teardown(() => execFileSync('rm', ['-rf', folder]));

function cluster(situation: string, more: Partial<FakeCluster> = {}): FakeCluster {
  return { lists: listsOf(join(fixtures, situation), join(fixtures, 'healthy')), ...more };
}

/** What kubectl on this machine makes of a cluster, as a whole document. */
async function asked(fake: FakeCluster, options: { ca?: string; token?: string } = {}): Promise<FactsDocument> {
  const server = await startFakeKubernetes(fake);
  try {
    writeFileSync(join(folder, 'config'), kubeconfig('lab', server.url, options));
    return whole(await askCluster('lab', areas, new AbortController().signal));
  } finally {
    await server.stop();
  }
}

function whole(part: PartOfDocument): FactsDocument {
  const empty = {
    schemaVersion: 1,
    host: 'h',
    collectedAt: new Date().toISOString(),
    facts: {},
    gaps: {},
    from: {},
  } as const;
  const document = withPart(empty, part);
  if (!validate(document)) throw new Error(JSON.stringify(validate.errors));
  return document;
}

/** Ages rounded to 100 seconds: some pass between the fixture and the moment that kubectl is asked. */
function settled({ facts, gaps }: FactsDocument): unknown {
  const ages = ['seconds', 'backupAge'];
  return JSON.parse(JSON.stringify({ facts, gaps }), (key, value) =>
    ages.includes(key) ? Math.round(Number(value) / 100) * 100 : value,
  );
}

function same(t: Test, document: FactsDocument, situation: string): void {
  const path = join(fixtures, situation, 'expected.json');
  t.same(settled(document), JSON.parse(readFileSync(path, 'utf8')), situation);
}

t.test('each situation', needs('kubectl'), async (t) => {
  for (const situation of readdirSync(fixtures)) {
    const document = await asked(cluster(situation));
    if (process.env.UPDATE_EXPECTED === '1') {
      const text = JSON.stringify(settled(document), null, 2);
      writeFileSync(join(fixtures, situation, 'expected.json'), `${text}\n`);
    }
    same(t, document, situation);
    const told = JSON.stringify(document);
    t.notMatch(told, /hunter2/, `${situation}: no secret`);
    t.notMatch(told, /10\.42\.|192\.0\.2\.|fd00:/, `${situation}: no address`);
    t.notMatch(told, /https?:|registry\.example\/v2/, `${situation}: no URL`);
  }
});

t.test('messages lose URLs and addresses, and nothing else', async (t) => {
  const cases: [told: string, left: string][] = [
    ['Get "https://robot:hunter2@registry.example/v2/?token=abc": denied', 'Get "(URL)": denied'],
    ['cannot reach postgres://app:a b', 'cannot reach (URL) b'],
    ['(see HTTPS://a.example/x): no', '(see (URL)): no'],
    ['dial tcp 10.42.0.17:8000: connect: refused', 'dial tcp (address): connect: refused'],
    ['10.42.0.0/16 is full, as is fd00:42::/56.', '(address) is full, as is (address).'],
    ['read udp [fe80::1%eth0]:53->[::1]:9: timeout', 'read udp (address)->(address): timeout'],
    ['from ::ffff:192.0.2.1, 2001:db8:0:0:0:0:0:1: no', 'from (address), (address): no'],
    ['at fe80::', 'at (address)'],
    ['lookup 10.42.0.17.nip.example: no', 'lookup (address).nip.example: no'],
    ['0/1 nodes: at 10:23:45 std::string of app:v1.2.3 is 1.2.3.4.5: no', ''],
    ['image alloy@sha256:f20bfa8b3e082c18 (v1.13.1): not found', ''],
    [`${'x '.repeat(97)}10.42.`, `${'x '.repeat(97)}…`],
    ['x'.repeat(255), '…'],
  ];
  for (const [told, left] of cases) t.equal(withoutAddresses(told), left || told, told);
});

t.test('what an API server does instead', needs('kubectl', 'timeout'), async (t) => {
  const only = (end: string, instead: number | 'html') => ({
    instead: (path: string) => (path.endsWith(end) ? instead : undefined),
  });
  const cases: [string, Partial<FakeCluster>, Record<string, string>][] = [
    ['401', { token: 'another' }, everywhere('denied: the API server does not know who asks (401)')],
    [
      '403 to pods',
      only('/pods', 403),
      {
        '/kubernetes/pods': 'denied: the API server refuses it (403)',
        '/argocd/applications/argocd~1monitoring/sync': 'Synced',
      },
    ],
    [
      '403 to nodes',
      only('/nodes', 403),
      { '/kubernetes/nodes': 'denied: the API server refuses it (403)', '/kubernetes/pods/total': '11' },
    ],
    [
      '403 to one kind of workload',
      only('/daemonsets', 403),
      { '/kubernetes/workloads': 'denied: the API server refuses it (403)' },
    ],
    ['403 to applications', only('/applications', 403), { '/argocd': 'denied: the API server refuses it (403)' }],
    ['500', { instead: () => 500 }, everywhere('unreadable: the API server answers with an error (5xx)')],
    [
      '503, as while it starts',
      { instead: () => 503 },
      everywhere('unreadable: the API server answers with an error (5xx)'),
    ],
    ['503 to databases', only('/clusters', 503), { '/cnpg': 'unreadable: the API server answers with an error (5xx)' }],
    ['a login page', only('/pods', 'html'), { '/kubernetes/pods': 'unreadable: what answers is no API server' }],
  ];
  for (const [name, more, wanted] of cases) {
    const document = await asked(cluster('healthy', more));
    for (const [pointer, text] of Object.entries(wanted))
      t.equal(String(at(document, pointer)), text, `${name}: ${pointer}`);
  }
});

function everywhere(text: string): Record<string, string> {
  return {
    '/kubernetes/nodes': text,
    '/kubernetes/pods/troubled': text,
    '/argocd/applications': text,
    '/cnpg/clusters': text,
  };
}

t.test('without Argo CD and CloudNativePG they are missing, and nothing else is', needs('kubectl'), async (t) => {
  const lists = cluster('healthy').lists;
  const installed = [...lists].filter(([name]) => !['applications', 'clusters', 'backups'].includes(name));
  const document = await asked({ lists: new Map(installed) });
  t.same(document.gaps, {
    '/argocd': { reason: 'missing', detail: 'the cluster has no such resource' },
    '/cnpg': { reason: 'missing', detail: 'the cluster has no such resource' },
  });
});

t.test(
  'an API server that cannot say what it has does not say that Argo CD is missing',
  needs('kubectl'),
  async (t) => {
    for (const status of [403, 503]) {
      const instead = (path: string) => (path.startsWith('/apis/argoproj.io') ? status : undefined);
      t.same((await asked(cluster('healthy', { instead }))).gaps, {
        '/argocd': { reason: 'unreadable', detail: 'the API server does not say what resources it has' },
      });
    }
  },
);

t.test('a cluster without nodes, or without pods', needs('kubectl'), async (t) => {
  const without = async (name: string) => asked({ lists: new Map([...cluster('healthy').lists, [name, []]]) });
  t.equal(at(await without('nodes'), '/kubernetes/nodes'), 'empty: the cluster has no node');
  t.equal(at(await without('pods'), '/kubernetes/pods'), 'empty: the cluster shows no pod', 'as some proxies answer');
});

t.test('nobody there, no such context, no kubeconfig', needs('kubectl'), async (t) => {
  const server = await startFakeKubernetes(cluster('healthy'));
  await server.stop();
  const signal = new AbortController().signal;
  const nodes = async (config: string, context = 'lab') => {
    writeFileSync(join(folder, 'config'), config);
    return at(whole(await askCluster(context, areas, signal)), '/kubernetes/nodes');
  };
  t.equal(await nodes(kubeconfig('lab', server.url)), 'unreadable: the API server cannot be reached');
  t.equal(
    await nodes(kubeconfig('lab', server.url, { current: true }), 'other'),
    'unreadable: kubectl has no such context',
    'the current one is not taken instead',
  );
  t.equal(await nodes('{{{'), 'unreadable: the kubeconfig cannot be read');
});

t.test('a name that a shell could take for more goes to kubectl as it is', needs('kubectl'), async (t) => {
  const server = await startFakeKubernetes(cluster('healthy'));
  t.teardown(server.stop);
  const name = `a 'b' "c" $(touch ${folder}/made) ;&|`;
  writeFileSync(join(folder, 'config'), kubeconfig(name, server.url));
  const document = whole(await askCluster(name, areas, new AbortController().signal));
  t.equal(at(document, '/kubernetes/nodes/ringtail/ready'), true);
  t.notOk(readdirSync(folder).includes('made'));
});

t.test('an API server whose certificate nobody has signed', needs('kubectl', 'openssl'), async (t) => {
  const [one, other] = [certificate('one'), certificate('other')];
  const told = await asked(cluster('healthy', { tls: one }), { ca: one.cert });
  t.equal(at(told, '/kubernetes/nodes/ringtail/ready'), true, 'its own authority is trusted');
  const refused = await asked(cluster('healthy', { tls: one }), { ca: other.cert });
  t.equal(at(refused, '/kubernetes/nodes'), 'unreadable: the API server cannot prove who it is');
});

function certificate(name: string) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...words, ...names], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

t.test(
  '5,000 pods come in pages, and of those in trouble as many as there is room for',
  needs('kubectl'),
  async (t) => {
    const lists = cluster('crashloop').lists;
    const pods = lists.get('pods') ?? [];
    const named = (pod: unknown, name: string) => {
      const copy = structuredClone(pod) as { metadata: { name: string } };
      copy.metadata.name = name;
      return copy;
    };
    const many = Array.from({ length: 5_000 }, (_, index) =>
      named(pods[index % 3 === 0 ? pods.length - 1 : 0], `pod-${index}`),
    );
    const server = await startFakeKubernetes({ lists: new Map([...lists, ['pods', many]]) });
    t.teardown(server.stop);
    writeFileSync(join(folder, 'config'), kubeconfig('lab', server.url));
    const document = whole(await askCluster('lab', areas, new AbortController().signal));
    t.equal(at(document, '/kubernetes/pods/total'), 5_000);
    const kept = Object.keys(document.facts.kubernetes?.pods?.troubled ?? {});
    t.ok(kept.length >= 300 && kept.length <= 500, `${kept.length} pods are told`);
    t.match(at(document, '/kubernetes/pods/troubled/others'), /^unreadable: /);
    t.equal(server.asked.filter((path) => path.startsWith('/api/v1/pods')).length, 10);
  },
);

t.test('hostile texts stay within their words', needs('kubectl'), async (t) => {
  const text = '\n:pod evil pod  Running   \n@end \u001b[31m"\\ \u202e%zz+ä {{.}} <nil>';
  const lists = cluster('pending').lists;
  const evil = JSON.parse(JSON.stringify([...lists]), (key, value) =>
    ['message', 'reason', 'kubeletVersion', 'targetRevision', 'phaseReason'].includes(key) ? text.repeat(40) : value,
  );
  const document = await asked({ lists: new Map(evil) });
  t.notOk(document.facts.kubernetes?.pods?.troubled?.['evil/pod']);
  t.equal(document.facts.kubernetes?.nodes?.ringtail?.kubelet, text.repeat(40).slice(0, 200));
  t.equal(document.facts.argocd?.applications?.['argocd/profiling']?.revision?.length, 200);
});

t.test('a list that is no list is not known, and is not taken for one without trouble', needs('kubectl'), async (t) => {
  const whole = (items: unknown) =>
    JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items });
  const [pod] = cluster('crashloop').lists.get('pods') ?? [];
  const sick = JSON.stringify({ ...Object(pod), status: { phase: 'Pending' } });
  const bodies: Record<string, string> = {
    'cut in the middle': whole([pod, pod]).slice(0, -300),
    'cut in a text': '{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"na',
    empty: '',
    'items as an object': whole({ a: 1, b: 2 }),
    'items as a text': whole('many'),
    'items as a number': whole(7),
    'no items': JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {} }),
    'members of other types': `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[1,"x",null,[],${sick}]}`,
    'metadata as a text': whole([{ metadata: 'x', spec: 'y', status: 'z' }]),
    'status as a list': whole([{ metadata: { name: 'a', namespace: 'b' }, spec: [], status: [] }]),
    'conditions as a text': whole([
      { metadata: { name: 'a', namespace: 'b' }, spec: {}, status: { phase: 'Pending', conditions: 'none' } },
    ]),
    'containers as a number': whole([
      { metadata: { name: 'a', namespace: 'b' }, spec: {}, status: { phase: 'Pending', containerStatuses: 5 } },
    ]),
    'a list of something else': JSON.stringify({ kind: 'Secret', apiVersion: 'v1', data: { a: 'aHVudGVyMg==' } }),
    deep: `${'{"items":'.repeat(20_000)}[]${'}'.repeat(20_000)}`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    const document = await asked(
      cluster('healthy', { instead: (path) => (path.endsWith('/pods') ? { body } : undefined) }),
    );
    const { troubled } = document.facts.kubernetes?.pods ?? {};
    t.match(at(document, troubled ? '/kubernetes/pods/troubled/others' : '/kubernetes/pods'), /^unreadable: /, name);
    t.same(troubled ?? {}, {}, name);
    t.equal(at(document, '/argocd/applications/argocd~1monitoring/sync'), 'Synced', `${name}: the rest is asked`);
    t.notMatch(JSON.stringify(document), /hunter2|aHVudGVyMg/, name);
  }
});

t.test('what is no list is not taken for one without trouble, of any kind', needs('kubectl'), async (t) => {
  const body = JSON.stringify({ kind: 'Secret', apiVersion: 'v1', data: { a: 'aHVudGVyMg==' } });
  const ends = ['/nodes', '/pods', '/deployments', '/applications', '/clusters'];
  const document = await asked(
    cluster('healthy', { instead: (path) => (ends.some((end) => path.endsWith(end)) ? { body } : undefined) }),
  );
  const lists = ['kubernetes/nodes', 'kubernetes/pods/troubled', 'kubernetes/workloads/unfinished'];
  for (const list of [...lists, 'argocd/applications', 'cnpg/clusters'])
    t.match(at(document, `/${list}/others`), /^unreadable: /, list);
});

t.test('names that are no names', needs('kubectl'), async (t) => {
  const [pod] = cluster('crashloop').lists.get('pods') ?? [];
  const named = (name: unknown, namespace: unknown) => {
    const copy = structuredClone(pod) as { metadata: object; status: object };
    return { ...copy, metadata: { ...copy.metadata, name, namespace }, status: { phase: 'Pending' } };
  };
  const names: [unknown, unknown][] = [
    ['__proto__', '__proto__'],
    ['constructor', 'default'],
    ['x'.repeat(100_000), 'y'.repeat(100_000)],
    ['\u001b]0;title\u0007\u001b[2J', 'a\nb\rc\u0000'],
    ['', ''],
    ['../../etc', 'a/b~1c'],
    ['${{ %s }}', '{{ .items }}'],
  ];
  const pods = names.map(([name, namespace]) => named(name, namespace));
  const document = await asked({ lists: new Map([...cluster('healthy').lists, ['pods', pods]]) });
  const troubled = document.facts.kubernetes?.pods?.troubled ?? {};
  t.equal(at(document, '/kubernetes/pods/total'), names.length);
  t.ok(Object.hasOwn(troubled, 'default/constructor'));
  t.ok(Object.hasOwn(troubled, '__proto__/__proto__'));
  t.equal(Object.getPrototypeOf(troubled), Object.prototype);
  for (const key of Object.keys(troubled)) t.ok(key.length <= 520, `${key.length} characters`);
  // A pod without a name is one that cannot be told, and is not passed over.
  t.equal(
    Object.keys(troubled).length + (at(document, '/kubernetes/pods/troubled/others') === undefined ? 0 : 1),
    names.length,
  );
});

// -- as a host has it: k3s, its kubeconfig, and nothing of a person's own -------------------------------------------

const kubectl = realpathSync(findProgram('kubectl') ?? '/');
const onHost = needsNamespace('kubectl', 'timeout');

/** A host with a stand-in for k3s, which runs kubectl, and the kubeconfig that k3s writes. */
function hostOf(config: string | undefined, more: Readonly<Record<string, string>> = {}) {
  const own = kubectl.startsWith('/usr/bin/') ? 'kubectl' : kubectl;
  return {
    programs: {
      ...(own === 'kubectl' ? { kubectl: 'kubectl' } : {}),
      k3s: `#!/bin/sh\n[ "$1" = kubectl ] || exit 9\nshift\nexec ${own} "$@"\n`,
      mawk: 'mawk',
      head: 'head',
      timeout: 'timeout',
      ...more,
    },
    folders: { '/etc': { ...(config === undefined ? { '.keep': '' } : { 'rancher/k3s/k3s.yaml': config }) } },
    script: probeScript({ active: false, platform: { areas } }),
  };
}

async function probed(host: Parameters<typeof probeHost>[0]) {
  return decode(await probeHost(host), areas);
}

t.test('on a host, in each shell', onHost, async (t) => {
  const server = await startFakeKubernetes(cluster('crashloop'));
  t.teardown(server.stop);
  const config = kubeconfig('default', server.url, { current: true });
  for (const shell of ['dash', 'bash', 'ash'] as const) {
    const more = shell === 'ash' ? { head: 'busybox', timeout: 'busybox' } : {};
    const document = await probed({ ...hostOf(config, more), shell });
    const { facts, gaps } = document;
    const part = { ...document, facts: { kubernetes: facts.kubernetes, argocd: facts.argocd, cnpg: facts.cnpg } };
    const own = Object.entries(gaps).filter(([pointer]) => areas.some((area) => pointer.startsWith(`/${area}`)));
    same(t, { ...part, gaps: Object.fromEntries(own) } as FactsDocument, 'crashloop');
    t.ok(facts.sysctl, `${shell}: and what every host says`);
  }
});

t.test('on a host that cannot tell', onHost, async (t) => {
  const nodes = async (host: Parameters<typeof probeHost>[0]) => at(await probed(host), '/kubernetes/nodes');
  t.equal(
    await nodes({ ...hostOf(undefined), programs: { head: 'head' } }),
    'unsupported: neither k3s nor kubectl on the host',
  );
  t.equal(await nodes(hostOf(undefined)), 'unsupported: no /etc/rancher/k3s/k3s.yaml on the host');
  const hangs = await probed(hostOf(undefined, {}));
  t.equal(
    at(hangs, '/cnpg'),
    'unsupported: no /etc/rancher/k3s/k3s.yaml on the host',
    'which is not that it is not installed',
  );
});

const hangs = (end: string) => cluster('healthy', { instead: (path) => (path.endsWith(end) ? 'hang' : undefined) });

/** The rest of the lists, once that of pods was late. */
function notAsked(t: Test, document: FactsDocument): void {
  const why = 'unreadable: not asked, as the list of pods did not come in time';
  for (const pointer of ['/kubernetes/workloads', '/argocd', '/cnpg']) t.equal(at(document, pointer), why, pointer);
  t.equal(at(document, '/kubernetes/nodes/ringtail/ready'), true, 'what came before stays');
}

t.test('on a host whose API server hangs, nothing else is asked, and the rest of the facts come', onHost, async (t) => {
  const server = await startFakeKubernetes(hangs('/pods'));
  t.teardown(server.stop);
  const host = hostOf(kubeconfig('default', server.url, { current: true }));
  // So that the test need not wait as long as a person does: first kubectl gives up, then timeout(1).
  const cases = [
    ["REQUEST='5'", "REQUEST='1'", 'unreadable: no answer of the API server within 1 s'],
    ["CALL='8'", "CALL='3'", 'unreadable: no answer within 3 s'],
  ] as const;
  for (const [usual, shorter, why] of cases) {
    t.match(host.script, usual);
    const document = await probed({ ...host, script: host.script.replace(usual, shorter) });
    t.equal(at(document, '/kubernetes/pods'), why);
    notAsked(t, document);
    t.ok(document.facts.kallsyms);
  }
  t.notOk(server.asked.some((path) => /daemonsets|applications|clusters/.test(path)));
});

t.test(
  'with --kube-context nothing else is asked of an API server that hangs',
  needs('kubectl', 'timeout'),
  async (t) => {
    const server = await startFakeKubernetes(hangs('/pods'));
    t.teardown(server.stop);
    writeFileSync(join(folder, 'config'), kubeconfig('lab', server.url));
    const document = whole(await askCluster('lab', areas, new AbortController().signal));
    t.equal(at(document, '/kubernetes/pods'), 'unreadable: no answer of the API server within 5 s');
    notAsked(t, document);
    t.notOk(server.asked.some((path) => /daemonsets|applications|clusters/.test(path)));
  },
);

t.test('all lists together have one deadline', onHost, async (t) => {
  // Without timeout(1) each list comes, however late.
  const k3s = '#!/bin/sh\nsleep 1\necho ":list 1"\necho ":node a True"\necho :end\n';
  const host = hostOf(kubeconfig('x', 'http://127.0.0.1:1'));
  t.match(host.script, "PATIENCE='15'");
  const script = host.script.replace("PATIENCE='15'", "PATIENCE='1'");
  const document = await probed({ ...host, script, programs: { k3s, head: 'head', mawk: 'mawk' } });
  t.equal(at(document, '/kubernetes/nodes/a/ready'), true);
  for (const pointer of ['/kubernetes/pods', '/kubernetes/workloads', '/argocd', '/cnpg'])
    t.equal(at(document, pointer), 'unreadable: not asked, as the lists before it took 1 s', pointer);
});

t.test('with a context, a kubectl that never ends is ended', needs('timeout'), async (t) => {
  const bin = join(folder, 'hanging');
  mkdirSync(bin);
  writeFileSync(join(bin, 'kubectl'), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  const script = clusterScript(areas, 'lab');
  t.match(script, "CALL='20'");
  const printed = await run('/bin/sh', ['-s', '--', nonce], script.replace("CALL='20'", "CALL='1'"), {
    PATH: `${bin}:${process.env.PATH}`,
  });
  const document = decode(printed, areas);
  t.equal(at(document, '/kubernetes/nodes'), 'unreadable: no answer within 1 s');
  for (const pointer of ['/kubernetes/pods', '/kubernetes/workloads', '/argocd', '/cnpg'])
    t.equal(at(document, pointer), 'unreadable: not asked, as the list of nodes did not come in time', pointer);
});

t.test('without kubectl on this machine nothing is known of the cluster of a context', async (t) => {
  const path = process.env.PATH;
  t.teardown(() => {
    process.env.PATH = path;
  });
  process.env.PATH = join(folder, 'nothing');
  const document = whole(await askCluster('lab', areas, new AbortController().signal));
  for (const pointer of ['/kubernetes/nodes', '/kubernetes/pods', '/argocd', '/cnpg'])
    t.equal(at(document, pointer), 'unsupported: no kubectl on this machine', pointer);
});

t.test('on a host whose API server refuses or fails', onHost, async (t) => {
  const cases: [Partial<FakeCluster>, string][] = [
    [{ token: 'another' }, 'denied: the API server does not know who asks (401)'],
    [{ instead: () => 403 }, 'denied: the API server refuses it (403)'],
    [{ instead: () => 500 }, 'unreadable: the API server answers with an error (5xx)'],
  ];
  for (const [more, why] of cases) {
    const server = await startFakeKubernetes(cluster('healthy', more));
    const document = await probed(hostOf(kubeconfig('default', server.url, { current: true })));
    await server.stop();
    for (const pointer of ['/kubernetes/nodes', '/kubernetes/pods', '/argocd', '/cnpg'])
      t.equal(at(document, pointer), why, pointer);
  }
});

t.test('a program in place of kubectl gives gaps, whatever it prints', onHost, async (t) => {
  const printed = {
    nothing: 'exit 0',
    garbage: 'head -c 20000 /dev/urandom',
    'half a list': 'echo ":list 3"; printf ":node a"; kill -9 $$',
    'no list': 'echo ":node a True"',
    'objects of an error': "echo 'raw data was: hunter2'; echo 'error: hunter2 error: executing template' >&2; exit 1",
    'a line without an end': 'echo ":list 1"; yes | tr -d "\\n" | head -c 9000000',
  };
  for (const [name, script] of Object.entries(printed)) {
    const k3s = `#!/bin/sh\n${script}\n`;
    const { stdout } = await probeHost({
      ...hostOf(kubeconfig('x', 'http://127.0.0.1:1')),
      programs: { k3s, head: 'head', mawk: 'mawk', yes: 'yes', tr: 'tr', timeout: 'timeout' },
    });
    t.notMatch(stdout.toString('latin1'), /hunter2/, name);
    const document = decode({ stdout, stderr: '', code: 0 }, areas);
    t.match(at(document, '/kubernetes/pods/troubled'), /^unreadable: |^\[object/, name);
    t.same(document.facts.kubernetes?.pods?.troubled ?? {}, {}, name);
  }
});

t.test('whatever a host prints of its cluster, the document is valid', async (t) => {
  const name = fc.constantFrom('nodes', 'pods', 'workloads', 'events', 'applications', 'clusters', 'backups');
  const kind = fc.constantFrom(
    'list',
    'node',
    'pod',
    'container',
    'workload',
    'event',
    'application',
    'cluster',
    'backup',
  );
  const word = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '3',
      'True',
      'False',
      '__proto__',
      '%3Cnil%3E',
      '2026-11-28T02%3A43%3A25Z',
      '%',
      '%ff',
      'x'.repeat(900),
    ),
    fc.stringMatching(/^[!-[\]-~]{0,9}$/),
  );
  const row = fc
    .tuple(name, kind, fc.array(word, { maxLength: 13 }))
    .map(([key, what, words]) => `*kube.${key} ${[what, ...words].join(' ')}`);
  const state = fc.tuple(name, fc.constantFrom('whole', 'cut', '')).map(([key, how]) => `=kube.${key} ${how}`);
  const file = fc
    .constantFrom(
      'folder /a',
      'folder x',
      '17 ./a.prom',
      `17 ./${'y'.repeat(4090)}`,
      'end',
      '17 b.prom',
      'denied /b',
      '__proto__ /c',
    )
    .map((text) => `*textfile ${text}`);
  const textfiles = fc.constantFrom('=textfiles 1', '!textfiles missing', '=textfiles __proto__');
  const lists = fc.uniqueArray(name).map((names) => names.map((one) => `*kube.${one} list 3`));
  const states = fc.uniqueArray(state, { selector: (line) => line.split(' ')[0] });
  fc.assert(
    fc.property(
      lists,
      fc.array(fc.oneof(row, file), { maxLength: 30 }),
      states,
      textfiles,
      (heads, rows, ends, last) => {
        const body = ['=uid 0', ...heads, ...rows, ...ends, last];
        const frame = [`@begin ${nonce} 2`, ...body, `@end ${nonce} ${body.length}`, ''].join('\n');
        // It throws where the document is not valid.
        decode({ stdout: Buffer.from(frame), stderr: '', code: 0 }, [...areas, 'textfiles']);
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('only the packs that ask for it make the probe longer', async (t) => {
  const plain = probeScript({ active: true });
  t.notMatch(plain, /kubectl|go-template|\.prom/);
  t.equal(probeScript({ active: true, platform: { areas: [] } }), plain);
  t.equal(
    probeScript({ active: true, platform: { areas, context: 'lab' } }),
    plain,
    'nor does a context of this machine',
  );
  const longer = probeScript({ active: true, platform: { areas: [...areas, 'textfiles'] } });
  t.ok(Buffer.byteLength(longer) < 40 * 1024, `${Buffer.byteLength(longer)} bytes`);
  t.match(longer, /^[\n\t -~]*$/);
  t.match(clusterScript(areas, 'lab'), /^[\n\t -~]*$/);
});

t.test('the whole text is read before any of it runs', needs('dash'), async (t) => {
  if (missing('dash').length > 0) return;
  const script = clusterScript(areas, 'lab');
  const cut = await run('dash', ['-s', '--', nonce], script.slice(0, -40));
  t.equal(cut.stdout.toString(), '');
});
