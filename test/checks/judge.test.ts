import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import type { FactsDocument, Reading } from '../../src/base/facts.ts';
import type { LoadedCheck, Requirement } from '../../src/checks/check.ts';
import { judgeHost } from '../../src/checks/judge.ts';
import { loadPacks } from '../../src/checks/load.ts';
import { judgeRequirement, type Status } from '../../src/checks/requirement.ts';
import type { Finding } from '../../src/generated/report-types.ts';

const packs = 'test/checks/fixtures/packs/judge/';

type Known = Pick<FactsDocument, 'facts' | 'gaps' | 'from'>;

function documentOf({ facts, gaps, from }: Known): FactsDocument {
  return { schemaVersion: 1, host: 'h', collectedAt: '2026-01-01T00:00:00Z', facts, gaps, from };
}

function lineOf({ id, status, grade, message }: Finding): string {
  return [id.replace(':h', ''), status, grade ?? '-', message].join(' | ');
}

t.test('situations: status, grade and message of every form', async (t) => {
  const situations: Record<string, Known & { sets?: Record<string, string>; expected: string[] }> = JSON.parse(
    await readFile(`${packs}situations.json`, 'utf8'),
  );
  for (const [name, situation] of Object.entries(situations)) {
    const loaded = await loadPacks([`${packs}semantics.yaml`], { sets: situation.sets ?? {} });
    const findings = await judgeHost(loaded, documentOf(situation), 'h');
    t.same(findings.map(lineOf), situation.expected, name);
    t.equal(new Set(findings.map(({ id }) => id)).size, findings.length, `${name}: ids are unique`);
    for (const { id, message, status, remedy } of findings) {
      t.notMatch(message + id, /[\x00-\x1f\x7f-\x9f\u202e]/, `${name}: ${id} is safe on a terminal`);
      t.equal(remedy !== undefined, id === 'leaf.is:h' && status === 'fail', 'a remedy is for what failed');
    }
  }
});

t.test('evidence holds what was found as it was found, whatever the message says of it', async (t) => {
  const loaded = await loadPacks([`${packs}semantics.yaml`], { sets: {} });
  const profiler = { name: 'alloy', capabilities: ['BPF'] };
  const findings = await judgeHost(loaded, documentOf({ facts: { profiler }, gaps: {}, from: {} }), 'h');
  t.match(
    findings.filter(({ check }) => check === 'leaf.has-all'),
    [{ message: /lacks SYSLOG$/, evidence: [{ fact: '/profiler/capabilities', actual: ['BPF'] }] }],
  );
});

t.test('a value that a line of a file sets is told with its place', async (t) => {
  const boot = { value: 1, file: '/etc/sysctl.d/60-nixos.conf', line: 3 };
  const facts = { sysctl: { 'kernel.kptr_restrict': { live: 0, boot } } };
  const findings = await judgeHost(
    await loadPacks(['profiling'], { sets: {} }),
    documentOf({ facts, gaps: {}, from: {} }),
    'h',
  );
  t.equal(
    findings.find(({ check }) => check === 'drift.kptr-restrict')?.message,
    'kernel.kptr_restrict at the next boot is 1, wanted 0 (/etc/sysctl.d/60-nixos.conf:3)',
  );
});

t.test('members with the same visible name get numbers', async (t) => {
  const loaded = await loadPacks([`${packs}semantics.yaml`], { sets: {} });
  const deployed = { value: 1, file: '/a' };
  const sysctl = { 'a\u202e': { live: 1, deployed }, 'a\\u{202e}': { live: 2, deployed } };
  const findings = await judgeHost(loaded, documentOf({ facts: { sysctl }, gaps: {}, from: {} }), 'h');
  const ids = findings.flatMap(({ check, id }) => (check === 'each' ? [id] : []));
  t.same(ids, ['each:h:a\\u{202e}', 'each:h:a\\u{202e}#2']);
});

t.test('keys of prototypes are keys like others', async (t) => {
  const loaded = await loadPacks([`${packs}semantics.yaml`], { sets: {} });
  const facts: FactsDocument['facts'] = JSON.parse(
    '{"sysctl":{"__proto__":{"live":1,"deployed":{"value":2,"file":"/a"}},"toString":{"live":1,"deployed":{"value":1,"file":"/a"}}},"__proto__":{"lockdown":"none"}}',
  );
  const findings = await judgeHost(loaded, documentOf({ facts, gaps: {}, from: {} }), 'h');
  const found = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
  t.match(found, { 'each:h:toString': 'pass', 'all:h': 'unknown' });
  t.equal(findings.find(({ id }) => id === 'each:h:__proto__')?.status, 'fail');
});

t.test('a fact is compared with another, or with a parameter', async (t) => {
  const facts: FactsDocument['facts'] = {
    hostname: 'h',
    uptime: 5,
    clock: { offset: 5 },
    cpu: { count: 1 },
    lockdown: 'none',
    lsm: ['landlock', 'bpf'],
    kernel: { release: '6.12.74' },
    sysctl: { 'kernel.a': { live: 3, deployed: { value: 2, file: '/a' } } },
  };
  const lines = async (known: FactsDocument['facts'], sets: Record<string, string> = {}) =>
    (
      await judgeHost(
        await loadPacks([`${packs}comparisons.yaml`], { sets }),
        documentOf({ facts: known, gaps: {}, from: {} }),
        'h',
      )
    ).map(({ check, status, message }) => [check, status, message].join(' | '));
  t.same(await lines(facts), [
    "at-most | pass | the clock's offset in seconds is 5",
    'at-least | pass | the number of CPUs is 1',
    "text-at-least | unknown | not known: the host's name is h, wanted at least 1 (parameter least)",
    'among-texts | fail | the lockdown mode is none, wanted among "landlock, b*" (parameter words)',
    'among-lists | pass | the list of security modules is ["landlock","bpf"]',
    'among-none | pass | the lockdown mode is none',
    "in-range | pass | the kernel's release is 6.12.74",
    'each | fail | kernel.a is 3, wanted at most 2 (kernel.a in the deployed generation)',
  ]);
  const other = { ...facts, clock: { offset: 6 }, lsm: ['yama', 'bpf', 'ima'], kernel: { release: '6.18' } };
  t.same(await lines(other, { least: '2', words: '', range: '6.1' }), [
    "at-most | fail | the clock's offset in seconds is 6, wanted at most 5 (the uptime)",
    'at-least | fail | the number of CPUs is 1, wanted at least 2 (parameter least)',
    "text-at-least | unknown | not known: the host's name is h, wanted at least 2 (parameter least)",
    'among-texts | fail | the lockdown mode is none, wanted among none (parameter words)',
    'among-lists | fail | the list of security modules has yama, bpf and ima, wanted among none (parameter words)',
    'among-none | pass | the lockdown mode is none',
    'in-range | unknown | not known: the kernel\'s release is "6.18", wanted version "6.1" (parameter range)',
    'each | fail | kernel.a is 3, wanted at most 2 (kernel.a in the deployed generation)',
  ]);
  t.same(new Set((await lines({})).map((line) => line.split(' | ')[1])), new Set(['unknown']));
});

t.test(
  'each member of each member: those without any are left out, and what cannot be read is told once',
  async (t) => {
    const loaded = await loadPacks([`${packs}members.yaml`], { sets: {} });
    const lines = async ({ facts, gaps }: Pick<FactsDocument, 'facts' | 'gaps'>) =>
      (await judgeHost(loaded, documentOf({ facts, gaps, from: {} }), 'h')).map(({ id, status, message }) =>
        [id, status, message].join(' | '),
      );
    const services: FactsDocument['facts']['services'] = {
      a: { kind: 'grafana', dataSources: { x: { healthy: true }, y: { healthy: false } } },
      b: { kind: 'grafana', dataSources: {} },
      c: { kind: 'loki' },
      d: { kind: 'grafana' },
      e: { kind: 'grafana', dataSources: { z: {} } },
    };
    const gaps: FactsDocument['gaps'] = {
      '/services/d/dataSources': { reason: 'denied', detail: '401' },
      '/services/e/dataSources/z/healthy': { reason: 'unreadable' },
    };
    t.same(await lines({ facts: { services }, gaps }), [
      'sources:h:a:x | pass | the data source x is healthy: true',
      'sources:h:a:y | fail | the data source y is healthy: false, wanted true',
      'sources:h:b | skip | nothing to judge: the data sources of b are empty',
      'sources:h:d | unknown | not known: the data sources of d may not be read (denied, 401)',
      'sources:h:e:z | unknown | not known: whether the data source z is healthy cannot be read',
    ]);
    t.same(await lines({ facts: { services: { c: { kind: 'loki' } } }, gaps: {} }), [
      'sources:h | skip | nothing to judge: the services are {"c":{"kind":"loki"}}',
    ]);
    t.same(await lines({ facts: {}, gaps: { '/services': { reason: 'unreadable' } } }), [
      'sources:h | unknown | not known: the services cannot be read',
    ]);
    t.same(await lines({ facts: {}, gaps: {} }), ['sources:h | unknown | not known: the services were not collected']);
  },
);

t.test('a sentence of the check’s own, where the values in it are there', async (t) => {
  const loaded = await loadPacks([`${packs}members.yaml`], { sets: {} });
  const services: FactsDocument['facts']['services'] = {
    a: { kind: 'grafana', ready: false, dataSources: { x: { healthy: false } } },
  };
  const told = async (say: string, more: Pick<LoadedCheck, 'each' | 'require'> | undefined) => {
    const checks = loaded.checks.map(({ each: _, ...check }) => ({
      ...check,
      ...(more ?? { each: '/services/*/dataSources' }),
      say,
    }));
    const findings = await judgeHost(
      { ...loaded, checks },
      documentOf({ facts: { services }, gaps: {}, from: {} }),
      'h',
    );
    return findings.map(({ message }) => message);
  };
  const usual = 'the data source x is healthy: false, wanted true';
  const table = [
    ['{..}/{.}', 'a/x'],
    ['{.} of {/services/a/kind}', 'x of grafana'],
    ['{.}[ ({type})] is sick[{healthy:no}!]', 'x is sick!'],
    ['{.}[{type:none} has no type]', 'x has no type'],
    ['{.}[{healthy:none} says nothing]', usual],
    ['{.} ({type})', usual],
    ['{.}[ ({type})]', usual],
    ['{.}[ is sick since {healthy:age}]', usual],
    ['{.} since {healthy:age}', usual],
    ['{.} has {healthy:others}', usual],
  ] as const;
  for (const [say, message] of table) t.same(await told(say, undefined), [message], say);
  const member = { each: '/services', require: { fact: 'ready', is: { const: true } } };
  t.same(await told('{.}', member), ['a'], 'a value can be the whole of it');
  const whole = { require: { fact: '/services/a/ready', is: { const: true } } };
  for (const [say, more] of [
    ['{..} is not ready', member],
    ['{.} is not ready', whole],
  ] as const)
    t.match(await told(say, more), [/^a is ready: false/], `${say}: no key is there`);
});

t.test('a runbook names a parameter', async (t) => {
  const runbook = async (sets: Record<string, string>) =>
    (await loadPacks([`${packs}comparisons.yaml`], { sets })).checks[0]?.runbook;
  t.equal(await runbook({ base: 'https://wiki.example/runbooks/' }), 'https://wiki.example/runbooks/at-most');
  t.equal(await runbook({}), 'at-most', 'nothing, and no slash, where it is not set');
});

t.test('a pattern of a pack file is stopped, and named with its place', async (t) => {
  const loaded = await loadPacks([`${packs}slow.yaml`], { sets: {} });
  const judge = (hostname: string) =>
    judgeHost(loaded, documentOf({ facts: { hostname, os: { id: 'nixos' } }, gaps: {}, from: {} }), 'h');
  t.same((await judge('aaaa')).map(lineOf), [
    "slow.pattern | pass | - | the host's name is aaaa (wanted matches /^(a+)+$/)",
    'fine.pattern | fail | - | the operating system is {"id":"nixos"}, wanted every key like /^i/ is debian',
  ]);
  const error = await judge(`${'a'.repeat(60)}!`).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  t.ok(error instanceof InputError);
  t.match(error, {
    message: `${packs}slow.yaml:8:39: the pattern /^(a+)+$/ took more than 1 second on one text (fact /hostname). Write it without nested repetition.`,
  });
});

/** Requirements over four facts that are true, false, or a gap. */
const names = ['/a', '/b', '/c', '/d'];
const leaf = fc.constantFrom(...names).map((fact): Requirement => ({ fact, is: { const: true } }));
const { requirement } = fc.letrec<{ requirement: Requirement }>((tie) => {
  const members = fc.array(tie('requirement'), { minLength: 1, maxLength: 3 });
  return {
    requirement: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      members.map((all): Requirement => ({ all })),
      members.map((any): Requirement => ({ any })),
      tie('requirement').map((not): Requirement => ({ not })),
    ),
  };
});
type Facts = readonly (boolean | undefined)[];
const facts: fc.Arbitrary<Facts> = fc.tuple(...names.map(() => fc.option(fc.boolean(), { nil: undefined })));

function statusOf(requirement: Requirement, known: Facts): Status {
  const read = (pointer: string): Reading => {
    const value = known[names.indexOf(pointer)];
    return value === undefined ? { gap: { reason: 'not-collected' } } : { value };
  };
  const matches = ({ const: wanted }: { readonly const?: unknown }, value: unknown) => value === wanted;
  return judgeRequirement(requirement, { read, origin: () => undefined, matches }).status;
}

t.test('three-valued logic', async (t) => {
  const members = fc.array(requirement, { minLength: 1, maxLength: 4 });
  const law = (
    name: string,
    left: (inner: Requirement[]) => Requirement,
    right: (inner: Requirement[]) => Requirement,
  ) =>
    t.test(name, async (t) => {
      fc.assert(
        fc.property(members, facts, (inner, known) => statusOf(left(inner), known) === statusOf(right(inner), known)),
      );
      t.pass();
    });
  const not = (inner: Requirement): Requirement => ({ not: inner });
  const head = (inner: Requirement[]): Requirement => ({ all: inner.slice(0, 1) });
  law(
    'De Morgan: not all is any not',
    (all) => not({ all }),
    (inner) => ({ any: inner.map(not) }),
  );
  law(
    'De Morgan: not any is all not',
    (any) => not({ any }),
    (inner) => ({ all: inner.map(not) }),
  );
  law(
    'not not',
    (all) => not(not({ all })),
    (all) => ({ all }),
  );
  law(
    'the order of all says nothing',
    (all) => ({ all }),
    (all) => ({ all: all.toReversed() }),
  );
  law(
    'the order of any says nothing',
    (any) => ({ any }),
    (any) => ({ any: any.toReversed() }),
  );
  law('absorption', (inner) => ({ all: [head(inner), { any: inner }] }), head);
  law(
    'one alone is itself',
    (inner) => ({ first: [head(inner)] }),
    (inner) => ({ any: inner.slice(0, 1) }),
  );

  t.test('without any fact nothing passes and nothing fails', async (t) => {
    fc.assert(fc.property(requirement, (any) => statusOf(any, []) === 'unknown'));
    t.pass();
  });

  t.test('a gap that is filled decides what was unknown, and changes nothing that was known', async (t) => {
    fc.assert(
      fc.property(requirement, facts, fc.tuple(...names.map(() => fc.boolean())), (any, known, filling) => {
        const before = statusOf(any, known);
        const after = statusOf(
          any,
          known.map((value, index) => value ?? filling[index]),
        );
        return after !== 'unknown' && (before === 'unknown' || before === after);
      }),
    );
    t.pass();
  });

  t.test('cases: an unknown row is not passed over', async (t) => {
    fc.assert(
      fc.property(requirement, requirement, requirement, facts, (when, require, other, known) => {
        const rows = [
          { when, require },
          { when: not(when), require: other },
        ];
        const applies = statusOf(when, known);
        const wanted = applies === 'unknown' ? 'unknown' : statusOf(applies === 'pass' ? require : other, known);
        return statusOf({ cases: rows }, known) === wanted;
      }),
    );
    t.pass();
  });
});
