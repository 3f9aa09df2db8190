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
    down: [
      'fail the frames per second of the camera door is 0, wanted at least 1 (parameter camera-min-fps); the skipped frames per second of the camera door is 4.5',
    ],
    login: [/^unknown not known: the cameras of frigate may not be read \(denied, 401, it/],
    old: [
      /^unknown not known: the cameras of frigate could not be looked at \(unsupported, answered 200 without a list/,
    ],
    odd: [
      /^unknown not known: the frames per second of the camera yard is missing \(says no frame rate/,
      /^unknown not known whether it applies: the name of the camera others cannot be read/,
    ],
    starting: [
      /^unknown not known: the cameras of frigate cannot be read \(502, what stands before it could not reach it/,
    ],
    failing: [/^unknown not known: the cameras of frigate cannot be read \(answered 500\b/],
  };
  for (const form of Object.keys(table) as FrigateForm[]) {
    const server = await startFakeFrigate(form);
    const requests = withFrigate([], await loadPacks(['platform'], { sets: { 'frigate-url': server.url } }));
    const signal = new AbortController().signal;
    const target = await gatherServices(requests, packs, { timeout: 5, tokenOrigins: [], env: {}, signal });
    await server.stop();
    if (!('document' in target)) throw new Error('no document');
    t.ok(validate(target.document), form);
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

t.test('a finding tells what explains it, and names its runbook', async (t) => {
  const sets = { runbooks: 'https://docs.example/runbooks/' };
  const named = await loadPacks(['platform'], { sets });
  const findings = await judgeHost(named, documentOf('imagepull'), 'h');
  const [pod] = findings.filter(({ check }) => check === 'pod.rollout');
  t.match(
    pod?.message,
    /^the pod profiling\/pyroscope-0 is ImagePullBackOff, wanted one that starts or ends; the reason .*no such host/,
  );
  t.match(
    pod?.evidence.map(({ fact }) => fact),
    [/state$/, /because$/],
  );
  t.equal(pod?.runbook, 'https://docs.example/runbooks/runbook-pod-not-ready');
  const runbooks = new Set(packs.checks.map(({ runbook }) => runbook));
  const wanted = ['frigate-camera-down', 'pod-not-ready', 'argocd-out-of-sync', 'postgres-unhealthy', 'textfile-stale'];
  t.same([...runbooks].toSorted(), wanted.map((name) => `runbook-${name}`).toSorted());
});

t.test('every fact that is asked for has a name for people, and every title says what must hold', async (t) => {
  for (const check of packs.checks) {
    t.match(check.title, /\b(must|should)\b/, check.id);
    t.ok(check.risk, `${check.id}: risk`);
    for (const named of pointersOf(check)) {
      const pointer = named.startsWith('/') ? named : `${check.each}/KEY/${named}`;
      t.not(factName(pointer), pointer, check.id);
    }
  }
});
