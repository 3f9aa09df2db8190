import t from 'tap';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { parseProject } from '../../src/project/parse.ts';
import type { Project } from '../../src/project/project.ts';
import type { JudgedBy } from '../../src/project/weakened/weakening.ts';
import { weakenedSince } from '../../src/project/weakened.ts';

function parse(lines: string): Promise<Project> {
  const source = { path: 'preflight.yaml', text: `version: 1\n${lines}\n` };
  return parseProject(source, { root: '/repository', folder: '.' }, {});
}

const noPacks: JudgedBy = { checks: [], parameters: {}, packs: [] };

interface Judging {
  readonly before?: JudgedBy;
  readonly after?: JudgedBy;
}

async function weakened(base: string, now: string, { before = noPacks, after = noPacks }: Judging = {}) {
  const [old, fresh] = await Promise.all([parse(base), parse(now)]);
  const found = weakenedSince(
    { project: old, packsOf: () => before },
    { project: fresh, packsOf: () => after },
    'main',
  );
  t.same(
    [...new Set(found.map(({ rule, severity }) => `${rule} ${severity}`))],
    found.length > 0 ? ['preflight.weakened warning'] : [],
  );
  const starts = lineStarts(fresh.source.text);
  return found.map(({ span, message }) => {
    if (span.end === 0) return message;
    const { line, column } = positionAt(starts, span.start);
    return `${line}:${column} ${message}`;
  });
}

const waiver = (more: string) => `waivers: [{ check: a.b, reason: later, ${more} }]`;
const rollout = (more: string) => `rollouts: [{ name: r, ${more} }]`;
const service = (more: string, kind = 'http') =>
  `services: [{ name: s, kind: ${kind}, url: "http://a/?key=hunter2"${more} }]`;
const loki = (more: string) => service(more, 'loki');

/** The base, the branch, and what the branch demands less. */
const table: readonly (readonly [string, string, readonly string[]])[] = [
  // Waivers
  ['', waiver('until: 2026-12-31'), ['2:11 a.b everywhere is waived until 2026-12-31: later']],
  [waiver('until: 2026-12-31'), '', []],
  [waiver('until: 2026-12-31'), waiver('until: 2026-12-31'), []],
  [waiver('until: 2026-12-31'), waiver('until: 2026-11-30'), []],
  [
    waiver('until: 2026-12-31'),
    waiver('until: 2027-12-31'),
    ['2:47 a.b everywhere is waived until 2027-12-31, and was until 2026-12-31'],
  ],
  [
    waiver('host: ringtail, until: 2026-12-31'),
    waiver('until: 2026-12-31'),
    ['2:11 a.b everywhere is waived until 2026-12-31: later'],
  ],
  [
    waiver('file: a.yaml, until: 2026-12-31'),
    waiver('file: b.yaml, until: 2026-12-31'),
    ['2:11 a.b in b.yaml is waived until 2026-12-31: later'],
  ],
  // Hosts
  ['hosts: [{ name: a }, { name: b }]', 'hosts: [{ name: b }]', ['the host a is no longer judged']],
  ['hosts: [{ name: a }]', 'hosts: [{ name: root@A:22 }, { name: b }]', []],
  [
    'hosts: [{ name: a, sudo: always }]',
    'hosts: [{ name: a }]',
    ['2:9 a may be judged by what an ordinary user sees: sudo is auto, and was always'],
  ],
  [
    'hosts: [{ name: a, closure: ./result }]',
    'hosts: [{ name: a }]',
    ['2:9 closure of a is gone, and with it what was judged by it'],
  ],
  ['hosts: [{ name: a, closure: ./result }]', 'hosts: [{ name: a }]\nclosure: ./result', []],
  [
    'hosts: [{ name: a, closure: ./result }]',
    'hosts: [{ name: a, closure: ./other }]',
    ['2:29 closure of a is ./other, and was ./result'],
  ],
  [
    'hosts: [{ name: a }]\nclosure: ./result',
    'hosts: [{ name: a, closure: other }]\nclosure: result',
    ['2:29 closure of a is other, and was ./result'],
  ],
  ['hosts: [{ name: a }]\nclosure: ./result', 'hosts: [{ name: a }]\nclosure: result', []],
  ['hosts: [{ name: a }]', 'hosts: [{ name: a, closure: other }]', []],
  ['closure: ./result', 'closure: ./other', ['2:10 closure is ./other, and was ./result']],
  ['declared: { flake: "./nixos#a" }', 'declared: { json: a.json }', ['2:11 declared is a.json, and was ./nixos#a']],
  ['hosts: [{ name: root@a }]', 'hosts: [{ name: a, user: b }]', ['2:9 root@a is asked as b, and was as root']],
  [
    'hosts: [{ name: a, user: b }]',
    'hosts: [{ name: a }]',
    ['2:9 a is asked as the user that ssh chooses, and was as b'],
  ],
  ['hosts: [{ name: a }]', 'hosts: [{ name: c@a }]', ['2:9 a is asked as c, and was as the user that ssh chooses']],
  ['hosts: [{ name: a, user: root }]', 'hosts: [{ name: root@a }]', []],
  ['declared: { json: a.json }', '', ['declared is gone, and with it what was judged by it']],
  // Rollouts
  [rollout('files: [a]'), '', ['the rollout r is no longer judged']],
  [rollout('files: [a, b/**]'), rollout('files: [b]'), ['2:12 a of the rollout r is no longer judged']],
  [rollout('files: [a/x.yaml, b/**]'), rollout('files: ["a/*.yaml", b]'), []],
  [rollout('files: [a/b/c.yaml]'), rollout('files: [a/**]'), []],
  [
    rollout('files: ["a/*.yaml"]'),
    rollout('files: ["a/*.yml"]'),
    ['2:12 a/*.yaml of the rollout r is no longer judged'],
  ],
  [
    rollout('files: [a]'),
    rollout('files: [{ paths: [a], except: [a/old] }]'),
    ['2:54 a/old is left out of the rollout r'],
  ],
  [
    rollout('files: [{ paths: [a], as: alloy }]'),
    rollout('files: [a]'),
    ['2:31 a of the rollout r is no longer judged as alloy'],
  ],
  [
    rollout('files: [a, "d/*.yaml"]'),
    rollout('files: [{ paths: [a/b], as: grafana }, { paths: ["**/c.yaml"], as: alloy }, a, "d/*.yaml"]'),
    [
      '2:41 a/b of the rollout r is judged as grafana, and was by its name and text',
      '2:72 **/c.yaml of the rollout r is judged as alloy, and was by its name and text',
    ],
  ],
  [rollout('files: [a/b]'), rollout('files: [a/b, { paths: [a/c, "d/*"], as: alloy }]'), []],
  [rollout('files: [{ paths: [a], as: alloy }]'), rollout('files: [{ paths: [a, a/b], as: alloy }]'), []],
  [
    rollout('files: [{ paths: [a], as: alloy }]'),
    rollout('files: [{ paths: [a], as: grafana }]'),
    ['2:31 a of the rollout r is no longer judged as alloy'],
  ],
  [
    rollout('files: [a]'),
    rollout('files: [a], versions: { alloy: 1.10 }'),
    ['2:54 the rollout r is judged for alloy 1.10, and was as its images say'],
  ],
  [
    rollout('files: [a], versions: { alloy: 1.10 }'),
    rollout('files: [a], versions: { alloy: 1.1 }'),
    ['2:54 the rollout r is judged for alloy 1.1, and was for 1.10'],
  ],
  [
    rollout('files: [a], versions: { alloy: { from: v.yaml } }'),
    rollout('files: [a]'),
    ['2:12 the rollout r is judged for alloy as its images say, and was for as v.yaml says'],
  ],
  [
    rollout('branch: b, files: [a]'),
    rollout('files: [a]'),
    ['2:12 the rebase of b is no longer rehearsed for the rollout r'],
  ],
  [
    rollout('files: [a]'),
    rollout('branch: b, files: [a]'),
    ['2:31 the rollout r is judged after the rebase of b, and was in the working tree'],
  ],
  [
    rollout('branch: b, files: [a]'),
    rollout('branch: c, onto: main, files: [a]'),
    ['2:31 the rollout r is judged after the rebase of c, and was after that of b'],
  ],
  [
    rollout('branch: b, files: [a]'),
    rollout('branch: b, onto: c, files: [a]'),
    ['2:40 the rollout r is put onto c, and was onto main'],
  ],
  [
    rollout('branch: b, onto: c, files: [a]'),
    rollout('branch: b, files: [a]'),
    ['2:12 the rollout r is put onto main, and was onto c'],
  ],
  // Services
  [service(''), '', ['the service s is no longer asked']],
  [service(''), service(', status: 200'), []],
  [loki(', version: ">=2"'), loki(''), ['2:12 version of the service s is no longer demanded']],
  [loki(', version: ">=2"'), loki(', version: ">=1"'), ['2:12 version of the service s is ">=1", and was ">=2"']],
  [service(''), service('').replace('//a/', '//b/'), ['2:12 another address is asked for the service s']],
  // The rest
  ['strict: true', '', ['warnings no longer block: strict is not true any more']],
  ['strict: true', 'strict: false', ['2:9 warnings no longer block: strict is not true any more']],
  ['strict: false', 'strict: true', []],
  ['kubernetes: { context: a }', 'kubernetes: { context: b }', ['2:24 another cluster is asked: b instead of a']],
];

t.test('what a branch demands less than its base', async (t) => {
  for (const [base, now, expected] of table) {
    const found = await weakened(base, now);
    t.same(found, expected, `${base} → ${now}`);
    t.notMatch(found.join(' '), /hunter2/);
  }
});

t.test('packs: checks that are gone, count for less or ask for something else, parameters', async (t) => {
  const check = { id: 'a', severity: 'blocker', require: { fact: '/a', is: { const: 1 } } } as const;
  const by = (more: Partial<JudgedBy>): JudgedBy => ({
    ...noPacks,
    packs: [{ name: 'house' }],
    checks: [check],
    ...more,
  });
  const cases: readonly (readonly [string, JudgedBy, JudgedBy, readonly string[]])[] = [
    ['equal', by({}), by({}), []],
    ['more checks', by({}), by({ checks: [check, { ...check, id: 'b' }] }), []],
    ['a check less', by({}), by({ checks: [] }), ['the check a is left out, and was a blocker']],
    [
      'demoted',
      by({}),
      by({ checks: [{ ...check, severity: 'info' }] }),
      ['the check a counts as info, and was a blocker'],
    ],
    ['promoted', by({ checks: [{ ...check, severity: 'info' }] }), by({}), []],
    [
      'asks otherwise',
      by({}),
      by({ checks: [{ ...check, require: {} }] }),
      ['the check a asks for something else than before'],
    ],
    [
      'only sometimes',
      by({}),
      by({ checks: [{ ...check, when: {} }] }),
      ['the check a asks for something else than before'],
    ],
    [
      'a pack less',
      by({ packs: [{ name: 'house' }, { name: 'more' }] }),
      by({}),
      ['the pack more is no longer judged by'],
    ],
    [
      'a parameter',
      by({ parameters: { p: 1 } }),
      by({ parameters: { p: null } }),
      ['the parameter p is not set, and was 1'],
    ],
    ['a parameter of nothing', by({ parameters: { p: 1 } }), by({}), []],
  ];
  for (const [name, before, after, expected] of cases)
    t.same(await weakened('', '', { before, after }), expected, name);
  const hosts = 'hosts: [{ name: a }, { name: b }]';
  const less = { before: by({}), after: by({ checks: [] }) };
  t.same(
    await weakened(hosts, `${hosts}\npacks: [x]`, less),
    ['3:9 the check a is left out, and was a blocker'],
    'said once',
  );
  t.same(
    await weakened('hosts: [{ name: a }]', hosts, less),
    ['2:9 the check a is left out, and was a blocker (on a)'],
    'and of which hosts',
  );
  t.same(
    await weakened('hosts: [{ name: a }]', 'hosts: [{ name: b }]\npacks: [x]', less),
    ['3:9 the check a is left out, and was a blocker', 'the host a is no longer judged'],
    'where no host is in both, what closures are judged by',
  );
  const own = 'hosts: [{ name: a, packs: [x] }]';
  const [old, fresh] = await Promise.all([parse(`${own}\n${service('')}`), parse(own)]);
  const ofServices = (project: Project, services: JudgedBy) => ({
    project,
    packsOf: (host: unknown) => (host === undefined ? services : by({})),
  });
  const found = weakenedSince(ofServices(old, by({})), ofServices(fresh, by({ checks: [] })), 'main');
  t.match(
    found.map(({ message }) => message),
    ['the check a is left out, and was a blocker (on services)', 'the service s is no longer asked'],
    'what services are judged by, where hosts have packs of their own',
  );
});

t.test('a branch that changes everything is told of in a hundred lines', async (t) => {
  const many = Array.from({ length: 500 }, (_, at) => `  - { check: c${at}, reason: r, until: 2026-12-31 }`);
  const found = await weakened('', `waivers:\n${many.join('\n')}`);
  t.equal(found.length, 101);
  t.equal(found.at(-1), '400 more things are demanded less than in the base');
});
