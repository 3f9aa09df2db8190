import fc from 'fast-check';
import t from 'tap';
import type { Finding, Report, Target } from '../../src/generated/report-types.ts';
import { withBaseline } from '../../src/report/baseline.ts';
import { buildReport, type TargetInput } from '../../src/report/build.ts';
import { commonTargets, compareReports } from '../../src/report/compare.ts';
import { diffOf } from '../../src/report/diff/diff.ts';
import { diffMarkdown } from '../../src/report/diff/markdown.ts';
import { diffPretty } from '../../src/report/diff/pretty.ts';
import { numbered } from '../../src/report/numbered.ts';
import type { Judging } from '../../src/report/verdict.ts';
import { exitCodeOf } from '../../src/report/verdict.ts';
import { formats, loadWriter } from '../../src/report/writer.ts';
import { fixtureReports } from './support/reports.ts';

/** `blocker fail`, or with a message: `blocker fail m`. */
type Short = string;

const kindOf = (name: string): Target['kind'] => (name.startsWith('f') ? 'file' : 'host');

function finding(target: string, check: string, short: Short): Finding {
  const [severity, status, message = 'm', waived] = short.split(' ');
  return {
    id: `${check}:${target}`,
    check,
    target,
    status: status as Finding['status'],
    severity: severity as Finding['severity'],
    axis: 'policy',
    title: 'T',
    message,
    evidence: [],
    ...(kindOf(target) === 'file' ? { location: { file: target, line: 1 } } : {}),
    ...(status === 'waived' ? { waiver: { reason: 'r', status: waived === 'unknown' ? 'unknown' : 'fail' } } : {}),
  };
}

type Given = Record<string, Record<string, Short | readonly Short[]> | 'error' | 'stale'>;

function report(given: Given, judging: Judging = {}): Report {
  const targets = Object.entries(given).map(([name, state]): TargetInput => {
    const kind = kindOf(name);
    if (state === 'error') return { kind, name, error: { kind: 'timeout', message: 'no answer' } };
    return state === 'stale' ? { kind, name, stale: true } : { kind, name };
  });
  const findings = Object.entries(given).flatMap(([name, checks]) =>
    typeof checks === 'string'
      ? []
      : Object.entries(checks).flatMap(([check, all]) => [all].flat().map((short) => finding(name, check, short))),
  );
  return buildReport({
    tool: {
      version: '0.1.0',
      packs: [{ name: 'profiling', source: 'profiling', sha256: '0'.repeat(64) }],
      parameters: { profiler: 'privileged' },
    },
    startedAt: new Date('2026-11-03T09:00:00Z'),
    durationMs: 5,
    targets,
    findings: numbered(findings),
    ...judging,
  });
}

/** `new x:h`, … */
function states(before: Given, after: Given): string[] {
  return compareReports(report(before), report(after)).map(
    ({ state, before: was, after: is, isOld }) => `${state} ${(is ?? was)?.id}${isOld ? ' old' : ''}`,
  );
}

t.test('new, gone, changed, unchanged, not examined', async (t) => {
  const bad = 'blocker fail';
  const table: [string, Given, Given, string[]][] = [
    ['nothing', { f: {} }, { f: {} }, []],
    ['the same', { h: { x: bad } }, { h: { x: bad } }, ['unchanged x:h old']],
    ['another message', { h: { x: bad } }, { h: { x: `${bad} n` } }, ['changed x:h old']],
    ['it fails now', { h: { x: 'blocker pass' } }, { h: { x: bad } }, ['new x:h']],
    ['it passes now', { h: { x: bad } }, { h: { x: 'blocker pass' } }, ['gone x:h']],
    [
      'it is skipped now',
      { h: { x: bad, y: 'blocker pass' } },
      { h: { x: 'blocker skip', y: 'blocker pass' } },
      ['not-examined x:h'],
    ],
    [
      'everything is skipped now',
      { h: { x: bad } },
      { h: { x: 'blocker skip' } },
      ['new preflight.not-judged:h', 'not-examined x:h'],
    ],
    ['it was unknown', { h: { x: 'blocker unknown' } }, { h: { x: bad } }, ['changed x:h']],
    ['it is unknown now', { h: { x: bad } }, { h: { x: 'blocker unknown' } }, ['changed x:h']],
    ['it was waived', { h: { x: 'blocker waived' } }, { h: { x: bad } }, ['changed x:h']],
    ['it is waived now', { h: { x: bad } }, { h: { x: 'blocker waived' } }, ['changed x:h']],
    ['it was a warning', { h: { x: 'warning fail' } }, { h: { x: bad } }, ['changed x:h']],
    ['it is a warning now', { h: { x: bad } }, { h: { x: 'warning fail' } }, ['changed x:h old']],
    ['the host does not answer', { h: { x: bad } }, { h: 'error' }, ['not-examined x:h']],
    ['the facts are too old', { h: { x: bad } }, { h: 'stale' }, ['not-examined x:h']],
    ['the host was not asked', { h: { x: bad }, f: {} }, { f: {} }, ['not-examined x:h']],
    ['the host did not answer then', { h: 'error' }, { h: { x: bad } }, ['new x:h']],
    ['the check is not in the pack any more', { h: { x: bad } }, { h: { y: 'blocker pass' } }, ['not-examined x:h']],
    ['a file is mended', { f: { x: bad } }, { f: {} }, ['gone x:f']],
    ['a file cannot be read', { f: { x: bad } }, { f: { y: 'blocker unknown' } }, ['new y:f', 'not-examined x:f']],
    [
      'and somebody waived that',
      { f: { x: bad } },
      { f: { y: 'blocker waived m unknown' } },
      ['new y:f', 'not-examined x:f'],
    ],
    ['a file is not among them', { f: { x: bad }, f2: {} }, { f2: {} }, ['not-examined x:f']],
    [
      'one of two is mended',
      { f: { x: [`${bad} a`, `${bad} b`] } },
      { f: { x: `${bad} b` } },
      ['unchanged x:f old', 'gone x:f'],
    ],
    [
      'a third one',
      { f: { x: [`${bad} a`, `${bad} b`] } },
      { f: { x: [`${bad} n`, `${bad} a`, `${bad} b`] } },
      ['new x:f', 'unchanged x:f#2 old', 'unchanged x:f#3 old'],
    ],
    [
      'only counted, and one more',
      { f: { 'a.more-findings': `${bad} 1` } },
      { f: { 'a.more-findings': `${bad} 2` } },
      ['changed a.more-findings:f'],
    ],
    [
      'others have pushed it out of the list',
      { f: { x: bad } },
      { f: { y: bad, 'a.more-findings': `${bad} 1` } },
      ['new y:f', 'new a.more-findings:f', 'not-examined x:f'],
    ],
    [
      'in another file',
      { f: { x: bad } },
      { f: {}, f2: { 'a.more-findings': `${bad} 1` } },
      ['new a.more-findings:f2', 'gone x:f'],
    ],
  ];
  for (const [name, before, after, expected] of table) t.same(states(before, after), expected, name);
});

t.test('what was found counts, not how it was read', async (t) => {
  const with_ = (more: object) => {
    const one = report({ h: { x: 'blocker fail' } });
    return { ...one, findings: one.findings.map((f) => ({ ...f, evidence: [{ fact: '/a', ...more }] })) };
  };
  const state = (a: object, b: object) => compareReports(with_(a), with_(b))[0]?.state;
  t.equal(state({ actual: 1, from: '/proc/a', grade: 'observed' }, { actual: 1, from: '/proc/b' }), 'unchanged');
  t.equal(state({ actual: 1 }, { actual: 2 }), 'changed');
});

t.test('the verdict with a baseline', async (t) => {
  const bad = 'blocker fail';
  const table: [string, Given, Given, Judging, number][] = [
    ['old alone', { h: { x: bad } }, { h: { x: bad } }, {}, 0],
    ['old and new', { h: { x: bad } }, { h: { x: bad, y: bad } }, {}, 1],
    ['old and not known', { h: { x: bad, y: 'blocker unknown' } }, { h: { x: bad, y: 'blocker unknown' } }, {}, 3],
    ['old, and a host that does not answer', { h: { x: bad }, i: { x: bad } }, { h: { x: bad }, i: 'error' }, {}, 3],
    ['old, and facts that are too old', { h: { x: bad } }, { h: 'stale' }, {}, 3],
    ['a waiver that ended', { h: { x: 'blocker waived' } }, { h: { x: bad } }, {}, 1],
    ['worse than it was', { h: { x: 'warning fail' } }, { h: { x: bad } }, {}, 1],
    ['an old warning, strict', { h: { x: 'warning fail' } }, { h: { x: 'warning fail' } }, { strict: true }, 0],
    ['a new warning, strict', { h: { x: 'warning pass' } }, { h: { x: 'warning fail' } }, { strict: true }, 1],
    ['of facts that were too old', { h: 'stale' }, { h: { x: bad } }, {}, 1],
    ['a new host', { h: {} }, { h: {}, i: { x: bad } }, {}, 1],
    ['nobody is asked', { h: { x: bad } }, {}, {}, 3],
  ];
  for (const [name, before, after, judging, code] of table)
    t.equal(exitCodeOf(withBaseline(report(after, judging), report(before))), code, name);
});

t.test('facts that were too old make nothing old', async (t) => {
  const after = report({ h: { x: 'blocker fail' } });
  const stale = { ...after, targets: after.targets.map((target) => ({ ...target, stale: true })) };
  t.equal(exitCodeOf(withBaseline(after, stale)), 1);
  t.equal(exitCodeOf(withBaseline(after, after)), 0);
});

t.test('a diff says why a finding is waived, and until when', async (t) => {
  const waived = (reason: string, until: string): Report => {
    const one = report({ h: { x: 'blocker waived' } });
    const findings = one.findings.map((f): Finding => ({ ...f, waiver: { reason, until, status: 'fail' } }));
    return { ...one, findings };
  };
  const bare = report({ h: { x: 'blocker fail' } });
  const [then, now] = [waived('until the move', '2026-11-10'), waived('the move is late', '2026-12-01')];
  const ended: Report = {
    ...then,
    findings: then.findings.map((f): Finding => ({ ...f, status: 'fail' })),
  };
  const earlier = 'waiver: until 2026-11-10 (7 days left): until the move';
  const table: [string, Report, Report, string[]][] = [
    ['another reason', then, now, ['waived until 2026-12-01 (28 days left): the move is late', `was ${earlier}`]],
    ['waived now', bare, now, ['waived until 2026-12-01 (28 days left): the move is late', 'was failed']],
    ['waived no more', then, bare, [`was waived; ${earlier}`]],
    ['ended', then, ended, ['waiver ended on 2026-11-10: until the move', 'was waived']],
    ['gone', then, report({ h: { x: 'blocker pass' } }), ['waived until 2026-11-10 (7 days left): until the move']],
  ];
  for (const [name, before, after, expected] of table) {
    const diff = diffOf(before, after);
    const pretty = diffPretty(diff, { width: 200, color: false, commands: true });
    const lines = pretty.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
    t.same(
      lines.filter((line) => /^(?:waived|waiver|was) /.test(line)),
      expected,
      name,
    );
    const markdown = diffMarkdown(diff).replaceAll('\\', '');
    for (const text of expected) t.ok(markdown.includes(`(${text})`), `${name}: ${markdown}`);
  }
});

t.test('what else a report says stays', async (t) => {
  const whole = { ...report({ h: { x: 'blocker fail' } }), interrupted: true, notJudged: ['n'], next: [] };
  const interrupted: Report = { ...whole, verdict: 'undetermined', tool: { ...whole.tool, leftOut: ['hosts'] } };
  const marked = withBaseline(interrupted, report({ h: { x: 'blocker fail' } }));
  t.equal(exitCodeOf(marked), 3, 'an interrupted run is not known, whatever is old');
  t.match(marked, { interrupted: true, notJudged: ['n'], next: [], tool: { leftOut: ['hosts'] } });
});

t.test('the sentence never says that holds what an old finding says does not', async (t) => {
  const sentence = (before: Given, after: Given) => withBaseline(report(after), report(before)).summary.sentence;
  const old = { x: 'blocker fail' };
  t.equal(sentence({ h: old }, { h: old }), 'policy: nothing new; function was not checked; 1 in the baseline');
  t.equal(
    sentence({ h: old }, { h: { ...old, y: 'blocker fail' } }),
    'policy: 1 violation; function was not checked; 1 in the baseline',
  );
  t.equal(sentence({ f: old }, { f: old }), 'nothing new; 1 in the baseline');
  t.match(sentence({ h: old, i: old }, { h: old, i: old }), /2 ready; 2 in the baseline$/);
});

const state = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('error' as const, 'stale' as const) },
  {
    weight: 6,
    arbitrary: fc.dictionary(
      fc.constantFrom('x', 'y', 'a.more-findings', '__proto__', 'constructor'),
      fc.array(
        fc
          .tuple(
            fc.constantFrom('blocker', 'warning', 'info'),
            fc.constantFrom('pass', 'fail', 'unknown', 'skip', 'waived'),
            fc.constantFrom('m', 'n'),
          )
          .map((parts) => parts.join(' ')),
        { minLength: 1, maxLength: 3 },
      ),
      { maxKeys: 3 },
    ),
  },
);
const anyGiven: fc.Arbitrary<Given> = fc.dictionary(fc.constantFrom('h', 'i', 'f', 'f2'), state, { maxKeys: 3 });
const judging = fc.record(
  { axis: fc.constantFrom('policy' as const, 'function' as const), strict: fc.boolean() },
  { requiredKeys: [] },
);

t.test('whatever the reports', async (t) => {
  fc.assert(
    fc.property(anyGiven, anyGiven, judging, (first, second, how) => {
      const [before, after] = [report(first, how), report(second, how)];
      const compared = compareReports(before, after);
      const tells = ({ status }: Finding) => status !== 'pass' && status !== 'skip';
      t.same(
        compared.flatMap((one) => one.after ?? []),
        after.findings.filter(tells),
        'every later finding once, in its order',
      );
      const earlier = compared.filter(({ state }) => state !== 'new').flatMap((one) => one.before ?? []);
      t.equal(new Set(earlier).size, earlier.length, 'every earlier finding once');
      t.equal(earlier.length, before.findings.filter(tells).length, 'and none is lost');
      for (const { state, before: was } of compared) {
        const target = after.targets.find(({ name }) => name === was?.target);
        if (state === 'gone') t.ok(target && !target.error && target.stale !== true, 'gone only where somebody looked');
      }
      const marked = withBaseline(after, before);
      const code = exitCodeOf(marked);
      t.equal(marked.findings.length, after.findings.length);
      if (exitCodeOf(after) === 3) t.equal(code, 3, 'what is not known stays not known');
      if (exitCodeOf(after) === 0) t.equal(code, 0, 'nothing becomes worse');
      const isNew = compared.some(({ after: is, isOld }) => {
        const own = after.targets.find(({ name }) => name === is?.target);
        if (is?.status !== 'fail' || isOld || own?.stale === true) return false;
        return (
          (how.axis ?? is.axis) === is.axis &&
          (is.severity === 'blocker' || (how.strict === true && is.severity === 'warning'))
        );
      });
      t.equal(code === 1, isNew, '1 for what is new and blocks alone');
      const self = withBaseline(after, after);
      t.not(exitCodeOf(self), 1, 'nothing is new since oneself');
      t.same([self.baseline?.new, self.baseline?.changed, self.baseline?.gone], [0, 0, []]);
      t.same(withBaseline(marked, before), marked, 'again, it changes nothing');
    }),
    { numRuns: 400 },
  );
});

t.test('targets that both have', async (t) => {
  t.same(commonTargets(report({ h: {}, f: {} }), report({ f: {}, i: {} })), ['f']);
  const asFile = report({ h: {} });
  t.same(commonTargets({ ...asFile, targets: asFile.targets.map((one) => ({ ...one, kind: 'file' })) }, asFile), []);
});

t.test('every format says what is new and what is old', async (t) => {
  const before = report({
    alpha: {
      'sysctl.old': 'blocker fail old-fault',
      'sysctl.worse': 'warning fail small',
      'sysctl.mended': 'blocker fail mended-fault',
    },
    beta: { 'sysctl.hidden': 'blocker fail hidden-fault' },
    'f.yaml': { 'x.old': 'blocker fail old-text', 'x.mended': 'blocker fail mended-text' },
  });
  const after = withBaseline(
    report({
      alpha: {
        'sysctl.old': 'blocker fail old-fault',
        'sysctl.worse': 'blocker fail large',
        'sysctl.new': 'blocker fail new-fault',
        'sysctl.mended': 'blocker pass fine',
      },
      beta: 'error',
      'f.yaml': { 'x.old': 'blocker fail old-text', 'x.new': 'blocker fail new-text' },
    }),
    before,
  );
  const shown = new Map(
    await Promise.all(
      formats.map(async (format) => {
        const text = (await loadWriter(format)).write(after, { width: 100, color: false, commands: true });
        return [format, text.replace(/\s+/g, ' ').replace(/<!-- -->|\\/g, '')] as const;
      }),
    ),
  );
  const expected: Record<string, readonly RegExp[]> = {
    pretty: [
      /old sysctl|old {2}T|old T \(sysctl\.old\): old-fault/,
      /change new since the baseline/,
      /change changed since the baseline, was a warning: small/,
      /baseline 2026-11-03 09:00:00 UTC: 2 new, 2 old, 2 gone, 1 not examined this time/,
      /mended-fault/,
      /hidden-fault/,
      /old f\.yaml:1 old-text \(x\.old\)/,
    ],
    markdown: [
      /1 in the baseline/,
      /change: new since the baseline/,
      /2 findings gone since the baseline/,
      /1 finding of the baseline not examined this time/,
      /hidden-fault/,
    ],
    html: [/In the baseline/, /new since the baseline/, /2 findings gone since the baseline/, /hidden-fault/],
    json: [/"old": true/, /"notExamined": \[/, /"state": "new"/],
    junit: [
      /<skipped message="in the baseline: old-fault"/,
      /gone since the baseline: sysctl\.mended: mended-fault/,
      /not examined this time: sysctl\.hidden: hidden-fault/,
    ],
    tap: [/not ok 1 - T \(sysctl\.old\) # TODO in the baseline/, /# gone since the baseline: x\.mended: mended-text/],
    github: [
      /::notice [^:]*::old-fault%0AIn the baseline already/,
      /::error [^:]*::new-fault%0ANew since the baseline/,
      /baseline 2026-11-03 09:00:00 UTC: 2 new/,
    ],
    sarif: [
      /"baselineState": "unchanged"/,
      /"baselineState": "updated"/,
      /"baselineState": "new"/,
      /"baselineState": "absent"/,
    ],
    textfile: [
      /preflight_baseline_findings\{state="new"\} 2/,
      /preflight_baseline_findings\{state="old"\} 2/,
      /preflight_baseline_findings\{state="not-examined"\} 1/,
    ],
  };
  t.same(Object.keys(expected).sort(), [...formats].sort(), 'every format is looked at');
  for (const [format, patterns] of Object.entries(expected))
    for (const pattern of patterns) t.match(shown.get(format), pattern, format);
});

t.test('a report that is compared with itself blocks nothing in any format', async (t) => {
  for (const [name, one] of await fixtureReports()) {
    const marked = withBaseline(one, one);
    t.not(exitCodeOf(marked), 1, name);
    const write = async (format: string) =>
      (await loadWriter(format)).write(marked, { width: 80, color: false, commands: true });
    t.notMatch(await write('junit'), /<failure /, `${name}: junit`);
    if (exitCodeOf(marked) === 0) t.notMatch(await write('github'), /^::error/m, `${name}: github`);
    const { runs } = JSON.parse(await write('sarif'));
    for (const { baselineState } of runs[0].results) t.equal(baselineState, 'unchanged', `${name}: sarif`);
  }
});
