/** The pack `platform` as a person runs it: over SSH on hosts with k3s, and with the kubectl of this machine. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Finding, Report } from '../../src/generated/report-types.ts';
import { startFakeFrigate } from '../fakes/frigate.ts';
import { kubeconfig, listsOf, startFakeKubernetes } from '../fakes/kubernetes.ts';
import { labNeeds, startLab } from '../lab/lab.ts';
import { missing, onlyWhere } from '../support/needs.ts';
import { preflight, type RunOptions } from '../support/preflight.ts';

const fixtures = join(import.meta.dirname, '../host/fixtures/kubernetes');

const cluster = (situation: string) =>
  startFakeKubernetes({ lists: listsOf(join(fixtures, situation), join(fixtures, 'healthy')) });

const folder = await mkdtemp(join(tmpdir(), 'preflight-platform-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));

async function judged(
  words: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number | null; report: Report }> {
  const { code, stdout, stderr } = await preflight([...words, '--pack', 'platform', '--format', 'json', '-q'], options);
  if (stdout === '') throw new Error(stderr);
  return { code, report: JSON.parse(stdout) };
}

function failed({ findings }: Report): string[] {
  return findings.filter(({ status }) => status === 'fail').map(({ check }) => check);
}

function finding({ findings }: Report, check: string): Finding | undefined {
  return findings.find((one) => one.check === check);
}

t.test('over SSH', onlyWhere([...(await labNeeds()), ...missing('kubectl')]), async (t) => {
  const server = await cluster('imagepull');
  t.teardown(server.stop);
  const k3s = kubeconfig('default', server.url, { current: true });
  const lab = await startLab(['ringtail-ready', 'minimal', 'nosudo'], { k3s });
  t.teardown(lab.stop);
  const reach = ['--ssh-config', lab.sshConfig];
  for (const [host, transport] of [
    ['ringtail-ready', 'ssh2'],
    ['ringtail-ready', 'openssh'],
    ['minimal', 'ssh2'],
  ] as const) {
    const { code, report } = await judged(['check', host, ...reach, '--transport', transport]);
    t.equal(code, 1, `${host} over ${transport}`);
    t.same(failed(report), ['pod.rollout', 'workload.rollout']);
    t.equal(report.summary.sentence, '2 blockers', 'and nothing of a profiler');
    t.match(finding(report, 'pod.rollout')?.message, /ImagePullBackOff.*Get "\(URL\)".*no such host/);
  }
  const ordinary = await judged(['check', 'nosudo', ...reach]);
  t.equal(ordinary.code, 3, 'an ordinary user may not read the kubeconfig');
  t.match(
    finding(ordinary.report, 'node.ready')?.message,
    /may not be read \(denied, read as an ordinary user, \/etc\/rancher/,
  );

  const file = join(folder, 'facts.json');
  await preflight(['facts', 'ringtail-ready', ...reach, '--pack', 'platform', '-o', file]);
  const saved = await judged(['check', '--facts', file]);
  t.equal(saved.code, 1, 'facts that were saved are judged again');
  t.same(failed(saved.report), ['pod.rollout', 'workload.rollout']);
  t.ok((await readFile(file)).length < 40_000, 'and they are small');

  const asked = server.asked.length;
  const profiling = await preflight(['check', 'ringtail-ready', ...reach, '-q']);
  t.equal(profiling.code, 0);
  t.equal(server.asked.length, asked, 'the pack profiling asks no cluster');

  const config = join(folder, 'another');
  const other = await cluster('healthy');
  t.teardown(other.stop);
  await writeFile(config, kubeconfig('elsewhere', other.url));
  const here = await judged(['check', 'ringtail-ready', 'nosudo', ...reach, '--kube-context', 'elsewhere'], {
    env: { KUBECONFIG: config },
  });
  t.equal(here.code, 0, 'another cluster than that of the host');
  t.equal(server.asked.length, asked);
  t.equal(other.asked.filter((path) => path.startsWith('/api/v1/nodes')).length, 1, 'asked once for two hosts');
  t.match(here.report.targets[0]?.notes, [/the context elsewhere/]);
});

t.test('from this machine', onlyWhere(missing('kubectl')), async (t) => {
  const server = await cluster('crashloop');
  t.teardown(server.stop);
  const config = join(folder, 'config');
  await writeFile(config, kubeconfig('ringtail', server.url, { current: true }));
  const env = { KUBECONFIG: config };
  const named = await judged(['check', '--kube-context', 'ringtail', '--no-active'], { env });
  t.equal(named.code, 1);
  t.same(failed(named.report), ['pod.rollout', 'pod.ready', 'pod.ready', 'workload.rollout', 'workload.rolled-out']);
  const asked = server.asked.length;
  const unnamed = await judged(['check', '--no-active'], { env });
  t.equal(server.asked.length, asked, 'the current context is not used without its name');
  t.equal(unnamed.report.verdict, 'undetermined');
  const stopped = await judged(['check', '--no-active', '--kube-context', 'other'], { env });
  t.equal(stopped.code, 3);
  t.match(finding(stopped.report, 'node.ready')?.message, /kubectl has no such context/);
});

t.test('in the gate, with the context and the Frigate of preflight.yaml', onlyWhere(missing('kubectl')), async (t) => {
  const server = await cluster('crashloop');
  const frigate = await startFakeFrigate('down');
  t.teardown(() => Promise.all([server.stop(), frigate.stop()]));
  const config = join(folder, 'config');
  await writeFile(config, kubeconfig('ringtail', server.url));
  const project = join(folder, 'preflight.yaml');
  const lines = [
    'version: 1',
    'hosts: [{ name: local, packs: [platform] }]',
    'kubernetes: { context: ringtail }',
    `services: [{ name: nvr, kind: frigate, url: "${frigate.url}" }]`,
  ];
  await writeFile(project, `${lines.join('\n')}\n`);
  const options = { env: { KUBECONFIG: config }, cwd: folder };
  const { stdout } = await preflight(['gate', '--only', 'hosts', '--no-active', '--format', 'json', '-q'], options);
  t.same(failed(JSON.parse(stdout)), [
    'pod.rollout',
    'pod.ready',
    'pod.ready',
    'workload.rollout',
    'workload.rolled-out',
  ]);
  const cameras = await judged(['check', '--config', project, '--no-active'], options);
  t.same(failed(cameras.report), ['frigate.camera'], 'check asks only the services that are cameras');
  t.match(finding(cameras.report, 'frigate.camera')?.id, 'frigate.camera:services:nvr:door');
  const given = await judged(['check', '--no-active', '--set', `frigate-url=${frigate.url}`]);
  t.same(failed(given.report), ['frigate.camera'], 'and without preflight.yaml, by its parameter');
});

t.test('bad input', async (t) => {
  const refused: [string[], RegExp][] = [
    [['check', '--pack', 'platform', '--kube-context=-x'], /--kube-context "-x": give the name of a context/],
    [['check', '--pack', 'platform', '--kube-context', ''], /--kube-context/],
    [
      ['check', '--pack', 'platform', '--set', 'textfile-directory=../x'],
      /--set textfile-directory=\.\.\/x: give the absolute path/,
    ],
    [['probe', '--pack', 'platform', '--set', "textfile-directory=/a'; id"], /give the absolute path/],
    [['check', '--pack', 'platform', '--set', 'runbooks=docs'], /runbooks=docs: the value must be a URL/],
    [['check', '--pack', 'platform', '--set', 'pod-grace=soon'], /pod-grace=soon: the value must be an integer/],
  ];
  for (const [words, message] of refused) {
    const { code, stdout, stderr } = await preflight(words);
    t.equal(code, 2, words.join(' '));
    t.equal(stdout, '');
    t.match(stderr, message);
  }
});

t.test('the longer probe is printed as it would run', async (t) => {
  const { stdout: longer } = await preflight([
    'probe',
    '--pack',
    'platform',
    '--set',
    'textfile-directory=/var/lib/metrics',
  ]);
  t.match(longer, "TEXTFILES='/var/lib/metrics'\n");
  t.match(longer, "MORE='cluster textfiles'\n");
  const { stdout: usual } = await preflight(['probe']);
  t.notMatch(usual, /kubectl/);
});
