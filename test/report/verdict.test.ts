import t from 'tap';
import type { Finding, Target } from '../../src/generated/report-types.ts';
import { buildReport } from '../../src/report/build.ts';
import { notJudged } from '../../src/report/not-judged.ts';
import { exitCodeOf, type Judging } from '../../src/report/verdict.ts';

type Judged = `${Finding['axis']} ${Finding['severity']} ${Finding['status']}`;
/** With the id of a check of another pack than `profiling`, or without. */
type Short = Judged | `${Judged} ${string}.${string}`;

const axes = ['policy', 'function'] as const;
const severities = ['blocker', 'warning', 'info'] as const;
const statuses = ['pass', 'fail', 'unknown', 'skip', 'waived'] as const;

function finding(short: Short, target: string, index: number): Finding {
  const [axis, severity, status, named] = short.split(' ') as [
    Finding['axis'],
    Finding['severity'],
    Finding['status'],
    string | undefined,
  ];
  const check = named ?? `${axis[0]}.${index}`;
  return { id: `${check}:${target}`, check, target, status, severity, axis, title: 'T', message: 'm', evidence: [] };
}

type Hosts = Record<string, readonly Short[] | 'error' | 'stale'>;

const pack = (name: string) => ({ name, source: name, sha256: '0'.repeat(64) });

function report(hosts: Hosts, judging: Judging = {}, profiler = 'privileged', packs = ['profiling']) {
  const targets = Object.entries(hosts).map(([name, state]): Omit<Target, 'verdict'> => {
    if (state === 'error') return { kind: 'host', name, error: { kind: 'timeout', message: 'no answer' } };
    return state === 'stale' ? { kind: 'facts', name, stale: true } : { kind: 'host', name };
  });
  const findings = Object.entries(hosts).flatMap(([name, state]) =>
    typeof state === 'string' ? [] : state.map((short, index) => finding(short, name, index)),
  );
  const tool = { version: '0', packs: packs.map(pack), parameters: { profiler } };
  return buildReport({ tool, startedAt: new Date(0), durationMs: 1, targets, findings, ...judging });
}

t.test('one finding: every axis, severity and status, narrowed, strict or not', async (t) => {
  for (const axis of axes)
    for (const severity of severities)
      for (const status of statuses)
        for (const only of [undefined, ...axes])
          for (const strict of [false, true]) {
            const counts = (only ?? axis) === axis && (severity === 'blocker' || (strict && severity === 'warning'));
            const isJudged = (only ?? axis) === axis && !['skip', 'unknown'].includes(status);
            const code = counts && status === 'fail' ? 1 : isJudged ? 0 : 3;
            const judging = { strict, ...(only === undefined ? {} : { axis: only }) };
            const short: Short = `${axis} ${severity} ${status}`;
            t.equal(exitCodeOf(report({ a: [short] }, judging)), code, `${short} ${JSON.stringify(judging)}`);
          }
});

t.test('several: 1 before 3 before 0, in any order', async (t) => {
  const ready: readonly Short[] = ['policy blocker pass'];
  const blocked: readonly Short[] = ['policy blocker fail'];
  const unknown: readonly Short[] = ['function blocker unknown'];
  const table: [string, Hosts, number][] = [
    ['ready', { a: ready, b: ready }, 0],
    ['blocked and unreachable', { a: blocked, b: 'error' }, 1],
    ['unreachable and blocked', { a: 'error', b: blocked }, 1],
    ['ready and unreachable', { a: ready, b: 'error' }, 3],
    ['ready and unknown', { a: ready, b: unknown }, 3],
    ['ready and too old', { a: ready, b: 'stale' }, 3],
    ['unknown and blocked in one host', { a: [...unknown, ...blocked] }, 1],
    ['no target at all', {}, 3],
  ];
  for (const [name, hosts, code] of table) t.equal(exitCodeOf(report(hosts)), code, name);
});

t.test('a target of which nothing was judged is not ready, and the report says why', async (t) => {
  const about = ' Name a pack that is';
  // What was found, narrowed to, why it is not ready; nothing: it is.
  const table: readonly (readonly [readonly Short[], Judging, string?])[] = [
    [[], {}, `no check is about it.${about}`],
    [
      ['policy blocker skip', 'function warning skip'],
      {},
      `no check could be judged: of 2 checks, 2 skipped.${about} about it`,
    ],
    [
      ['policy warning unknown', 'policy blocker skip'],
      {},
      `no check could be judged: of 2 checks, 1 skipped and 1 not known.${about} about it`,
    ],
    [['policy blocker pass'], { axis: 'function' }, `no check of the function axis is about it.${about}`],
    [['policy warning pass', 'policy blocker skip'], {}],
    [['function blocker waived'], {}],
  ];
  for (const kind of ['host', 'facts', 'closure', 'service'] as const)
    for (const [shorts, judging, why] of table) {
      const findings = shorts.map((short, index) => finding(short, 'a', index));
      const tool = { version: '0', packs: [], parameters: {} };
      const frame = { tool, startedAt: new Date(0), durationMs: 0, ...judging };
      const built = buildReport({ ...frame, targets: [{ kind, name: 'a' }], findings });
      t.equal(built.verdict, why === undefined ? 'ready' : 'undetermined', `${kind} ${shorts.join(', ')}`);
      const told = built.findings.filter(({ check }) => check === 'preflight.not-judged');
      t.same(
        told.map(({ message, axis }) => [message, axis]),
        why === undefined ? [] : [[why, judging.axis ?? 'function']],
      );
      if (why !== undefined) t.match(built.summary.sentence, `not known: ${why}`);
      const again = buildReport({ ...frame, targets: [{ kind, name: 'a' }], findings: built.findings });
      t.same(again.findings, built.findings, 'said once');
    }
});

t.test('what was not judged is not ready on either axis', async (t) => {
  for (const axis of axes)
    for (const kind of ['file', 'branch', 'host'] as const) {
      const built = buildReport({
        tool: { version: '0', packs: [], parameters: {} },
        startedAt: new Date(0),
        durationMs: 0,
        targets: [{ kind, name: 'a' }],
        findings: [notJudged('a', 'nothing is there')],
        axis,
      });
      t.equal(built.verdict, 'undetermined', `${kind} ${axis}`);
      t.equal(built.findings.length, 1);
    }
});

t.test('old facts prove nothing, not even that a host is blocked', async (t) => {
  const targets = [{ kind: 'facts', name: 'a', stale: true }] as const;
  const findings = [finding('policy blocker fail', 'a', 0)];
  const tool = { version: '0', packs: [], parameters: {} };
  t.equal(buildReport({ tool, startedAt: new Date(0), durationMs: 0, targets, findings }).verdict, 'undetermined');
});

t.test('counts keep skip and waived apart', async (t) => {
  const { summary } = report({ a: ['policy blocker skip', 'policy blocker waived', 'function info fail'] });
  t.same(summary.policy.blocker, { pass: 0, fail: 0, unknown: 0, skip: 1, waived: 1 });
  t.same(summary.function.info, { pass: 0, fail: 1, unknown: 0, skip: 0, waived: 0 });
});

t.test('the sentence says what the difference between the axes means', async (t) => {
  const bad = ['policy blocker fail', 'policy blocker fail'] as const;
  const table: [Hosts, Judging, string][] = [
    [{ a: [...bad, 'function blocker pass'] }, {}, 'policy: 2 violations; a privileged pod would work'],
    [{ a: bad }, {}, 'policy: 2 violations; function was not checked'],
    [
      { a: ['policy blocker fail', 'function blocker fail'] },
      {},
      'policy: 1 violation, and the profiler would fail: f.1',
    ],
    [
      { a: ['policy blocker fail', 'function blocker unknown'] },
      {},
      'policy: 1 violation; whether a privileged pod would work is not known (f.1)',
    ],
    [{ a: ['policy blocker pass', 'function blocker fail'] }, {}, 'policy holds, but the profiler would fail: f.1'],
    [{ a: ['function blocker fail'] }, {}, 'policy was not checked, but the profiler would fail: f.0'],
    [
      { a: ['policy blocker unknown', 'function blocker fail'] },
      {},
      'the profiler would fail: f.1; whether policy holds is not known (p.0)',
    ],
    [
      { a: ['policy blocker unknown', 'function blocker pass'] },
      {},
      'not known: whether policy holds (p.0); a privileged pod would work',
    ],
    [
      { a: ['policy blocker unknown', 'function blocker unknown'] },
      {},
      'not known: whether policy holds (p.0) and whether a privileged pod would work (f.1)',
    ],
    [
      { a: ['policy blocker pass', 'function blocker unknown'] },
      {},
      'not known: whether a privileged pod would work (f.1); policy holds',
    ],
    [{ a: ['policy blocker pass', 'function blocker pass'] }, {}, 'policy holds and a privileged pod would work'],
    [
      { a: ['policy blocker pass', 'function blocker pass', 'policy warning fail', 'policy blocker waived'] },
      {},
      'policy holds and a privileged pod would work; 1 warning; 1 waived',
    ],
    [
      { a: ['policy blocker pass', 'function blocker pass', 'policy warning fail'] },
      { strict: true },
      'policy: 1 violation; a privileged pod would work',
    ],
    [
      { a: ['policy blocker fail', 'function blocker pass'] },
      { axis: 'function' },
      'a privileged pod would work (the verdict counts the function axis alone)',
    ],
    [
      { a: Array.from({ length: 5 }, () => 'function blocker fail' as const) },
      {},
      'policy was not checked, but the profiler would fail: f.0, f.1 and 3 more',
    ],
    [{ a: ['policy info pass'] }, {}, 'nothing that decides was checked'],
    [
      { a: ['policy warning pass', 'function blocker pass'] },
      {},
      'policy has nothing that decides; a privileged pod would work',
    ],
    [
      { a: ['policy warning fail', 'function blocker fail'] },
      {},
      'policy has nothing that decides, but the profiler would fail: f.1; 1 warning',
    ],
    [
      { a: ['policy warning skip', 'function blocker pass'] },
      {},
      'policy was not checked; a privileged pod would work',
    ],
    [{ a: 'error' }, {}, 'not known: a could not be examined (timeout)'],
    [{ a: 'stale' }, {}, 'not known: the facts of a are too old to judge by'],
    [{}, {}, 'not known: nothing was examined'],
    [
      {
        a: ['policy blocker pass'],
        b: [...bad, 'function blocker pass'],
        c: ['policy blocker fail', 'function blocker fail'],
        d: 'error',
      },
      {},
      '4 hosts: 1 ready, 2 blocked (b, c), 1 not known (d); policy alone blocks b',
    ],
  ];
  for (const [hosts, judging, sentence] of table) t.equal(report(hosts, judging).summary.sentence, sentence);
  t.equal(
    report({ a: ['policy blocker pass', 'function blocker pass'] }, {}, 'capabilities').summary.sentence,
    'policy holds and the profiler would work',
    'only a privileged profiler is called a pod',
  );
});

t.test('packs that judge no profiler say nothing of one', async (t) => {
  const table: [readonly Short[], Judging, string][] = [
    [['policy warning pass', 'function blocker pass'], {}, 'nothing wrong'],
    [['function blocker fail', 'policy warning fail', 'function warning fail'], {}, '1 blocker, 2 warnings'],
    [['function blocker fail', 'policy blocker fail'], { axis: 'policy' }, '1 blocker'],
    [['policy blocker unknown', 'policy warning unknown'], {}, 'not known: 1 blocker, 1 warning'],
    [['function blocker fail', 'policy blocker unknown'], {}, '1 blocker; not known: 1 blocker'],
    [['function blocker pass', 'policy blocker waived'], {}, '1 waived'],
    [[], {}, 'not known: no check is about it. Name a pack that is'],
  ];
  const aside = ' (the verdict counts the policy axis alone)';
  for (const [findings, judging, sentence] of table)
    t.equal(
      report({ a: findings }, judging, 'privileged', ['platform', 'stack']).summary.sentence,
      `${sentence}${judging.axis === undefined ? '' : aside}`,
    );
  t.equal(
    report({ a: ['function blocker fail'] }, {}, 'privileged', ['profiling', 'house']).summary.sentence,
    'policy was not checked, but the profiler would fail: f.0',
    'a pack that extends profiling stands beside it',
  );
});

t.test('what is around the rollout is counted beside what is said of the profiler', async (t) => {
  const well = ['policy blocker pass', 'function blocker pass'] as const;
  const table: [readonly Short[], Judging, string][] = [
    [
      [...well, 'function blocker pass node.ready'],
      {},
      'policy holds and a privileged pod would work; around the rollout: nothing wrong',
    ],
    [
      [...well, 'function blocker fail pod.rollout', 'policy warning fail pod.ready'],
      {},
      'policy holds and a privileged pod would work; around the rollout: 1 blocker, 1 warning',
    ],
    [
      ['policy blocker fail', 'function blocker pass', 'function blocker unknown loki.ready'],
      {},
      'policy: 1 violation; a privileged pod would work; around the rollout: not known: 1 blocker',
    ],
    [
      [
        'policy warning fail',
        'function blocker pass',
        'policy warning waived argocd.synced',
        'policy info fail grafana.token',
      ],
      {},
      'policy has nothing that decides; a privileged pod would work; 1 warning; around the rollout: 1 note, 1 waived',
    ],
    [['function blocker fail node.ready'], {}, '1 blocker'],
    [
      ['function blocker skip frigate.camera', ...well],
      {},
      'policy holds and a privileged pod would work; around the rollout: nothing was checked',
    ],
    [
      [...well, 'function blocker fail pod.rollout'],
      { axis: 'policy' },
      'policy holds (the verdict counts the policy axis alone)',
    ],
    [
      [...well, 'policy warning fail pod.ready'],
      { strict: true },
      'policy holds and a privileged pod would work; around the rollout: 1 warning',
    ],
  ];
  for (const [findings, judging, sentence] of table)
    t.equal(report({ a: findings }, judging, 'privileged', ['profiling', 'platform']).summary.sentence, sentence);
  const blockedByPolicy = ['policy blocker fail', 'function blocker pass'] as const;
  const many = report(
    {
      a: blockedByPolicy,
      b: [...blockedByPolicy, 'function blocker fail node.ready'],
      c: ['policy blocker fail pod.ready', 'function blocker pass node.ready'],
    },
    {},
    'privileged',
    ['profiling', 'platform'],
  );
  t.equal(many.summary.sentence, '3 hosts: 3 blocked (a, b, c); policy alone blocks a');
  const others = report({ a: blockedByPolicy, b: ['policy blocker pass'] }, {}, 'privileged', ['platform']);
  t.equal(others.summary.sentence, '2 hosts: 1 ready, 1 blocked (a)', 'policy is a word of the pack profiling');
});
