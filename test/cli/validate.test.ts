// `preflight validate` and `preflight graph` as a person runs them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import validate from '../../src/generated/report-validator.js';
import { kindNames } from '../../src/tasks/validate/kind-names.ts';
import { temporaryFolder } from '../support/files.ts';
import { preflight } from '../support/preflight.ts';

const good = `pyroscope.write "default" {
  endpoint {
    url = "http://pyroscope.monitoring.svc:4040"
  }
}

discovery.process "all" { }

pyroscope.ebpf "default" {
  forward_to = [pyroscope.write.default.receiver]
  targets    = discovery.process.all.targets
}
`;
const broken = good.replace('forward_to', 'forwad_to');

const deep = `logging {\n  write_to = ${'['.repeat(300)}${']'.repeat(300)}\n}\n`;

const folder = await temporaryFolder({
  'good/config.alloy': good,
  'broken/config.alloy': broken,
  'syntax.alloy': 'logging {\n  level = \n}\n',
  'template.alloy.j2': `${good}{{ x }}\n`,
  'placeholder.alloy': good.replace('http://pyroscope.monitoring.svc:4040', '{{ .Values.url }}'),
  'deep.alloy': `${good}${deep}`,
  'deep-and-broken.alloy': `${deep}logging {\n  level = \n}\n`,
  'binary.alloy': new Uint8Array([0, 1, 2]),
  'nothing.yaml': 'a: b\n',
  'deploy/config-map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: alloy }\ndata:\n  config.alloy: |\n    ${broken.replaceAll('\n', '\n    ')}\n`,
  'deploy/kustomization.yaml': 'images:\n  - { name: grafana/alloy, newTag: v1.13.1 }\n',
  'old/config.alloy': good,
  'old/pod.yaml': 'image: grafana/alloy:v1.2.0\n',
  'latest/config.alloy': good,
  'latest/pod.yaml': 'image: grafana/alloy:latest\n',
  'evil\x1b[31m.alloy': 'a = "\x1b]0;x\x07"\n',
  'empty/readme': '',
});
t.teardown(folder.remove);
const run = (words: readonly string[], input?: string) =>
  preflight(words, { cwd: folder.path, env: { COLUMNS: '100' }, ...(input === undefined ? {} : { input }) });

t.test('exit codes', async (t) => {
  // words, exit code, what the output must say
  const table: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['good'], 0, /READY {2}nothing that Alloy .* would refuse/],
    [['good/config.alloy', '--alloy-version', '1.13.1'], 0, /judged for Alloy 1\.13\.1 \(--alloy-version\)/],
    [['broken'], 1, /broken\/config\.alloy:10:3 alloy\.unknown-attribute/],
    [['syntax.alloy'], 1, /syntax\.alloy:3:1 alloy\.syntax/],
    [['template.alloy.j2'], 3, /UNDETERMINED {2}not known: this is a template/],
    [['template.alloy.j2', 'broken'], 1, /UNKNOWN[\s\S]*BLOCKED/],
    [['template.alloy.j2', 'good'], 3, /READY[\s\S]*UNDETERMINED/],
    [
      ['deep.alloy'],
      3,
      /UNKNOWN {2}More than 256 levels[\s\S]*alloy\.syntax-nesting[\s\S]*UNDETERMINED {2}not known: more than 256/,
    ],
    [['deep-and-broken.alloy'], 1, /alloy\.syntax-nesting[\s\S]*:6:1 alloy\.syntax\n[\s\S]*BLOCKED/],
    [['binary.alloy'], 3, /the file is binary/],
    [['placeholder.alloy', '--template-placeholder'], 0, /template's placeholder \(1\)/],
    [['deploy'], 1, /judged for Alloy 1\.13\.1 \(image tag in deploy\/kustomization\.yaml:2\)/],
    [['deploy/config-map.yaml'], 1, /deploy\/config-map\.yaml:15:7 alloy\.unknown-attribute/],
    [['old'], 3, /image tag v1\.2\.0 \(old\/pod\.yaml:1\) cannot be judged/],
    [['old', '--alloy-version', '1.13'], 0, /READY/],
    [['latest'], 0, /image tag "latest"/],
    [['evil\x1b[31m.alloy'], 1, /evil\\x1b\[31m\.alloy/],
  ];
  for (const [words, code, says] of table) {
    const result = await run(['validate', ...words]);
    t.equal(result.code, code, words.join(' '));
    t.match(result.stdout, says);
    t.notMatch(result.stdout, /(?!\n)[\p{Cc}\p{Cf}]/u, 'nothing that a terminal would obey');
    t.equal(result.stderr, '');
  }
});

t.test('bad input', async (t) => {
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Name a file or a folder/],
    [['none.alloy'], /none\.alloy: does not exist/],
    [['nothing.yaml'], /nothing is there that preflight knows/],
    [['empty'], /nothing is there that preflight knows/],
    [['-'], /--as alloy/],
    [['good', '--alloy-version', 'new'], /"new" is no version of Alloy/],
    [['good', '--alloy-version', '0.1'], /0\.1 is not known/],
    [['good', '--upgrade-to', '99x'], /99x/],
    [['good', '--pyroscope-version', '0.1'], /Pyroscope 0\.1 is not known/],
    [['good', '--grafana-version', 'eleven'], /"eleven" is no version of Grafana/],
    [['good', '--stability', 'best'], /best/],
    [['good', '--facts', 'none.json'], /none\.json/],
    [['good', '--output', 'json=none/report.json'], /none/],
    [['good', '--axis', 'policy'], /axis/],
  ];
  for (const [words, says] of table) {
    const { code, stdout, stderr } = await run(['validate', ...words]);
    t.equal(code, 2, words.join(' '));
    t.match(stderr, says);
    t.equal(stdout, '');
  }
});

t.test('the report for a program', async (t) => {
  const { code, stdout } = await run([
    'validate',
    'deploy',
    '--format',
    'json',
    '--output',
    'pretty=report.txt',
    '--output',
    'json=report.json',
  ]);
  t.equal(code, 1);
  const report = JSON.parse(stdout);
  t.ok(validate(report), JSON.stringify(validate.errors));
  const finding = report.findings.find(({ check }: { check: string }) => check === 'alloy.unknown-attribute');
  t.match(finding, {
    axis: 'function',
    severity: 'blocker',
    status: 'fail',
    location: { file: 'deploy/config-map.yaml', line: 15, column: 7, endLine: 15, endColumn: 16 },
  });
  t.match(
    finding.id,
    /^alloy\.unknown-attribute:deploy\/config-map\.yaml \(ConfigMap alloy\):pyroscope\.ebpf\.default/,
  );
  t.match(report.targets, [
    { kind: 'file', name: 'deploy/config-map.yaml', language: 'kubernetes', verdict: 'ready' },
    { name: 'deploy/config-map.yaml (ConfigMap alloy)', verdict: 'blocked', judgedFor: { version: '1.13.1' } },
    { name: 'deploy/kustomization.yaml', language: 'kubernetes' },
  ]);
  t.same(JSON.parse(await readFile(join(folder.path, 'report.json'), 'utf8')), report);
  t.match(await readFile(join(folder.path, 'report.txt'), 'utf8'), / 15 │ {7}forwad_to[\s\S]*BLOCKED/);
});

t.test(
  'of very many findings a file has a hundred blockers and a hundred others in the report, fifty as text',
  async (t) => {
    const text = Array.from(
      { length: 120 },
      (_, index) => `pyroscope.ebpf "x${index}" {\n  forward_to = []\n  targets = 1\n  pid_map_size = 1\n}\n`,
    );
    const options = ['validate', '--as', 'alloy', '-', '--alloy-version', '1.13'];
    const { findings } = JSON.parse((await run([...options, '--format', 'json'], text.join(''))).stdout);
    const counted = (severity: string) =>
      findings.filter(
        (one: { check: string; severity: string }) => one.severity === severity && one.check !== 'alloy.more-findings',
      ).length;
    t.same([counted('blocker'), counted('warning')], [100, 100]);
    t.match(findings.at(-1), { check: 'alloy.more-findings', message: /^\d+ more findings .* \d+ of them blockers/ });
    const { stdout } = await run(options, text.join(''));
    t.equal(stdout.match(/^(?:FAIL|WARN) /gm)?.length, 50);
  },
);

t.test('many files that are fine take a line each', async (t) => {
  const names = Array.from({ length: 15 }, (_, n) => `folder-${String(n).padStart(2, '0')}`);
  const many = await temporaryFolder({
    ...Object.fromEntries(names.map((name) => [`${name}/config.alloy`, 'logging { }\n'])),
    'notes.yaml': 'a: b\n',
  });
  t.teardown(many.remove);
  const { code, stdout } = await preflight(['validate', '.'], { cwd: many.path, env: { COLUMNS: '80' } });
  t.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  t.same(
    lines.slice(0, 15).map((line) => line.replace(/ +/, ' ')),
    names.map((name) => `READY ${name}: Alloy 1.19, the newest known`),
  );
  t.match(lines.at(-1), /^READY {2}15 targets: 15 ready$/);
  t.ok(lines.length <= 22, `${lines.length} lines`);
  t.match(stdout, /^Of no kind that preflight knows: notes\.yaml$/m);
});

t.test('what a patch brings is found in the patch', async (t) => {
  const pods = 'template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: c, image: "x:1" }] } }';
  const rollout = await temporaryFolder({
    'base/kustomization.yaml': 'resources: [workload.yaml]\n',
    'base/workload.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: w }\nspec:\n  selector: { matchLabels: { a: b } }\n  ${pods}\n`,
    'prod/kustomization.yaml':
      'resources: [../base, none.yaml]\npatches: [{ path: patch.yaml }]\nhelmCharts: [{ name: x }]\n',
    'prod/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: w }\nspec:\n  replicas: many\n',
  });
  t.teardown(rollout.remove);
  const { code, stdout } = await preflight(['validate', '.', '--format', 'json'], { cwd: rollout.path });
  t.equal(code, 1);
  const { targets, findings } = JSON.parse(stdout);
  t.match(targets, [{ name: 'prod/kustomization.yaml', notLookedInto: ['helmCharts of a kustomization'] }]);
  t.equal(targets.length, 1, 'the base is a part of it');
  const at = findings.map(
    ({ check, location: { file, line, column } }: { check: string; location: Record<string, unknown> }) =>
      `${check} ${file}:${line}:${column}`,
  );
  t.same(at, ['kubernetes.missing-file prod/kustomization.yaml:1:22', 'kubernetes.wrong-type prod/patch.yaml:5:13']);
});

t.test('standard input', async (t) => {
  const { code, stdout } = await run(['validate', '--as', 'alloy', '-'], broken);
  t.equal(code, 1);
  t.match(stdout, /^ {2}-:10:3 alloy\.unknown-attribute$/m);
});

t.test('Ctrl-C before anything is judged ends with 3 and says so', async (t) => {
  const child = spawn(process.execPath, ['dist/preflight.js', 'validate', '-', '--as', 'alloy'], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  // More than a pipe takes: it is read, so whoever reads has begun.
  child.stdin.write(' '.repeat(1 << 20));
  await once(child.stdin, 'drain');
  child.kill('SIGINT');
  t.same(await once(child, 'close'), [3, null]);
  t.equal(stderr, 'preflight: interrupted: nothing was judged.\n');
});

t.test('an upgrade', async (t) => {
  const { stdout } = await run([
    'validate',
    'good',
    '--alloy-version',
    '1.10',
    '--upgrade-to',
    '1.19',
    '--format',
    'json',
  ]);
  const report = JSON.parse(stdout);
  for (const { id, message } of report.findings) {
    if (!message.startsWith('with Alloy 1.19: ')) continue;
    t.match(id, /:upgrade-1\.19:/);
  }
  t.equal(report.tool.parameters['upgrade-to'], '1.19');
});

t.test('which program goes to which version', async (t) => {
  const server = {
    'stack/config.alloy': good,
    'stack/pyroscope.yaml': 'pyroscopedb:\n  data_path: /data\n',
  };
  const stack = await temporaryFolder(server);
  t.teardown(stack.remove);
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['stack', '--upgrade-to', '1.19'], /Write --upgrade-to alloy=1\.19 or --upgrade-to pyroscope=1\.19/],
    [['stack', '--upgrade-to', 'alloy=1.19', '--upgrade-to', 'alloy=1.18'], /gives Alloy two versions/],
    [['stack/config.alloy', '--upgrade-to', 'pyroscope=2.2'], /no configuration of Pyroscope is there/],
    [['stack', '--upgrade-to', 'grafana=11'], /"grafana" has no versions to compare/],
    [['stack', '--upgrade-to', 'pyroscope=new'], /"new" is no version of Pyroscope/],
  ];
  for (const [words, says] of table) {
    const { code, stderr } = await preflight(['validate', ...words], { cwd: stack.path });
    t.equal(code, 2, words.join(' '));
    t.match(stderr, says);
  }
  const { stdout } = await preflight(
    ['validate', 'stack', '--upgrade-to', 'alloy=1.19', '--upgrade-to', 'pyroscope=2.2', '--format', 'json'],
    { cwd: stack.path },
  );
  t.equal(JSON.parse(stdout).tool.parameters['upgrade-to'], 'alloy=1.19 pyroscope=2.2');
});

t.test('the graph', async (t) => {
  const mermaid = await run(['graph', 'good']);
  t.equal(mermaid.code, 0);
  t.match(mermaid.stdout, /^flowchart LR\n/);
  t.match(mermaid.stdout, /pyroscope\.ebpf\.default/);
  t.match((await run(['graph', 'good', '--format', 'dot'])).stdout, /^digraph /);
  const inYaml = JSON.parse((await run(['graph', 'deploy', '--format', 'json'])).stdout);
  const node = inYaml.nodes.find(({ label }: { label: string }) => label === 'pyroscope.ebpf.default');
  t.match(node, { file: 'deploy/config-map.yaml', line: 14, column: 5 });
  t.ok(node.blockers.includes('alloy.unknown-attribute'));
  t.equal((await run(['graph', 'template.alloy.j2'])).code, 3);
  const several = await run(['graph', '.']);
  t.equal(several.code, 2);
  t.match(several.stderr, /Name one of them/);
});

t.test('the documentation shows what is written', async (t) => {
  const shown = await readFile(join(import.meta.dirname, '../../docs/validate.md'), 'utf8');
  const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(shown)?.[1] ?? '';
  const example = await temporaryFolder({
    'deploy/config.alloy': block('alloy'),
    'deploy/kustomization.yaml': 'images:\n  - name: grafana/alloy\n    newTag: v1.13.1\n',
  });
  t.teardown(example.remove);
  const { stdout } = await preflight(['validate', 'deploy'], { cwd: example.path, env: { COLUMNS: '80' } });
  t.equal(stdout, block('text'));

  for (const kind of kindNames) t.ok(shown.includes(`| \`${kind}\` |`), `${kind} is documented`);

  const page = await readFile(join(import.meta.dirname, '../../docs/report.md'), 'utf8');
  const documented = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
  const written = await preflight(['validate', 'deploy', '--format', 'json'], { cwd: example.path });
  const { targets, findings } = JSON.parse(written.stdout);
  t.same(findings, documented.findings);
  t.same(
    targets.filter(({ language }: { language: string }) => language === 'alloy'),
    documented.targets,
  );
});

t.test('a local command loads nothing of hosts, packs and YAML', async (t) => {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const left = [join(import.meta.dirname, '../../src/cli/validate.ts')];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (modules.has(file)) continue;
    modules.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)'/gm)) {
      if (name.startsWith('.')) left.push(join(file, '..', name));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  }
  t.ok(modules.size > 30, `${modules.size} modules are loaded`);
  t.same([...packages], []);
  t.same(
    [...modules].filter((file) => /src\/(?:host|checks|nix)\//.test(file)),
    [],
  );
});
