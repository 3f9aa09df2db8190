import { readFile } from 'node:fs/promises';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { parseProject } from '../../src/project/parse.ts';
import { interpolatedPaths } from '../../src/project/parts/variables.ts';
import type { Project } from '../../src/project/project.ts';

const environment = {
  PREFLIGHT_VAR_HOST: 'ringtail',
  PREFLIGHT_VAR_EMPTY: '',
  PREFLIGHT_TOKEN_X: 'secret',
  HOME: '/root',
};

function parse(text: string, folder = '.'): Promise<Project> {
  return parseProject({ path: 'preflight.yaml', text }, { root: '/repository', folder }, environment);
}

async function messageOf(text: string): Promise<string> {
  try {
    await parse(text);
    return 'nothing is wrong';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replace(/^preflight\.yaml:/, '');
  }
}

const whole = await readFile('test/project/fixtures/whole.yaml', 'utf8');

t.test('a whole file is read, with its places', async (t) => {
  const project = await parse(whole, 'sub');
  const at = ({ span }: { readonly span: { readonly start: number; readonly end: number } }) =>
    whole.slice(span.start, span.end);
  const [first, second, third] = project.hosts;
  t.match(first?.address, { name: 'ringtail', user: 'deploy', port: 2222 });
  t.match(first, { transport: 'openssh', sudo: 'never', timeout: 20, closure: { value: 'sub/result' } });
  t.same(
    [...(first?.parameters ?? [])].map(([name, { value }]) => [name, value]),
    [
      ['alloy', '1.10'],
      ['tight', ''],
      ['deep', 'true'],
    ],
  );
  t.match(second, { user: 'root', address: { name: '::1', port: 2022 } });
  t.match(third, { name: 'ringtail', port: 23 });
  t.match(project.packs, [
    { kind: 'shipped', name: 'profiling' },
    { kind: 'file', path: { value: 'sub/checks/house.yaml', written: 'checks/house.yaml' } },
  ]);
  const [rollout] = project.rollouts;
  t.match(rollout, {
    branch: { value: 'preserve/pyroscope-profiling/pr-313' },
    files: [{ paths: [{ value: 'sub/deploy/**' }] }, { as: 'container', except: [{ value: 'sub/**/old/*' }] }],
    versions: { alloy: { value: '1.10' }, pyroscope: { from: { value: 'sub/service-versions.yaml' } } },
  });
  t.match(project.declared, { kind: 'flake', folder: { value: 'sub/nixos/ringtail' }, host: 'ringtail' });
  t.match(project.waivers, [{ reason: 'a ${word} is free here', until: { value: '2026-12-31' } }]);
  t.match(project, {
    strict: { value: true },
    notify: { value: 'change' },
    kubernetes: { context: { value: 'ringtail' } },
  });
  t.equal(at(project.waivers[0]?.check ?? { span: { start: 0, end: 0 } }), 'sysctl.perf-event-paranoid');
  t.equal(at(project.outputs[0]?.path ?? { span: { start: 0, end: 0 } }), 'reports/preflight.html');
});

t.test('the least file says nothing but its version', async (t) => {
  t.match(await parse('version: 1\n'), { hosts: [], rollouts: [], packs: undefined, strict: undefined });
});

/** What is written -> the place and the beginning of what is said of it. */
const bad: readonly (readonly [string, string | RegExp])[] = [
  // YAML and its shape
  ['', ' is empty'],
  ['hosts: []\n', '1:1: the key "version" is missing'],
  ['version: 2\n', '1:10: "version" must be 1'],
  ['- 1\n', '1:1: preflight.yaml must be a map'],
  ['version: 1\nversion: 1\n', /^2:1: Map keys must be unique/],
  ['version: 1\nhosts:\n\t- name: a\n', /^3:1: Tabs are not allowed/],
  ['version: 1\n---\nversion: 1\n', '2:1: there is a second document'],
  ['version: 1\nhosts: !!js/function x\n', '2:8: tags (!NAME) are refused'],
  ['version: 1\n__proto__: {}\n', '2:1: the key "__proto__" is refused'],
  ['version: 1\nconstructor: {}\n', '2:1: the key "constructor" is not known'],
  // Keys
  ['version: 1\nhost: []\n', '2:1: the key "host" is not known. Did you mean "hosts"?'],
  ['version: 1\nhosts: [{ name: a, usr: b }]\n', '2:20: the key "usr" is not known. Did you mean "user"?'],
  ['version: 1\nhosts: [{ nme: a }]\n', '2:11: the key "nme" is not known. Did you mean "name"?'],
  ['version: 1\nrollouts: [{ name: a }]\n', '2:12: the key "files" is missing'],
  [
    'version: 1\nrollouts: [{ name: a, files: [{ path: [a] }] }]\n',
    '2:33: the key "path" is not known. Did you mean "paths"?',
  ],
  ['version: 1\ndeclared: { flak: x }\n', '2:13: the key "flak" is not known. Did you mean "flake"?'],
  ['version: 1\ndeclared: { flake: "#a", json: b.json }\n', '2:11: "flake" and "json" say the same thing twice'],
  ['version: 1\ndeclared: {}\n', '2:11: "declared" is a map with one of flake, json and files'],
  ['version: 1\ndeclared: x\n', '2:11: "declared" is a map with one of flake, json and files'],
  ['version: 1\ndeclared: { files: x.nix }\n', '2:20: "files" must be a list'],
  ['version: 1\ndeclared: { flake: "#a", impure: true }\n', '2:26: the key "impure" is not known'],
  // Types
  ['version: 1\nhosts: ringtail\n', '2:8: "hosts" must be a list'],
  ['version: 1\nhosts: [ringtail]\n', '2:9: this must be a map'],
  ['version: 1\nhosts:\n', '2:7: "hosts" is empty. Fill it or leave it out'],
  ['version: 1\nhosts: [{ name: a, port: "22" }]\n', '2:26: "port" must be integer'],
  ['version: 1\nhosts: [{ name: a, port: 70000 }]\n', '2:26: "port" must be <= 65535'],
  [
    'version: 1\nhosts: [{ name: a, sudo: allways }]\n',
    /^2:26: "sudo" must be one of auto, always or never\. Did you mean "always"/,
  ],
  ['version: 1\nrollouts: [{ name: a b, files: [x] }]\n', '2:20: "name" is not of the form'],
  ['version: 1\nrollouts: [{ name: a, files: [] }]\n', '2:30: "files" must not be empty'],
  ['version: 1\nrollouts: [{ name: a, files: [1] }]\n', '2:31: this is a path or a glob'],
  [
    'version: 1\nrollouts: [{ name: a, files: [{ paths: [x], as: aloy }] }]\n',
    /^2:49: "as" must be one of .*Did you mean "alloy"/,
  ],
  ['version: 1\nrollouts: [{ name: a, files: [x], versions: { alloy: true } }]\n', '2:54: this is a version such as'],
  ['version: 1\nrollouts: [{ name: a, files: [x], versions: { alloy: new } }]\n', '2:54: "new" is no version'],
  [
    'version: 1\nrollouts: [{ name: a, files: [x], versions: { allow: "1" } }]\n',
    '2:47: the key "allow" is not known. Did you mean "alloy"?',
  ],
  ['version: 1\nwaivers: [{ check: a, reason: b, until: 2026-02-30 }]\n', '2:41: there is no day 2026-02-30'],
  ['version: 1\nwaivers: [{ check: a, reason: b, until: tomorrow }]\n', '2:41: "until" is not of the form'],
  ['version: 1\nwaivers: [{ check: a, until: 2026-01-01 }]\n', '2:11: the key "reason" is missing'],
  [
    'version: 1\nwaivers: [{ check: a, host: h, file: f, reason: b, until: 2026-01-01 }]\n',
    '2:11: a waiver is for a host or for a file',
  ],
  [
    'version: 1\nwaivers: [{ check: a, file: "*.nix", reason: b, until: 2026-01-01 }]\n',
    '2:29: a waiver is for one file',
  ],
  // Named twice
  ['version: 1\nhosts:\n  - name: a\n  - name: root@A:22\n', '4:11: the host "A" is named twice, first in line 3'],
  [
    'version: 1\nrollouts:\n  - { name: a, files: [x] }\n  - { name: a, files: [x] }\n',
    '4:13: a rollout "a" stands in line 3 already',
  ],
  ['version: 1\npacks: [profiling, profiling]\n', '2:20: the pack "profiling" is named twice'],
  [
    'version: 1\nwaivers:\n  - &a { check: a, reason: b, until: 2026-01-01 }\n  - *a\n',
    '4:5: "a" is waived here and in line 3',
  ],
  [
    'version: 1\noutputs: [{ format: json, file: a.json }, { format: json, file: ./a.json }]\n',
    '2:65: two outputs go to',
  ],
  // Hosts
  ['version: 1\nhosts: [{ name: -oProxyCommand=x }]\n', '2:17: "-oProxyCommand=x" is not a host'],
  ['version: 1\nhosts: [{ name: "a;b" }]\n', '2:17: "a;b" is not a host'],
  ['version: 1\nhosts: [{ name: a@b, user: c }]\n', '2:28: the user stands in "name", too'],
  ['version: 1\nhosts: [{ name: "a:1", port: 2 }]\n', '2:30: the port stands in "name", too'],
  ['version: 1\nhosts: [{ name: a, user: "-x" }]\n', '2:26: the user begins with a dash'],
  // Paths
  [
    'version: 1\nclosure: /nix/store/x\n',
    '2:10: "/nix/store/x" is an absolute path. Name one relative to this file, or give it on the command line: --closure PATH.',
  ],
  [
    'version: 1\noutputs: [{ format: json, file: ../x.json }]\n',
    '2:33: "../x.json" leads out of the repository. Name a path inside it, or give it on the command line: --output json=FILE.',
  ],
  [
    'version: 1\nrollouts: [{ name: r, files: [/etc] }]\n',
    '2:31: "/etc" is an absolute path. Name one relative to this file.',
  ],
  [
    'version: 1\nrollouts: [{ name: r, branch: "a b", files: [a] }]\n',
    '2:31: "a b" is no name of a branch. Name one as git branch lists it.',
  ],
  ['version: 1\nclosure: ../result\n', '2:10: "../result" leads out of the repository'],
  ['version: 1\nclosure: a/../../result\n', '2:10: "a/../../result" leads out of the repository'],
  ['version: 1\nclosure: ~/result\n', '2:10: "~/result" is an absolute path'],
  ['version: 1\nclosure: "a\\0b"\n', '2:10: "a\\x00b" is no path'],
  ['version: 1\npacks: [../house.yaml]\n', '2:9: "../house.yaml" leads out of the repository'],
  ['version: 1\ndeclared: { flake: "github:a/b#c" }\n', '2:20: "github:a/b#c" is a flake elsewhere'],
  ['version: 1\ndeclared: { flake: "../x#c" }\n', '2:20: "../x" leads out of the repository'],
  ['version: 1\ndeclared: { flake: ./x }\n', '2:20: "./x" names no host of a flake'],
  ['version: 1\ndeclared: { flake: "./x#" }\n', '2:20: "./x#" names no host of a flake'],
  // What nix is asked for by name must be a name there, too.
  [`version: 1\ndeclared: { flake: "./x#it's" }\n`, `2:20: "./x#it's" ends in what is no name of a host`],
  ['version: 1\ndeclared: { flake: "./x#-a" }\n', '2:20: "./x#-a" ends in what is no name of a host'],
  ['version: 1\ndeclared: { flake: "GITHUB:a/b#c" }\n', '2:20: "GITHUB:a/b#c" is a flake elsewhere'],
  [
    'version: 1\noutputs: [{ format: json, file: .git/hooks/pre-commit.json }]\n',
    /^2:33: ".*" leads into the folder of git/,
  ],
  ['version: 1\noutputs: [{ format: json, file: .GIT/x.json }]\n', /^2:33: ".*" leads into the folder of git/],
  ['version: 1\noutputs: [{ format: html, file: flake.nix }]\n', '2:33: "flake.nix" has a name that no report has'],
  ['version: 1\noutputs: [{ format: htm, file: a.html }]\n', /^2:21: "format" must be one of .*Did you mean "html"/],
  // Branches and globs
  [
    'version: 1\nrollouts: [{ name: a, branch: --upload-pack, files: [x] }]\n',
    '2:31: "--upload-pack" is no name of a branch',
  ],
  ['version: 1\nrollouts: [{ name: a, files: ["a[bc]"] }]\n', '2:31: "a[bc]" holds a bracket'],
  ['version: 1\nrollouts: [{ name: a, files: ["a{b,c"] }]\n', '2:31: "a{b,c" has a brace that is not closed'],
  ['version: 1\nrollouts: [{ name: a, files: ["a**b"] }]\n', '2:31: "a**b" has ** beside other letters'],
  [
    `version: 1\nrollouts: [{ name: a, files: ["${'{a,b}'.repeat(7)}"] }]\n`,
    /^2:31: ".*" stands for more than 64 globs/,
  ],
  // Services
  [
    'version: 1\nservices: [{ name: a, kind: http, url: "https://user:hunter2@x" }]\n',
    '2:40: "url" holds a user or a password',
  ],
  ['version: 1\nservices: [{ name: a, kind: http, url: "file:///etc/passwd" }]\n', '2:40: "url" is not of the form'],
  [
    'version: 1\nservices: [{ name: a, kind: http, url: "http://x", token: hunter2 }]\n',
    '2:59: "token" is not of the form',
  ],
  [
    'version: 1\nservices: [{ name: a, kind: loki, url: "http://x", status: 200 }]\n',
    '2:52: "status" is for services of the kind http, and this one is loki',
  ],
  [
    'version: 1\nservices: [{ name: a, kind: loki, url: "http://x", version: newest }]\n',
    '2:61: "newest" is no comparator',
  ],
  ...['ntfy', 'http'].map(
    (kind) =>
      [
        `version: 1\nservices: [{ name: a, kind: ${kind}, url: "http://x", version: ">=2" }]\n`,
        `2:52: "version" is for services of the kind prometheus, loki, tempo, alloy, grafana, pyroscope or frigate, and this one is ${kind}. Take it out`,
      ] as const,
  ),
  ...['☃', 'a b', 'a/b', '..', 'a|', 'x'.repeat(151), '\\u0007', '\\n'].map(
    (tenant) =>
      [
        `version: 1\nservices: [{ name: a, kind: loki, url: "http://x", tenant: "${tenant}" }]\n`,
        /^2:60: ".*" is no tenant: it (?:is|has|may)\b.*\. Write it as the server has it/,
      ] as const,
  ),
  [
    'version: 1\nservices: [{ name: a, kind: http, url: "http://x", body: "**" }]\n',
    '2:58: "body" holds only stars, which every answer does. Write a text, with \\* for a star',
  ],
  // The environment
  ['version: 1\nhosts: [{ name: "${HOME}" }]\n', '2:17: "HOME" is not read from the environment'],
  [
    'version: 1\nhosts: [{ name: "${PREFLIGHT_TOKEN_X}" }]\n',
    '2:17: "PREFLIGHT_TOKEN_X" is not read from the environment',
  ],
  ['version: 1\nhosts: [{ name: "${PREFLIGHT_VAR_NONE}" }]\n', '2:17: the environment has no PREFLIGHT_VAR_NONE'],
  ['version: 1\nhosts: [{ name: "${PREFLIGHT_VAR_EMPTY}" }]\n', '2:17: the environment has no PREFLIGHT_VAR_EMPTY'],
  ['version: 1\nhosts: [{ name: "${PREFLIGHT_VAR_HOST" }]\n', '2:17: a variable of the environment is not closed'],
  [
    'version: 1\nservices: [{ name: a, kind: http, url: "http://${PREFLIGHT_VAR_HOST}" }]\n',
    '2:40: nothing is read from the environment here',
  ],
  [
    'version: 1\nrollouts: [{ name: a, files: ["${PREFLIGHT_VAR_HOST}/x"] }]\n',
    '2:31: nothing is read from the environment here',
  ],
];

t.test('what is wrong is said with its place and a way out', async (t) => {
  for (const [text, expected] of bad) {
    const message = await messageOf(text);
    if (typeof expected === 'string') t.equal(message.slice(0, expected.length), expected, text);
    else t.match(message, expected, text);
    t.match(message, /\.( .*)?$/, 'it ends as a sentence');
    t.notMatch(message, /hunter2|\/root/, 'no value that may be a secret is shown');
  }
});

/** What hostile input cannot name -> where that belongs. */
const refused: readonly (readonly [string, string])[] = [
  ['hosts: [{ name: a, command: reboot }]', 'No command is ever run'],
  ['hosts: [{ name: a, ProxyCommand: nc }]', 'It belongs in your own ~/.ssh/config'],
  ['hosts: [{ name: a, proxy-jump: b }]', 'It belongs in your own ~/.ssh/config'],
  ['hosts: [{ name: a, ssh_config: f }]', 'on the command line: --ssh-config FILE'],
  ['hosts: [{ name: a, known_hosts: f }]', 'on the command line: --known-hosts FILE'],
  ['hosts: [{ name: a, acceptNew: true }]', 'preflight check HOST --accept-new'],
  ['hosts: [{ name: a, StrictHostKeyChecking: "no" }]', 'preflight check HOST --accept-new'],
  ['hosts: [{ name: a, identity: f }]', 'on the command line: --identity FILE'],
  ['hosts: [{ name: a, IdentityFile: f }]', 'on the command line: --identity FILE'],
  ['hosts: [{ name: a, sudoCommand: doas }]', 'on the command line: --sudo-command NAME'],
  ['hosts: [{ name: a, password: x }]', 'Secrets do not belong into a file that is committed'],
  ['identity: f', 'on the command line: --identity FILE'],
  ['hooks: [x]', 'No command is ever run'],
  ['baseline: report.json', 'on the command line: --baseline FILE'],
  ['notify: { when: change, url: "ntfy:https://x/y" }', 'on the command line alone: --notify ntfy:URL/TOPIC'],
  ['notify: { url: "ntfy:https://x/y" }', 'on the command line alone: --notify ntfy:URL/TOPIC'],
  [
    'services: [{ name: a, kind: http, url: "http://x", password: y }]',
    'name its variable: token: PREFLIGHT_TOKEN_NAME',
  ],
  [
    'services: [{ name: a, kind: http, url: "http://x", headers: {} }]',
    'name its variable: token: PREFLIGHT_TOKEN_NAME',
  ],
  ['tokenOrigins: [http://x]', 'on the command line alone: --token-origin ORIGIN'],
  ['kubernetes: { context: a, kubeconfig: f }', 'Name a context of your own kubeconfig'],
  ['kubernetes: { context: a, token: f }', 'Name a context of your own kubeconfig'],
  ['outputs: [{ format: json, file: a.json, command: x }]', 'No command is ever run'],
];

t.test('what it cannot name is refused with where it belongs', async (t) => {
  for (const [line, expected] of refused) {
    const message = await messageOf(`version: 1\n${line}\n`);
    t.match(message, /^2:\d+: "[\w-]+" cannot stand in preflight\.yaml\. /, line);
    t.ok(message.includes(expected), message);
  }
});

t.test('variables are read where the schema says so, and nowhere else', async (t) => {
  const schema = JSON.parse(await readFile('schemas/preflight.schema.json', 'utf8'));
  const found: string[] = [];
  const visit = (part: Record<string, unknown>, path: readonly string[]): void => {
    if (String(part.description ?? '').includes('${PREFLIGHT_VAR_NAME}')) found.push(path.join('/'));
    for (const [key, value] of Object.entries(part)) {
      if (key === '$ref') visit(schema.$defs[String(value).replace('#/$defs/', '')], path);
      else if (key === 'properties')
        for (const [name, one] of Object.entries(Object(value))) visit(Object(one), [...path, name]);
      else if (key === 'additionalProperties' && typeof value === 'object') visit(Object(value), [...path, '*']);
      else if (key === 'items') visit(Object(value), [...path, '*']);
      else if (key === 'anyOf' && Array.isArray(value)) for (const one of value) visit(one, path);
    }
  };
  visit(schema, []);
  t.same([...new Set(found)].sort(), [...interpolatedPaths].sort());
});
