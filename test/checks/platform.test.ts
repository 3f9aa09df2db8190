import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import type { FactsDocument } from '../../src/base/facts.ts';
import { pointersOf } from '../../src/checks/asked.ts';
import { factName } from '../../src/checks/fact-name.ts';
import { judgeHost } from '../../src/checks/judge.ts';
import { loadPacks } from '../../src/checks/load.ts';
import validate from '../../src/generated/facts-validator.js';
import type { Finding } from '../../src/generated/report-types.ts';
import { verdictOf } from '../../src/report/verdict.ts';
import { judgeTargets } from '../../src/tasks/judge.ts';
import { withFrigate } from '../../src/tasks/platform.ts';
import { gatherServices } from '../../src/tasks/services.ts';
import { type FrigateForm, startFakeFrigate } from '../fakes/frigate.ts';
import { inSituation, type Situation } from './support/situation.ts';

/** By status, by name; `member` is the one that is looked at. */
type Table = Partial<Record<Finding['status'], Record<string, Situation>>> & { readonly member: string[] };

const statuses = ['pass', 'fail', 'unknown', 'skip'] as const;
const fixtures = join(import.meta.dirname, 'fixtures/platform/checks');
const clusters = join(import.meta.dirname, '../host/fixtures/kubernetes');
const packs = await loadPacks(['platform'], { sets: {} });
const base = documentOf('healthy');

/** What kubectl said in a situation (test/host/cluster.test.ts), on a host with one textfile. */
function documentOf(situation: string): FactsDocument {
  const { facts, gaps } = JSON.parse(readFileSync(join(clusters, situation, 'expected.json'), 'utf8'));
  const path = '/var/lib/node-exporter/backup.prom';
  const textfiles = { folders: ['/var/lib/node-exporter'], files: { [path]: { path, age: 4000 } } };
  const document = { schemaVersion: 1, host: 'h', collectedAt: '2026-11-28T03:00:00Z', from: {} } as const;
  const cameras = { door: { name: 'door', fps: 5, skipped: 0 } };
  const services = { frigate: { kind: 'frigate', cameras } } as const;
  return { ...document, facts: { ...facts, textfiles, services }, gaps };
}

for (const check of packs.checks)
  t.test(check.id, async (t) => {
    const { member, ...table }: Table = parse(readFileSync(join(fixtures, `${check.id}.yaml`), 'utf8'));
    for (const status of ['pass', 'fail', 'unknown'] as const)
      t.not(Object.keys(table[status] ?? {}).length, 0, `has a fixture for ${status}`);
    for (const status of statuses)
      for (const [name, situation] of Object.entries(table[status] ?? {})) {
        const parameters = { ...packs.parameters, ...situation.params };
        const findings = await judgeHost({ ...packs, checks: [check], parameters }, inSituation(base, situation), 'h');
        const found = findings.find(({ id }) => id === [check.id, 'h', ...member].join(':'));
        t.equal(found?.status, status, `${status}: ${name}`, { found });
      }
  });

t.test('every fixture belongs to a check', async (t) => {
  const ids = readdirSync(fixtures).map((name) => name.replace(/\.yaml$/, ''));
  t.same(ids.toSorted(), packs.checks.map(({ id }) => id).toSorted());
});

/** Ids by status, of the statuses that are not `pass`. */
function told(findings: readonly Finding[]): Record<string, string[]> {
  const of = (wanted: Finding['status']) =>
    findings.filter(({ status }) => status === wanted).map(({ id }) => id.replace(':h', ''));
  const pairs = (['fail', 'unknown'] as const).map((status) => [status, of(status)] as const);
  return Object.fromEntries(pairs.filter(([, ids]) => ids.length > 0));
}

t.test('whole clusters', async (t) => {
  const expected: Record<string, unknown> = {
    healthy: { verdict: 'ready' },
    crashloop: {
      verdict: 'blocked',
      fail: [
        'pod.rollout:profiling/pyroscope-0',
        'pod.ready:frigate/frigate-6c9d8b7f5-x2x9k',
        'pod.ready:media/flapping-0',
        'workload.rollout:StatefulSet profiling/pyroscope',
        'workload.rolled-out:Deployment frigate/frigate',
      ],
    },
    imagepull: {
      verdict: 'blocked',
      fail: ['pod.rollout:profiling/pyroscope-0', 'workload.rollout:StatefulSet profiling/pyroscope'],
    },
    pending: {
      verdict: 'blocked',
      fail: [
        'pod.rollout:profiling/pyroscope-0',
        ...['stuck-5b7c9-zz9lp', 'init-77d-aaaaa', 'unready-66c-bbbbb', 'ending-55c-ccccc', 'evicted-44c-ddddd'].map(
          (name) => `pod.ready:media/${name}`,
        ),
        'workload.rollout:StatefulSet profiling/pyroscope',
      ],
    },
    argo: {
      verdict: 'ready',
      fail: [
        'argocd.synced:argocd/monitoring',
        'argocd.synced:argocd/broken',
        'argocd.healthy:argocd/profiling',
        'argocd.healthy:argocd/broken',
      ],
      unknown: ['argocd.synced:argocd/new', 'argocd.healthy:argocd/new'],
    },
    postgres: {
      verdict: 'ready',
      fail: ['healthy', 'instances', 'backup', 'archiving'].map((name) => `postgres.${name}:databases/app-db`),
    },
    node: {
      verdict: 'blocked',
      fail: [
        'node.ready:ringtail',
        'node.ready:third',
        'node.disk-pressure:second',
        'node.pressure:second',
        'node.schedulable:third',
      ],
    },
    rollout: {
      verdict: 'blocked',
      fail: [
        'workload.rollout:DaemonSet profiling/alloy-profiling',
        'workload.rollout:StatefulSet profiling/pyroscope',
        'workload.rolled-out:DaemonSet monitoring/alloy',
      ],
    },
  };
  t.same(readdirSync(clusters).toSorted(), Object.keys(expected).toSorted());
  for (const [situation, wanted] of Object.entries(expected)) {
    const findings = await judgeHost(packs, documentOf(situation), 'h');
    t.same({ verdict: verdictOf({}, findings, {}), ...told(findings) }, wanted, situation);
  }
});

t.test('a cluster that cannot be asked blocks nothing, and is not taken for ready', async (t) => {
  for (const reason of ['denied', 'unreadable', 'unsupported', 'not-collected'] as const) {
    const gaps = Object.fromEntries(
      ['kubernetes', 'argocd', 'cnpg', 'textfiles', 'services'].map((area) => [`/${area}`, { reason }]),
    );
    const findings = await judgeHost(packs, { ...base, facts: {}, gaps }, 'h');
    t.equal(verdictOf({}, findings, {}), 'undetermined', reason);
    const others = findings.filter(({ status }) => status !== 'unknown').map(({ check }) => check);
    // Not every database archives, nor has everybody a Frigate, and what was not collected cannot tell.
    t.same(others, reason === 'not-collected' ? ['postgres.archiving', 'frigate.camera'] : [], reason);
  }
});

t.test('Frigate', async (t) => {
  const table: Record<FrigateForm, readonly (string | RegExp)[]> = {
    well: [],
    down: ['fail camera door: 0 frames per second, 4.5 skipped, wanted at least 1'],
    login: [/^unknown not known: the cameras of frigate may not be read \(denied, 401, it/],
    old: [
      /^unknown not known: the cameras of frigate could not be looked at \(unsupported, answered 200 without a list/,
    ],
    odd: [
      /^unknown not known: the frames per second of the camera yard are missing \(says no frame rate/,
      /^unknown not known whether it applies: the name of the camera others cannot be read/,
    ],
    starting: [
      /^unknown not known: the cameras of frigate cannot be read \(502, what stands before it could not reach it/,
    ],
    failing: [/^unknown not known: the cameras of frigate cannot be read \(answered 500\b/],
    empty: [/^unknown not known: the cameras of frigate are missing \(names no camera\)$/],
  };
  for (const form of Object.keys(table) as FrigateForm[]) {
    const server = await startFakeFrigate(form);
    const named = withFrigate([], await loadPacks(['platform'], { sets: { 'frigate-url': server.url } }));
    const requests = named.map((request) => ({ ...request, version: '>=0.16' }));
    const signal = new AbortController().signal;
    const target = await gatherServices(requests, packs, { timeout: 5, tokenOrigins: [], env: {}, signal });
    await server.stop();
    if (!('document' in target)) throw new Error('no document');
    t.ok(validate(target.document), form);
    const answered = !['login', 'starting', 'failing'].includes(form);
    t.equal('/services/frigate/version' in target.document.gaps, !answered, 'whatever it says of cameras');
    const [check] = packs.checks.filter(({ id }) => id === 'frigate.camera');
    const findings = await judgeHost({ ...packs, checks: check ? [check] : [] }, target.document, 'h');
    const told = findings
      .filter(({ status }) => status !== 'pass')
      .map(({ status, message }) => `${status} ${message}`);
    t.equal(told.length, table[form].length, form);
    t.match(told, table[form], form);
  }
  t.same(withFrigate([], packs), [], 'without a URL nothing is asked');
});

t.test('what is not installed is left out', async (t) => {
  const { argocd, cnpg, textfiles, ...facts } = base.facts;
  const gaps = Object.fromEntries(
    ['argocd', 'cnpg', 'textfiles'].map((area) => [`/${area}`, { reason: 'missing' as const }]),
  );
  const findings = await judgeHost(packs, { ...base, facts, gaps }, 'h');
  const left = findings.filter(({ check }) => /^(argocd|postgres|textfile)\./.test(check));
  t.same(new Set(left.map(({ status }) => status)), new Set(['skip']));
  t.equal(left.length, 7);
});

t.test('pods that there was no room for may be of the rollout', async (t) => {
  const gaps = { '/kubernetes/pods/troubled/others': { reason: 'unreadable', detail: 'there are 3 more' } as const };
  const findings = await judgeHost(packs, { ...base, gaps }, 'h');
  t.same(told(findings), { unknown: ['pod.rollout:others', 'pod.ready:others'] });
  t.equal(verdictOf({}, findings, {}), 'undetermined');
});

t.test('which namespaces block is said where something is in trouble in another one', async (t) => {
  const notes = async (situation: string, sets: Readonly<Record<string, string>> = {}, names = ['platform']) => {
    const host = { kind: 'host', name: 'h', document: documentOf(situation) } as const;
    const { targets } = await judgeTargets([host], await loadPacks(names, { sets }), {}, new Date());
    return (targets[0]?.notes ?? []).filter((note) => note.includes('rollout-namespaces'));
  };
  const mistyped = { 'rollout-namespaces': 'profilling' };
  const said =
    "Pods and workloads block in the rollout's own namespaces alone: profilling (rollout-namespaces); elsewhere they warn.";
  t.same(await notes('imagepull', mistyped), [said]);
  t.same(await notes('imagepull'), [], 'all that is in trouble blocks');
  t.match(await notes('crashloop'), [/alone: profiling \(/]);
  t.same(await notes('crashloop', { 'ignore-namespaces': '*' }), [], 'what is left out warns of nothing');
  t.same(await notes('healthy', mistyped), [], 'nothing is in trouble');
  t.same(await notes('imagepull', {}, ['profiling']), [], 'no check asks for it');
});

t.test('a finding tells what explains it, and names its runbook', async (t) => {
  const sets = { runbooks: 'https://docs.example/runbooks/' };
  const named = await loadPacks(['platform'], { sets });
  const findings = await judgeHost(named, documentOf('imagepull'), 'h');
  const [pod] = findings.filter(({ check }) => check === 'pod.rollout');
  t.match(
    pod?.message,
    /^pod profiling\/pyroscope-0 on ringtail: ImagePullBackOff, not ready for 30 min: Back-off .*no such host/,
  );
  t.match(
    pod?.evidence.map(({ fact }) => fact),
    [/state$/, /seconds$/, /because$/],
  );
  t.equal(pod?.runbook, 'https://docs.example/runbooks/runbook-pod-not-ready');
  const runbooks = new Set(packs.checks.map(({ runbook }) => runbook));
  const wanted = ['frigate-camera-down', 'pod-not-ready', 'argocd-out-of-sync', 'postgres-unhealthy', 'textfile-stale'];
  t.same([...runbooks].toSorted(), wanted.map((name) => `runbook-${name}`).toSorted());
});

t.test('every fact that is asked for has a name for people, and every title says what must hold', async (t) => {
  for (const check of packs.checks) {
    t.match(check.title, /\b(must|should)\b/, check.id);
    t.ok(check.say, `${check.id}: what was found, in few words`);
    t.ok(check.remedy?.text, `${check.id}: what to do next`);
    t.notMatch(check.risk, /^None/, `${check.id}: a risk that is none is not told`);
    for (const named of pointersOf(check)) {
      const pointer = named.startsWith('/') ? named : `${check.each}/KEY/${named}`;
      t.not(factName(pointer), pointer, check.id);
    }
  }
});

t.test('each finding says in few words which thing is in trouble, how, since when and why', async (t) => {
  const expected = [
    'node ringtail: not ready for 15 min (NodeStatusUnknown)',
    'node second reports MemoryPressure, DiskPressure',
    'node third is cordoned and takes no new pods',
    'pod profiling/pyroscope-0 on ringtail: CrashLoopBackOff, not ready for 1 min 40 s: pyroscope ended with 1 (Error), 5 restarts',
    'pod media/stuck-5b7c9-zz9lp on ringtail: ContainerCreating, not ready for 1 h 23 min: FailedMount: MountVolume.SetUp failed for volume "config" : configmap "stuck" not found',
    'pod media/ending-55c-ccccc on ringtail: Terminating, not ready for 1 h 6 min',
    'StatefulSet profiling/pyroscope: 1 of 2 pods are new, 2 available',
    'DaemonSet profiling/alloy-profiling: 1 of 1 pods are new, 1 available; its controller has not acted on its newest version',
    'Deployment frigate/frigate: 1 of 1 pods are new, 0 available; ProgressDeadlineExceeded',
    'application argocd/monitoring is OutOfSync, wanted at main; its last operation: Succeeded',
    'application argocd/broken is Unknown; its last operation: Error; ComparisonError',
    'database databases/app-db: Failing over: Failing over from app-db-1 to app-db-2: Get "(URL)": dial tcp (address): i/o timeout; primary app-db-1, wanted app-db-2',
    'database databases/app-db: 1 of 3 instances are ready; Failing over',
    'database databases/app-db: its last backup is 10 d 10 h old, wanted at most 1 d 12 h',
    'database databases/app-db cannot archive its log (WAL)',
  ];
  const found: string[] = [];
  for (const situation of readdirSync(clusters))
    for (const { status, message } of await judgeHost(packs, documentOf(situation), 'h'))
      if (status === 'fail') found.push(message);
  for (const message of expected) t.ok(found.includes(message), message);
  // Names of facts as the schema has them, and sentences made of them.
  t.same(
    found.filter((message) =>
      /, wanted (?!at )(?!app-db-2)|\/kubernetes|\b[a-z]+[A-Z]\w*\b(?!")/.test(message.replace(/"[^"]*"/g, '')),
    ),
    [],
  );
});

t.test('a database without a backup', async (t) => {
  const { facts } = documentOf('postgres');
  const database = { namespace: 'databases', name: 'app-db', ready: 3, backups: true };
  const part = { ...facts, cnpg: { clusters: { 'databases/app-db': database } } };
  const gaps = { '/cnpg/clusters/databases~1app-db/backupAge': { reason: 'missing' } } as const;
  const findings = await judgeHost(packs, { ...documentOf('postgres'), facts: part, gaps }, 'h');
  t.equal(
    findings.find(({ check }) => check === 'postgres.backup')?.message,
    'database databases/app-db has no completed backup',
  );
});

t.test('whatever things are called, their sentence is one line, and short', async (t) => {
  const evil = '\n[x]{state}\u001b[2J\u202e%s__proto__'.repeat(20).slice(0, 255);
  const pod = {
    namespace: 'profiling',
    name: evil,
    state: evil,
    seconds: 1e12,
    restarts: 0,
    because: evil,
    node: evil,
  };
  const pods = { total: 1, troubled: { [`profiling/${evil}`]: pod } };
  const facts = { ...base.facts, kubernetes: { ...base.facts.kubernetes, pods } };
  const findings = await judgeHost(packs, { ...base, facts }, 'h');
  const message = findings.find(({ status, check }) => status === 'fail' && check === 'pod.rollout')?.message ?? '';
  t.match(message, /^pod profiling\/\[x\]\{state\}\\x1b/, 'and nothing in a name is filled in');
  t.notMatch(message, /[\p{Cc}\p{Cf}]/u);
  t.ok(message.length < 1_500, `${message.length} characters`);
});
