/** The text of a preflight.yaml for what was found in a repository. */

export interface Draft {
  /** What the header names for editors; undefined: no header. */
  readonly schema: string | undefined;
  readonly hosts: readonly DraftHost[];
  /** The version of Alloy that the files name; undefined: none, or several. */
  readonly alloy: string | undefined;
  readonly rollouts: readonly DraftRollout[];
  readonly services: readonly DraftService[];
}

export interface DraftHost {
  readonly name: string;
  /** `./nixos#ringtail`. */
  readonly flake?: string;
}

export interface DraftRollout {
  readonly name: string;
  readonly branch?: { readonly name: string; readonly onto: string };
  readonly files: readonly string[];
  /** The file that says the version of a program. */
  readonly versions: Readonly<Partial<Record<string, string>>>;
}

export interface DraftService {
  readonly name: string;
  readonly kind: string;
  readonly url: string;
  /** Whether its name is one that only the cluster knows: such a service is written down and not asked. */
  readonly isInCluster: boolean;
}

/** YAML that src/project/parse.ts reads, with what a person may want to change next to it. */
export function draftText({ schema, hosts, alloy, rollouts, services }: Draft): string {
  const parts = [
    [
      ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
      '# What is rolled out from this repository, where, and what must hold before: preflight gate.',
      '# Written by preflight init; it is yours from now on. docs/preflight-yaml.md of preflight has every key.',
      'version: 1',
    ],
    hostLines(hosts),
    [
      '# What hosts are judged by: packs that preflight ships (preflight list), or files of this repository.',
      'packs: [profiling]',
    ],
    [
      '# Parameters of the packs, as --set NAME=VALUE gives them.',
      alloy === undefined
        ? '# parameters: { alloy: "1.13.1" }'
        : `parameters: { alloy: ${JSON.stringify(alloy)} } # as the files have it today`,
    ],
    rolloutLines(rollouts),
    serviceLines(services),
    [
      '# What is accepted for a while is shown in every report, and fails again after its last day:',
      '# waivers:',
      '#   - { check: sysctl.perf-event-paranoid, host: NAME, reason: WHY, until: 2026-12-31 }',
    ],
    ['# Reports beside the one on standard output:', '# outputs: [{ format: html, file: reports/preflight.html }]'],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function hostLines(hosts: readonly DraftHost[]): string[] {
  return [
    '# Named as on the command line: name, user@name, user@name:port, or local for this machine. Each is reached as your',
    '# ssh reaches it; user, port, transport, sudo and timeout may stand beside the name.',
    'hosts:',
    ...(hosts.length === 0 ? ['  - name: local # no host was found here: write those that you roll out to'] : []),
    ...hosts.flatMap(({ name, flake }) => [
      `  - name: ${scalar(name)}`,
      ...(flake === undefined ? [] : [`    declared: { flake: ${JSON.stringify(flake)} }`]),
    ]),
  ];
}

function rolloutLines(rollouts: readonly DraftRollout[]): string[] {
  const help = [
    '# Files that are rolled out together: files, folders and globs. With a branch, its rebase is rehearsed and',
  ];
  help.push('# they are read as they would be after it.');
  if (rollouts.length === 0)
    return [...help, '# rollouts:', '#   - name: profiling', '#     branch: my-branch', '#     files: [deploy]'];
  return [
    ...help,
    'rollouts:',
    ...rollouts.flatMap(({ name, branch, files, versions }) => [
      `  - name: ${scalar(name)}`,
      ...(branch ? [`    branch: ${scalar(branch.name)}`, `    onto: ${scalar(branch.onto)}`] : []),
      '    files:',
      ...files.map((file) => `      - ${scalar(file)}`),
      ...(Object.keys(versions).length > 0 ? ['    versions:'] : []),
      ...Object.entries(versions).map(([program, file]) => `      ${program}: { from: ${JSON.stringify(file)} }`),
    ]),
  ];
}

function serviceLines(services: readonly DraftService[]): string[] {
  const help = [
    '# Services that are asked whether they are there and ready. A token is the NAME of a variable of the environment.',
  ];
  const reached = services.filter(({ isInCluster }) => !isInCluster);
  const others = services.filter(({ isInCluster }) => isInCluster);
  const line = ({ name, kind, url }: DraftService) =>
    `  - { name: ${scalar(name)}, kind: ${kind}, url: ${JSON.stringify(url)} }`;
  const inCluster = [
    '# Names that only the cluster knows; write down where they are reached from here:',
    ...others.map((service) => `# ${line(service)}`),
  ];
  if (reached.length > 0) return [...help, 'services:', ...reached.map(line), ...(others.length > 0 ? inCluster : [])];
  return [
    ...help,
    '# services:',
    ...(others.length > 0
      ? inCluster
      : ['#   - { name: grafana, kind: grafana, url: "https://grafana.example", token: PREFLIGHT_TOKEN_GRAFANA }']),
  ];
}

/** Plain where YAML takes it for nothing but text. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z_./][\w./-]*$/.test(text) && !/^(?:true|false|null|[-+.]\d.*|\.(?:inf|nan))$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
