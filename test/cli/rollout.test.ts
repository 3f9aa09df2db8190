// A whole rollout as a person judges it: what is asked on the command line, and what the report says of it.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import type { Finding, Report } from '../../src/generated/report-types.ts';
import { temporaryFolder } from '../support/files.ts';
import { preflight } from '../support/preflight.ts';

const healthy = join(import.meta.dirname, '../agree/fixtures/rollout');
const server = 'argocd/manifests/pyroscope';
const agent = 'argocd/manifests/alloy-profiling';

/** A copy of the healthy rollout with texts put in place of others. */
async function rollout(t: Test, changes: readonly (readonly [file: string, old: string, now: string])[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-asked-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await cp(healthy, folder, { recursive: true });
  for (const [file, old, now] of changes) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8').catch(() => '');
    t.ok(text.includes(old), `${file} has: ${old}`);
    await writeFile(path, old === '' ? now : text.replace(old, () => now));
  }
  return folder;
}

async function judged(cwd: string, words: readonly string[], input?: string): Promise<Report> {
  const { stdout, stderr } = await preflight(['validate', ...words, '--format', 'json'], {
    cwd,
    ...(input === undefined ? {} : { input }),
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** `FILE:LINE:COLUMN RULE`. */
function shown({ check, location }: Finding): string {
  const place = location?.line === undefined ? '' : `:${location.line}:${location.column}`;
  return `${location?.file ?? ''}${place} ${check}`;
}

const found = async (...words: Parameters<typeof judged>) => (await judged(...words)).findings.map(shown);

t.test('from Pyroscope 1.x to 2.x: keys and flags that go, keys that come, defaults that change', async (t) => {
  const flag = '-tenant-settings.collection-rules.enabled=true';
  const folder = await rollout(t, [
    [`${server}/kustomization.yaml`, 'newTag: 2.2.1', 'newTag: 1.13.2'],
    [`${server}/pyroscope.yaml`, '', 'tenant_settings:\n  collection_rules:\n    enabled: false\nserver: {}\n'],
    [
      `${server}/statefulset.yaml`,
      '-config.file=/etc/pyroscope/config.yaml',
      `-config.file=/etc/pyroscope/config.yaml\n            - ${flag}`,
    ],
  ]);
  const { findings } = await judged(folder, ['.', '--upgrade-to', 'pyroscope=2.2']);
  const upgrade = findings.filter(({ message }) => message.startsWith('with Pyroscope 2.2: '));
  t.same(
    upgrade.filter(({ severity }) => severity === 'blocker').map(shown),
    [
      `${server}/statefulset.yaml:32:15 pyroscope.argument-unknown`,
      `${server}/pyroscope.yaml:2:3 pyroscope.unknown-key`,
    ],
    'what is refused',
  );
  t.ok(
    upgrade.some(({ id }) => /argument-unknown.*:upgrade-2\.2:/.test(id)),
    'a flag is told from what is wrong today',
  );
  const said = upgrade.map(({ message }) => message).join('\n');
  t.match(
    said,
    /"storage\.filesystem\.dir" is "[^"]+" now, and "\.\/data\/v2\/shared"|architecture_storage is v1-v2-dual/,
  );
  t.match(said, /Pyroscope 2\.2 has \d+ more: /);
  t.notMatch(said, /join_members/, 'an empty list is an empty list');
});

t.test('overrides of tenants, wherever they are', async (t) => {
  const overrides = 'overrides:\n  ringtail:\n    max_query_lenght: 1d\n';
  const told: readonly (readonly [string, string, string])[] = [
    [`${server}/pyroscope.yaml`, 'limits:\n', 'runtime_config:\n  file: /etc/pyroscope/own.yaml\n\nlimits:\n'],
    [`${server}/own.yaml`, '', overrides],
  ];
  const mounted: typeof told = [
    ...told,
    [`${server}/kustomization.yaml`, 'config.yaml=pyroscope.yaml', 'config.yaml=pyroscope.yaml\n      - own.yaml'],
  ];
  const folder = await rollout(t, mounted);
  const report = await judged(folder, ['.']);
  t.same(report.findings.map(shown), [`${server}/own.yaml:3:5 pyroscope.unknown-key`]);
  t.match(
    report.targets.find(({ name }) => name.endsWith('own.yaml')),
    { language: 'pyroscope', judgedFor: { version: '2.2.1' } },
  );
  t.notOk(report.notJudged, 'it is no file of no kind');
  t.same(
    await found(await rollout(t, told), ['.']),
    [`${server}/pyroscope.yaml:31:9 agree.configuration-path`],
    'the server does not start without them',
  );
  const byFlag = await rollout(t, [
    ...mounted.slice(1),
    [
      `${server}/statefulset.yaml`,
      '-config.file=/etc/pyroscope/config.yaml',
      '-config.file=/etc/pyroscope/config.yaml\n            - -runtime-config.file=/etc/pyroscope/own.yaml',
    ],
  ]);
  t.same(await found(byFlag, ['.']), [`${server}/own.yaml:3:5 pyroscope.unknown-key`], 'a flag names them');
  t.same(await found('.', ['--as', 'pyroscope', '-'], overrides), ['-:3:5 pyroscope.unknown-key']);
  const alone = await temporaryFolder({ 'pyroscope-overrides.yaml': `${overrides}    ingestion_rate_mb: 4\n` });
  t.teardown(alone.remove);
  t.same(await found(alone.path, ['.']), ['pyroscope-overrides.yaml:3:5 pyroscope.unknown-key']);
});

t.test('each kind, said by --as, of a file and of standard input', async (t) => {
  const files: readonly (readonly [kind: string, file: string, language: string])[] = [
    ['alloy', `${agent}/config.alloy`, 'alloy'],
    ['pyroscope', `${server}/pyroscope.yaml`, 'pyroscope'],
    ['kubernetes', `${server}/service.yaml`, 'kubernetes'],
    ['container', 'containers/pyroscope/default.nix', 'container'],
    ['documentation', 'docs/how-to/roll-out-profiling.md', 'documentation'],
    ['service-versions', 'service-versions.yaml', 'service-versions'],
  ];
  const folder = await rollout(t, [['datasources.txt', '', 'apiVersion: 1\ndatasources: []\n']]);
  for (const [kind, file, language] of [...files, ['grafana', 'datasources.txt', 'grafana'] as const]) {
    const text = await readFile(join(folder, file), 'utf8');
    await writeFile(join(folder, 'plain.txt'), text);
    for (const [path, input] of [['plain.txt'], ['-', text]] as const) {
      const { targets } = await judged(folder, ['--as', kind, path], input);
      t.same(
        targets.map((target) => [target.name, target.language]),
        [[path, language]],
        `${kind}: ${path}`,
      );
    }
  }
  const kustomization = await readFile(join(folder, server, 'kustomization.yaml'), 'utf8');
  await writeFile(join(folder, server, 'plain.txt'), kustomization.replace('service.yaml', 'servis.yaml'));
  t.same(
    (await found(folder, ['--as', 'kustomization', `${server}/plain.txt`])).at(0),
    `${server}/plain.txt:7:5 kubernetes.missing-file`,
  );
  const piped = await judged(join(folder, server), ['--as', 'kustomization', '-'], kustomization);
  t.match(
    piped.targets.find(({ language }) => language === 'pyroscope'),
    { name: 'pyroscope.yaml', judgedFor: { version: '2.2.1', from: 'image tag in -:10' } },
  );
});

t.test('what the host is counts', async (t) => {
  const seven =
    'capabilities: { add: [BPF, PERFMON, SYS_PTRACE, SYS_RESOURCE, DAC_READ_SEARCH, SYSLOG, CHECKPOINT_RESTORE] }';
  const folder = await rollout(t, [[`${agent}/daemonset.yaml`, 'privileged: true', seven]]);
  const facts = (release: string) =>
    JSON.stringify({
      schemaVersion: 1,
      host: 'ringtail',
      collectedAt: '2026-11-20T00:00:00Z',
      facts: { kernel: { release, machine: 'x86_64' } },
      gaps: {},
      from: {},
    });
  await writeFile(join(folder, 'old.json'), facts('5.4.0'));
  await writeFile(join(folder, 'new.json'), facts('6.12.5'));
  t.same(await found(folder, ['.', '--facts', 'new.json']), []);
  t.same(await found(folder, ['.', '--facts', 'old.json']), [
    `${agent}/daemonset.yaml:40:11 kubernetes.profiler-privileges`,
  ]);
});

t.test('variables are replaced where the container says so, and flags win over the file', async (t) => {
  const config = '-config.file=/etc/pyroscope/config.yaml';
  const variable = [`${server}/pyroscope.yaml`, 'log_level: info', `log_level: ${'$'}{LEVEL:info}`] as const;
  t.same(await found(await rollout(t, [variable]), ['.']), [
    `${server}/pyroscope.yaml:9:14 pyroscope.unexpanded`,
    `${server}/pyroscope.yaml:9:14 pyroscope.bad-value`,
  ]);
  const expanded = [`${server}/statefulset.yaml`, config, `${config}\n            - -config.expand-env`] as const;
  t.same(await found(await rollout(t, [variable, expanded]), ['.']), [
    `${server}/pyroscope.yaml:9:14 pyroscope.no-default`,
  ]);
  const port = [
    `${server}/statefulset.yaml`,
    config,
    `${config}\n            - -server.http-listen-port=4041`,
  ] as const;
  const [finding, ...others] = (await judged(await rollout(t, [port]), ['.'])).findings;
  t.same(others, []);
  t.equal(finding && shown(finding), `${server}/statefulset.yaml:35:30 agree.listen-port`);
  t.match(finding?.related, [{ file: `${server}/statefulset.yaml`, line: 32, column: 15 }]);
});

t.test('line ends, byte order marks, lists and JSON change nothing', async (t) => {
  const config = 'target: all\nserver:\n  log_levle: info\nanalytics: {reporting_enabled: false}\n';
  const object = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: pyroscope\ndata:\n${data}`;
  const plain = object(`  pyroscope.yaml: |\n    ${config.trimEnd().replaceAll('\n', '\n    ')}\n`);
  const list = `apiVersion: v1\nkind: List\nitems:\n  - ${plain.trimEnd().replaceAll('\n', '\n    ')}\n`;
  const json = `{"apiVersion":"v1","kind":"List","items":[\n{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"pyroscope"},"data":{"pyroscope.yaml":${JSON.stringify(config)}}}]}`;
  const column = (json.split('\n')[1] ?? '').indexOf('log_levle') + 1;
  const folder = await temporaryFolder({
    'lf/a.yaml': plain,
    'crlf/a.yaml': plain.replaceAll('\n', '\r\n'),
    'bom/a.yaml': `\ufeff${plain}`,
    'list/a.yaml': list,
    'json/a.json': json,
  });
  t.teardown(folder.remove);
  for (const [file, place] of [
    ['lf/a.yaml', '9:7'],
    ['crlf/a.yaml', '9:7'],
    ['bom/a.yaml', '9:7'],
    ['list/a.yaml', '12:11'],
    ['json/a.json', `2:${column}`],
  ] as const)
    t.same(await found(folder.path, [dirname(file)]), [`${file}:${place} pyroscope.unknown-key`], file);
});

t.test('what Kubernetes refuses of a ConfigMap, and Secrets that are elsewhere', async (t) => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - name: c
      image: example.org/c:1.0
      envFrom: [{ secretRef: { name: s } }, { configMapRef: { name: m } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: m }
data:
  PORT: 8080
  HOST: "8080"
  NONE:
`;
  const folder = await temporaryFolder({ 'pod.yaml': pod });
  t.teardown(folder.remove);
  const { findings, targets } = await judged(folder.path, ['.']);
  t.same(findings.map(shown), ['pod.yaml:14:9 kubernetes.wrong-type']);
  t.match(targets[0]?.notLookedInto, ['whether Secret s of Pod p is in the cluster']);
});

t.test('a pipe that a kustomization names is not waited for', async (t) => {
  const folder = await temporaryFolder({ 'kustomization.yaml': 'resources: [pipe.yaml]\n' });
  t.teardown(folder.remove);
  execFileSync('mkfifo', [join(folder.path, 'pipe.yaml')]);
  t.same(await found(folder.path, ['.']), ['pipe.yaml file.unreadable']);
});

t.test('of very many things that nobody looked into some are shown', async (t) => {
  const services = Array.from(
    { length: 200 },
    (_, at) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: s${at} }\nspec: { selector: { a: b }, ports: [{ port: 1 }] }\n`,
  );
  const folder = await temporaryFolder({ 'all.yaml': services.join('---\n'), 'notes.yml': 'a: b\n' });
  t.teardown(folder.remove);
  const { stdout } = await preflight(['validate', '.'], { cwd: folder.path });
  t.match(stdout, /^ {2}- 170 more; --format json holds all$/m);
  t.match(stdout, /^Of no kind that preflight knows: notes\.yml$/m);
  t.ok(stdout.split('\n').length < 45);
});

t.test('a manifest alone: what may be among other files is named, and blocks nothing', async (t) => {
  const folder = await rollout(t);
  const { findings, targets } = await judged(folder, [`${server}/statefulset.yaml`]);
  t.same(
    findings.filter(({ severity }) => severity === 'blocker'),
    [],
  );
  t.match(targets[0]?.notLookedInto, [
    'Service pyroscope-headless of StatefulSet pyroscope: no Service is among the files',
  ]);
});
