import fc from 'fast-check';
import t from 'tap';
import { dayEnd, daysLeft } from '../../src/base/utc-day.ts';
import type { Finding, Target } from '../../src/generated/report-types.ts';
import { buildReport } from '../../src/report/build.ts';
import { type WaiveInput, type Waiver, waive } from '../../src/report/waivers.ts';
import { formats, loadWriter } from '../../src/report/writer.ts';

const now = new Date('2026-11-03T09:12:44.120Z');

function finding(check: string, target: string, more: Partial<Finding> = {}): Finding {
  const { location } = more;
  return {
    id: `${check}:${target}${location ? `:${location.file}` : ''}`,
    check,
    target,
    status: 'fail',
    severity: 'blocker',
    axis: 'policy',
    title: 'T',
    message: 'm',
    evidence: [],
    ...more,
  };
}

function waiver(check: string, more: Partial<Waiver> = {}): Waiver {
  return { check, reason: 'agreed', until: '2026-12-31', location: { file: 'preflight.yaml', line: 3 }, ...more };
}

type Given = Partial<WaiveInput> & Pick<WaiveInput, 'waivers'>;

const hosts: WaiveInput['targets'] = [
  { kind: 'host', name: 'ringtail' },
  { kind: 'host', name: 'civet' },
  { kind: 'closure', name: 'ringtail after', host: 'ringtail' },
  { kind: 'file', name: 'deploy', files: ['deploy/a.alloy', 'deploy/b.alloy'] },
];
const findings = [
  finding('sysctl.kptr', 'ringtail'),
  finding('sysctl.kptr', 'civet', { status: 'unknown' }),
  finding('sysctl.perf', 'ringtail', { status: 'pass' }),
  finding('sysctl.next', 'ringtail after'),
  finding('alloy.unknown', 'deploy', { location: { file: 'deploy/a.alloy', line: 1 } }),
  finding('alloy.unknown', 'deploy', { location: { file: 'deploy/b.alloy', line: 1 } }),
];
const checks = new Set(['sysctl.kptr', 'sysctl.perf', 'alloy.unknown', 'rebase.conflict']);

function run(given: Given) {
  return waive({ findings, targets: hosts, now, checks, isWhole: true, target: 'preflight.yaml', ...given });
}

function said({ faults }: ReturnType<typeof waive>): string[] {
  return faults.map(({ check, message }) => `${check.replace('preflight.waiver-', '')}: ${message}`);
}

function waivedIds({ findings }: ReturnType<typeof waive>): string[] {
  return findings.filter(({ status }) => status === 'waived').map(({ id }) => id);
}

t.test('what a waiver covers', async (t) => {
  const table: [Waiver, string[]][] = [
    [waiver('sysctl.kptr'), ['sysctl.kptr:ringtail', 'sysctl.kptr:civet']],
    [waiver('sysctl.kptr', { host: 'ringtail' }), ['sysctl.kptr:ringtail']],
    [waiver('sysctl.kptr', { host: 'ring' }), []],
    [waiver('sysctl'), []],
    [waiver('alloy.unknown', { file: 'deploy/a.alloy' }), ['alloy.unknown:deploy:deploy/a.alloy']],
    [waiver('alloy.unknown', { file: 'deploy' }), []],
    [waiver('alloy.unknown', { host: 'deploy' }), []],
    [waiver('alloy.unknown', { host: 'ringtail', file: 'deploy/a.alloy' }), []],
    [waiver('sysctl.perf'), []],
    [waiver('sysctl.next', { host: 'ringtail' }), ['sysctl.next:ringtail after']],
    [waiver('__proto__'), []],
  ];
  for (const [one, ids] of table) t.same(waivedIds(run({ waivers: [one] })), ids, JSON.stringify(one));
});

t.test('a file in which nothing has a place is named as its target', async (t) => {
  const targets: WaiveInput['targets'] = [{ kind: 'file', name: 'a.yaml' }];
  const given = { targets, findings: [finding('x.y', 'a.yaml')], waivers: [waiver('x.y', { file: 'a.yaml' })] };
  t.same(waivedIds(run(given)), ['x.y:a.yaml']);
});

t.test('what is not known is waived, and the report says that it is not known', async (t) => {
  const { findings } = run({ waivers: [waiver('sysctl.kptr')] });
  t.same(findings[0]?.waiver, { reason: 'agreed', until: '2026-12-31', status: 'fail' });
  t.same(findings[1]?.waiver, { reason: 'agreed', until: '2026-12-31', status: 'unknown' });
});

t.test('the last day counts to its last millisecond in UTC, in every time zone', async (t) => {
  const before = process.env.TZ;
  t.teardown(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });
  const table: [string, string, number][] = [
    ['2026-12-31', '2026-12-23T23:59:59.999Z', 8],
    ['2026-12-31', '2026-12-24T00:00:00.000Z', 7],
    ['2026-12-31', '2026-12-30T23:59:59.999Z', 1],
    ['2026-12-31', '2026-12-31T00:00:00.000Z', 0],
    ['2026-12-31', '2026-12-31T23:59:59.999Z', 0],
    ['2026-12-31', '2027-01-01T00:00:00.000Z', -1],
    ['2024-02-29', '2024-02-29T23:59:59.999Z', 0],
    ['2024-02-29', '2024-03-01T00:00:00.000Z', -1],
    // Clocks are changed on this day in Europe.
    ['2026-10-25', '2026-10-25T23:59:59.999Z', 0],
    ['2026-10-25', '2026-10-26T00:00:00.000Z', -1],
  ];
  for (const zone of [
    'UTC',
    'Pacific/Kiritimati',
    'Pacific/Niue',
    'Asia/Kolkata',
    'Europe/Berlin',
    'America/New_York',
  ]) {
    process.env.TZ = zone;
    for (const [until, moment, left] of table) {
      t.equal(daysLeft(until, new Date(moment)), left, `${zone} ${moment}`);
      const waived = run({ now: new Date(moment), waivers: [waiver('sysctl.kptr', { host: 'ringtail', until })] });
      t.equal(waived.findings[0]?.status, left < 0 ? 'fail' : 'waived', `${zone} ${moment}`);
      t.same(
        waived.faults.map(({ check }) => check),
        left < 0 ? ['preflight.waiver-expired'] : left <= 7 ? ['preflight.waiver-ends-soon'] : [],
        `${zone} ${moment}`,
      );
    }
  }
  process.env.TZ = 'Pacific/Kiritimati';
  t.equal(new Date('2026-12-31T12:00:00Z').getDate(), 1, 'the zone was in force');
});

t.test('what is no day', async (t) => {
  for (const text of [
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '2026-12-31T00:00:00Z',
    '26-12-31',
    ' 2026-12-31',
    '+002026-12-31',
    '',
  ])
    t.equal(dayEnd(text), undefined, text);
  t.equal(dayEnd('2024-02-29'), Date.UTC(2024, 2, 1));
  t.equal(dayEnd('2023-02-29'), undefined);
  const waived = run({ waivers: [waiver('sysctl.kptr', { until: '2027-02-30' })] });
  t.same(waivedIds(waived), [], 'and it waives nothing');
  t.match(said(waived), ['expired: the waiver of sysctl.kptr ended on 2027-02-30: 2 findings count again']);
});

t.test('what is wrong with waivers', async (t) => {
  const unreachable = { kind: 'host', name: 'civet', error: { kind: 'timeout', message: 'm' } } as const;
  const table: [string, Given, string[]][] = [
    ['nothing', { waivers: [waiver('sysctl.kptr')] }, []],
    [
      'expired',
      { waivers: [waiver('sysctl.kptr', { until: '2026-11-02' })] },
      ['expired: the waiver of sysctl.kptr ended on 2026-11-02: 2 findings count again'],
    ],
    [
      'expired, and renewed by another one',
      { waivers: [waiver('sysctl.kptr', { until: '2026-11-02' }), waiver('sysctl.kptr')] },
      ['expired: the waiver of sysctl.kptr ended on 2026-11-02, and another one has taken its place'],
    ],
    [
      'its last day',
      { waivers: [waiver('sysctl.kptr', { host: 'ringtail', until: '2026-11-03' })] },
      [
        'ends-soon: the waiver of sysctl.kptr on ringtail ends on 2026-11-03, today: what it waives fails from the day after',
      ],
    ],
    [
      'an unknown check',
      { waivers: [waiver('sysctl.kprt', { until: '2020-01-01' })] },
      ['unknown-check: there is no check sysctl.kprt'],
    ],
    [
      'a check that nobody knows of and that was found all the same',
      { waivers: [waiver('sysctl.kptr')], checks: new Set() },
      [],
    ],
    [
      'a check that passes',
      { waivers: [waiver('sysctl.perf')] },
      ['unmatched: the waiver of sysctl.perf waives nothing: the check does not fail'],
    ],
    [
      'a host that is not there',
      { waivers: [waiver('sysctl.kptr', { host: 'ringtali' })] },
      ['unmatched: the waiver of sysctl.kptr on ringtali waives nothing: nothing of it was found'],
    ],
    [
      'a file that is not there, long ago',
      { waivers: [waiver('alloy.unknown', { file: 'deploy/c.alloy', until: '2026-01-01' })] },
      [
        'unmatched: the waiver of alloy.unknown in deploy/c.alloy waives nothing and ended on 2026-01-01: nothing of it was found',
      ],
    ],
    [
      'a host that could not be examined',
      { waivers: [waiver('sysctl.perf', { host: 'civet' })], targets: [unreachable] },
      [],
    ],
    [
      'anywhere, and one host could not be examined',
      { waivers: [waiver('sysctl.perf')], targets: [...hosts, unreachable] },
      [],
    ],
    [
      'a host whose closure could not be read',
      {
        waivers: [waiver('sysctl.perf', { host: 'ringtail' })],
        targets: [...hosts, { ...unreachable, kind: 'closure', name: 'ringtail after', host: 'ringtail' }],
      },
      [],
    ],
    [
      'a host of another part',
      {
        waivers: [waiver('sysctl.kptr', { host: 'genet' }), waiver('rebase.conflict', { file: 'deploy/a.alloy' })],
        isWhole: false,
      },
      [],
    ],
    [
      'a part was left out, and the file was read',
      {
        waivers: [waiver('alloy.unknown', { file: 'deploy/c.alloy' })],
        targets: [{ kind: 'file', name: 'c', files: ['deploy/c.alloy'] }],
        isWhole: false,
      },
      ['unmatched: the waiver of alloy.unknown in deploy/c.alloy waives nothing: nothing of it was found'],
    ],
    [
      'what is found about preflight.yaml itself',
      {
        waivers: [waiver('preflight.weakened')],
        findings: [finding('preflight.weakened', 'preflight.yaml')],
        checks: new Set(['preflight.weakened']),
      },
      [
        'unknown-check: the waiver of preflight.weakened waives nothing: what is found about this file cannot be waived in it',
      ],
    ],
  ];
  for (const [name, given, expected] of table) {
    const waived = run(given);
    t.same(said(waived), expected, name);
    for (const fault of waived.faults)
      t.match(fault, { target: 'preflight.yaml', location: { line: 3 }, status: 'fail' });
    t.equal(new Set(waived.faults.map(({ severity }) => severity)).size, waived.faults.length > 0 ? 1 : 0, name);
  }
  const [near] = run({ waivers: [waiver('sysctl.kprt')] }).faults;
  t.equal(near?.remedy?.text, 'The ids are those of `preflight list`. Did you mean "sysctl.kptr"?');
  const [host] = run({ waivers: [waiver('sysctl.kptr', { host: 'ringtali' })] }).faults;
  t.match(host?.remedy?.text, /Did you mean "ringtail"\?/);
  const kept = run({
    waivers: [waiver('preflight.weakened')],
    findings: [finding('preflight.weakened', 'preflight.yaml')],
  });
  t.equal(kept.findings[0]?.status, 'fail', 'and it keeps deciding');
});

t.test('of several waivers the one that holds longest is shown', async (t) => {
  const waivers = [
    waiver('sysctl.kptr', { until: '2026-11-20', reason: 'a' }),
    waiver('sysctl.kptr', { reason: 'b', host: 'ringtail' }),
  ];
  for (const given of [waivers, waivers.toReversed()]) {
    const { findings, faults } = run({ waivers: given });
    t.match(findings[0]?.waiver, { reason: 'b' });
    t.match(findings[1]?.waiver, { reason: 'a' });
    t.same(faults, []);
  }
});

const name = fc.constantFrom('a', 'b', 'c.d', '__proto__', 'preflight.x', 'constructor');
const day = fc.constantFrom('2026-11-02', '2026-11-03', '2026-11-10', '2027-01-01', 'soon', '9999-12-31');
const anyWaiver = fc.record(
  { check: name, host: name, file: name, reason: fc.string(), until: day, location: fc.constant({ file: 'p' }) },
  { requiredKeys: ['check', 'reason', 'until', 'location'] },
);
const anyFinding = fc
  .record({
    check: name,
    target: name,
    status: fc.constantFrom('pass', 'fail', 'unknown', 'skip'),
    severity: fc.constantFrom('blocker', 'warning', 'info'),
    file: fc.option(name, { nil: undefined }),
  })
  .map(
    ({ file, check, target, ...more }) =>
      finding(check, target, { ...more, ...(file === undefined ? {} : { location: { file } }) }) as Finding,
  );
const anyTargets = fc.array(
  fc.record({ kind: fc.constantFrom('host', 'file', 'branch', 'service'), name }) as fc.Arbitrary<
    Pick<Target, 'kind' | 'name'>
  >,
  { maxLength: 4 },
);

t.test('whatever is waived', async (t) => {
  fc.assert(
    fc.property(
      fc.array(anyWaiver, { maxLength: 5 }),
      fc.array(anyFinding, { maxLength: 8 }),
      anyTargets,
      fc.boolean(),
      (waivers, given, targets, isWhole) => {
        const input = { waivers, findings: given, targets, isWhole, now, checks, target: 'p' };
        const { findings, faults } = waive(input);
        t.same(
          findings.map(({ status: _, waiver: __, ...rest }) => rest),
          given.map(({ status: _, ...rest }) => rest),
        );
        for (const [index, { status, check, waiver }] of findings.entries()) {
          const was = given[index]?.status;
          if (status !== was) {
            t.ok(status === 'waived' && (was === 'fail' || was === 'unknown') && !check.startsWith('preflight.'));
            t.equal(waiver?.status, was);
            t.ok(
              waivers.some(
                (one) => one.check === check && one.reason === waiver?.reason && (daysLeft(one.until, now) ?? -1) >= 0,
              ),
            );
          }
        }
        t.ok(faults.length <= waivers.length, 'one thing is said of each waiver at most');
        t.same(waive({ ...input, findings }).findings, findings, 'again, it changes nothing');
        const code = (all: readonly Finding[]) => {
          const { verdict } = buildReport({
            tool: { version: '0', packs: [], parameters: {} },
            startedAt: now,
            durationMs: 0,
            targets,
            findings: all,
          });
          return ['ready', 'undetermined', 'blocked'].indexOf(verdict);
        };
        t.ok(code(findings) <= code(given), 'it is never worse with a waiver');
        t.same(waive({ ...input, waivers: [] }), { findings: given, faults: [] }, 'without waivers, nothing changes');
      },
    ),
    { numRuns: 300 },
  );
});

t.test('every format shows what is waived, why, and how long; and what is waived no more', async (t) => {
  const given = [
    ...findings,
    finding('alloy.gone', 'deploy', { location: { file: 'deploy/a.alloy', line: 2 }, status: 'unknown' }),
  ];
  const waivers = [
    waiver('sysctl.kptr', { host: 'ringtail', reason: 'agreed with the owner', until: '2026-11-30' }),
    waiver('alloy.unknown', { reason: 'the component comes later', until: '2026-11-20' }),
    waiver('alloy.gone', { reason: 'nobody looked', until: '2026-11-02' }),
  ];
  const waived = run({ waivers, findings: given, checks: new Set([...checks, 'alloy.gone']) });
  for (const [set, count] of [
    [hosts, 3],
    [hosts.filter(({ kind }) => kind === 'file'), 2],
  ] as const) {
    const names = new Set(set.map(({ name }) => name));
    const report = buildReport({
      tool: { version: '0', packs: [], parameters: {} },
      startedAt: now,
      durationMs: 1,
      targets: set.map((target) => ({ ...target, ...(target.files ? { files: [...target.files] } : {}) })),
      findings: waived.findings.filter(({ target }) => names.has(target)),
    });
    for (const format of formats) {
      const text = (await loadWriter(format)).write(report, { width: 400, color: false });
      const plain = text
        .replace(/\s+/g, ' ')
        .replace(/<!-- -->|\\/g, '')
        .replaceAll('&#39;', "'");
      if (count === 3) t.match(plain, /agreed with the owner/, `${format}: the reason`);
      t.match(plain, /the component comes later/, `${format}: the reason in a file`);
      if (format === 'json') t.match(plain, /"until": "2026-11-20"/);
      else if (format === 'textfile')
        t.match(plain, /preflight_waiver_end_timestamp_seconds\{.*comes later"\} 1795219200/);
      else {
        t.match(plain, /17 days left/, `${format}: the days`);
        t.match(plain, /ended on 2026-11-02: nobody looked/, `${format}: what is waived no more`);
      }
    }
  }
});
