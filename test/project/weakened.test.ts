import { readFile } from 'node:fs/promises';
import t from 'tap';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { parseProject } from '../../src/project/parse.ts';
import { type Project, versionedPrograms } from '../../src/project/project.ts';
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
    ['2:41 a of the rollout r is judged as grafana, and was as alloy'],
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
  // What another entry judged all the same
  [
    rollout('files: [{ paths: [d], except: [d/old] }, d/old/a.yaml]'),
    rollout('files: [{ paths: [d], except: [d/old] }]'),
    ['2:12 d/old/a.yaml of the rollout r is no longer judged'],
  ],
  [
    rollout('files: [{ paths: [d], except: [d/old] }, "d/o*"]'),
    rollout('files: [{ paths: [d], except: [d/old] }, { paths: ["d/o*"], except: [d/old] }]'),
    ['2:12 d/o* of the rollout r is no longer judged'],
  ],
  [
    rollout('files: [{ paths: [d], except: [d/old] }]'),
    rollout('files: [{ paths: [d], except: [d/old] }, { paths: [d/old], except: [d/old] }]'),
    [],
  ],
  // A glob matches a folder's name, and nothing in the folder
  [rollout('files: [d]'), rollout('files: ["*"]'), ['2:12 d of the rollout r is no longer judged']],
  [rollout('files: [d]'), rollout('files: ["**"]'), []],
  [rollout('files: [d/a.yaml]'), rollout('files: ["d/*.yaml"]'), []],
  [
    rollout('files: [{ paths: [a], as: alloy }, { paths: [a/b], as: grafana }]'),
    rollout('files: [{ paths: [a], as: alloy }]'),
    ['2:31 a/b of the rollout r is no longer judged as grafana'],
  ],
  // The last kind that is said of a file counts
  [
    rollout('files: [{ paths: [a], as: alloy }]'),
    rollout('files: [{ paths: [a], as: alloy }, { paths: [a], as: documentation }]'),
    ['2:68 a of the rollout r is judged as documentation, and was as alloy'],
  ],
  [
    rollout('files: [{ paths: [a], as: alloy }, { paths: [a/b], as: grafana }]'),
    rollout('files: [{ paths: [a/b], as: grafana }, { paths: [a], as: alloy }]'),
    ['2:12 kinds of files of the rollout r are said in another order, and the last one counts'],
  ],
  [
    rollout('files: [{ paths: [a], as: alloy }, { paths: [a/b], as: grafana }]'),
    rollout('files: [{ paths: [a], as: alloy }, { paths: [a/b], as: grafana }, { paths: [a], as: alloy }]'),
    ['2:12 kinds of files of the rollout r are said in another order, and the last one counts'],
  ],
  // Services
  [service(', status: 200'), service(', status: 204'), ['2:12 status of the service s is 204, and was 200']],
  [service('', 'pyroscope'), service(', expect: [a]', 'pyroscope'), []],
  [service(', expect: [a]', 'pyroscope'), service(', expect: [b, a]', 'pyroscope'), []],
  [
    service(', token: PREFLIGHT_TOKEN_A'),
    service(''),
    ['2:12 the service s is asked with no token, and may show less'],
  ],
  ['', 'outputs: [{ format: json, file: a.json }]\nnotify: { when: always }', []],
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
  const check = { id: 'a', axis: 'function', severity: 'blocker', require: { fact: '/a', is: { const: 1 } } } as const;
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
    [
      'of another axis',
      by({}),
      by({ checks: [{ ...check, axis: 'policy' }] }),
      ['the check a counts on the axis policy, and did on function'],
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

/**
 * Of every key of preflight.yaml: how a branch makes less of it, or why that is no less. A key without a row is one that a
 * branch might change in silence.
 */
const keys: Readonly<Record<string, string | readonly [base: string, now: string, says: string]>> = {
  version: 'there is one',
  hosts: ['hosts: [{ name: a }]', '', 'the host a is no longer judged'],
  'hosts/name': ['hosts: [{ name: a }]', 'hosts: [{ name: b }]', 'the host a is no longer judged'],
  'hosts/user': [
    'hosts: [{ name: a, user: root }]',
    'hosts: [{ name: a, user: b }]',
    'a is asked as b, and was as root',
  ],
  'hosts/port': ['hosts: [{ name: a }]', 'hosts: [{ name: a, port: 23 }]', 'the host a is no longer judged'],
  'hosts/transport': 'what cannot be reached is not known',
  'hosts/sudo': [
    'hosts: [{ name: a }]',
    'hosts: [{ name: a, sudo: never }]',
    'a may be judged by what an ordinary user sees: sudo is never, and was auto',
  ],
  'hosts/timeout': 'what has not answered is not known',
  'hosts/packs': 'by the checks, below',
  'hosts/parameters': 'by the parameters, below',
  'hosts/parameters/*': 'by the parameters, below',
  'hosts/declared': [
    'hosts: [{ name: a, declared: { json: b.json } }]',
    'hosts: [{ name: a }]',
    'declared of a is gone, and with it what was judged by it',
  ],
  'hosts/declared/flake': [
    'hosts: [{ name: a, declared: { flake: "b#c" } }]',
    'hosts: [{ name: a, declared: { flake: "b#d" } }]',
    'declared of a is b#d, and was b#c',
  ],
  'hosts/declared/json': [
    'hosts: [{ name: a, declared: { json: b.json } }]',
    'hosts: [{ name: a, declared: { json: c.json } }]',
    'declared of a is c.json, and was b.json',
  ],
  'hosts/declared/files': [
    'hosts: [{ name: a, declared: { files: [b.nix, c.nix] } }]',
    'hosts: [{ name: a, declared: { files: [c.nix, b.nix] } }]',
    'declared of a is c.nix, b.nix, and was b.nix, c.nix',
  ],
  'hosts/closure': [
    'hosts: [{ name: a, closure: b }]',
    'hosts: [{ name: a, closure: c }]',
    'closure of a is c, and was b',
  ],
  packs: 'by the checks, below',
  parameters: 'by the parameters, below',
  'parameters/*': 'by the parameters, below',
  rollouts: [rollout('files: [a]'), '', 'the rollout r is no longer judged'],
  'rollouts/name': [rollout('files: [a]'), 'rollouts: [{ name: q, files: [a] }]', 'the rollout r is no longer judged'],
  'rollouts/branch': [
    rollout('branch: b, files: [a]'),
    rollout('files: [a]'),
    'the rebase of b is no longer rehearsed for the rollout r',
  ],
  'rollouts/onto': [
    rollout('branch: b, files: [a]'),
    rollout('branch: b, onto: b, files: [a]'),
    'the rollout r is put onto b, and was onto main',
  ],
  'rollouts/files': [rollout('files: [a, b]'), rollout('files: [a]'), 'b of the rollout r is no longer judged'],
  'rollouts/files/paths': [
    rollout('files: [{ paths: [a, b] }]'),
    rollout('files: [{ paths: [a] }]'),
    'b of the rollout r is no longer judged',
  ],
  'rollouts/files/except': [
    rollout('files: ["a/**"]'),
    rollout('files: [{ paths: ["a/**"], except: ["a/*.yaml"] }]'),
    'a/*.yaml is left out of the rollout r',
  ],
  'rollouts/files/as': [
    rollout('files: [a.yaml]'),
    rollout('files: [{ paths: [a.yaml], as: documentation }]'),
    'a.yaml of the rollout r is judged as documentation, and was by its name and text',
  ],
  'rollouts/versions': [
    rollout('files: [a], versions: { alloy: 1.10 }'),
    rollout('files: [a]'),
    'the rollout r is judged for alloy as its images say, and was for 1.10',
  ],
  ...Object.fromEntries(
    versionedPrograms.flatMap((program): [string, [string, string, string]][] => {
      const of = (version: string) => rollout(`files: [a], versions: { ${program}: ${version} }`);
      const says = (is: string, was: string) => `the rollout r is judged for ${program} ${is}, and was for ${was}`;
      return [
        [`rollouts/versions/${program}`, [of('1.2'), of('1.1'), says('1.1', '1.2')]],
        [`rollouts/versions/${program}/from`, [of('{ from: b }'), of('{ from: c }'), says('as c says', 'as b says')]],
        [
          `rollouts/versions/${program}/key`,
          [of('{ from: b }'), of('{ from: b, key: d }'), says('as b says (d)', 'as b says')],
        ],
      ];
    }),
  ),
  declared: ['declared: { json: a.json }', '', 'declared is gone, and with it what was judged by it'],
  'declared/flake': ['declared: { flake: "a#b" }', 'declared: { flake: "a#c" }', 'declared is a#c, and was a#b'],
  'declared/json': ['declared: { json: a.json }', 'declared: { json: b.json }', 'declared is b.json, and was a.json'],
  'declared/files': ['declared: { files: [a, b] }', 'declared: { files: [a] }', 'declared is a, and was a, b'],
  closure: ['closure: a', 'closure: b', 'closure is b, and was a'],
  services: [service(''), '', 'the service s is no longer asked'],
  'services/name': [service(''), service('').replace('name: s', 'name: t'), 'the service s is no longer asked'],
  'services/kind': [
    service(''),
    service('').replace('kind: http', 'kind: alloy'),
    'kind of the service s is "alloy", and was "http"',
  ],
  'services/url': [
    service(''),
    service('').replace('http://a', 'http://b'),
    'another address is asked for the service s',
  ],
  'services/token': [
    service(', token: PREFLIGHT_TOKEN_A'),
    service(', token: PREFLIGHT_TOKEN_B'),
    'the service s is asked with another token, and may show less',
  ],
  'services/version': [loki(', version: ">=2"'), loki(''), 'version of the service s is no longer demanded'],
  'services/status': [
    service(''),
    service(', status: 503'),
    'status of the service s is 503, and was "any of 200 to 299"',
  ],
  'services/body': [service(', body: ok'), service(''), 'body of the service s is no longer demanded'],
  'services/tenant': [loki(''), loki(', tenant: empty'), 'tenant of the service s is "empty", and was "none"'],
  'services/expect': [
    service(', expect: [a, b]', 'pyroscope'),
    service(', expect: [a]', 'pyroscope'),
    'expect of the service s is ["a"], and was ["a","b"]',
  ],
  'services/pyroscopeUid': [
    service(', pyroscopeUid: a', 'grafana'),
    service('', 'grafana'),
    'pyroscopeUid of the service s is no longer demanded',
  ],
  'services/remoteWrite': [
    service(', remoteWrite: true', 'prometheus'),
    service(', remoteWrite: false', 'prometheus'),
    'remoteWrite of the service s is false, and was true',
  ],
  kubernetes: ['kubernetes: { context: a }', '', "another cluster is asked: each host's own instead of a"],
  'kubernetes/context': ['', 'kubernetes: { context: a }', "another cluster is asked: a instead of each host's own"],
  waivers: ['', waiver('until: 2026-12-31'), 'a.b everywhere is waived until 2026-12-31: later'],
  'waivers/check': [
    waiver('until: 2026-12-31'),
    waiver('until: 2026-12-31').replace('a.b', 'c.d'),
    'c.d everywhere is waived until 2026-12-31: later',
  ],
  'waivers/host': [
    waiver('host: a, until: 2026-12-31'),
    waiver('until: 2026-12-31'),
    'a.b everywhere is waived until 2026-12-31: later',
  ],
  'waivers/file': [
    waiver('file: a, until: 2026-12-31'),
    waiver('file: b, until: 2026-12-31'),
    'a.b in b is waived until 2026-12-31: later',
  ],
  'waivers/reason': 'it waives nothing more',
  'waivers/until': [
    waiver('until: 2026-12-31'),
    waiver('until: 2027-01-01'),
    'a.b everywhere is waived until 2027-01-01, and was until 2026-12-31',
  ],
  outputs: ['outputs: [{ format: json, file: a.json }]', '', 'the report json is no longer written to a.json'],
  'outputs/format': [
    'outputs: [{ format: json, file: a.json }]',
    'outputs: [{ format: sarif, file: a.json }]',
    'the report json is no longer written to a.json',
  ],
  'outputs/file': [
    'outputs: [{ format: json, file: a.json }]',
    'outputs: [{ format: json, file: b.json }]',
    'the report json is no longer written to a.json',
  ],
  notify: ['notify: { when: always }', '', 'a person is told of another verdict alone, and was after every run'],
  'notify/when': [
    'notify: { when: always }',
    'notify: { when: change }',
    'a person is told of another verdict alone, and was after every run',
  ],
  strict: ['strict: true', 'strict: false', 'warnings no longer block: strict is not true any more'],
};

t.test('no key can be changed in silence', async (t) => {
  const schema = JSON.parse(await readFile('schemas/preflight.schema.json', 'utf8'));
  t.same(Object.keys(keys).sort(), [...keysOf(schema)].sort());
  for (const [key, row] of Object.entries(keys)) {
    if (typeof row === 'string') continue;
    const [base, now, says] = row;
    t.same(
      (await weakened(base, now)).map((text) => text.replace(/^\d+:\d+ /, '')),
      [says],
      key,
    );
  }
});

interface Part {
  readonly $ref?: string;
  readonly items?: Part;
  readonly anyOf?: readonly Part[];
  readonly properties?: Readonly<Record<string, Part>>;
  readonly additionalProperties?: boolean | Part;
}

/** Every key of a schema, below those that it stands in. */
function keysOf({ $defs, ...root }: Part & { readonly $defs: Readonly<Record<string, Part>> }): Set<string> {
  const found = new Set<string>();
  const visit = (part: Part, path: string): void => {
    const { $ref, items, anyOf = [], properties = {}, additionalProperties } = part;
    const named = $ref === undefined ? undefined : $defs[$ref.replace('#/$defs/', '')];
    for (const one of [named, items, ...anyOf]) if (one) visit(one, path);
    const own = typeof additionalProperties === 'object' ? { ...properties, '*': additionalProperties } : properties;
    for (const [name, one] of Object.entries(own)) {
      const key = path === '' ? name : `${path}/${name}`;
      found.add(key);
      visit(one, key);
    }
  };
  visit(root, '');
  return found;
}

t.test('a rollout of thousands of globs is compared in no more time than one of hundreds', async (t) => {
  const groups = (letter: string) =>
    Array.from({ length: 100 }, (_, group) => {
      const paths = Array.from({ length: 90 }, (_, at) => `"${letter}${group}/**/{a,b,c,d}*${at}"`);
      return `{ paths: [${paths.join(', ')}] }`;
    }).join(', ');
  t.same(await weakened(rollout(`files: [${groups('a')}]`), rollout(`files: [${groups('b')}]`)), [
    '2:12 whether fewer files of the rollout r are judged is not compared: it names 9000 paths, and named 9000',
  ]);
  t.same(await weakened(rollout(`files: [${groups('a')}]`), rollout(`files: [${groups('a')}]`)), [], 'the same');
});

t.test('a branch that changes everything is told of in a hundred lines', async (t) => {
  const many = Array.from({ length: 500 }, (_, at) => `  - { check: c${at}, reason: r, until: 2026-12-31 }`);
  const found = await weakened('', `waivers:\n${many.join('\n')}`);
  t.equal(found.length, 101);
  t.equal(found.at(-1), '400 more things are demanded less than in the base');
});
