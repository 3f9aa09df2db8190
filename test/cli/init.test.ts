import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { parse } from 'yaml';
import { flakeHosts } from '../../src/nix/declared/flake-hosts.ts';
import { draftText } from '../../src/project/draft.ts';
import { parseProject } from '../../src/project/parse.ts';
import { covering } from '../../src/tasks/init/covering.ts';
import { testRepository } from '../git/support/repository.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const dataSources = `apiVersion: 1
datasources:
  - { name: Profiles, type: grafana-pyroscope-datasource, url: "http://pyroscope.monitoring.svc:4040" }
  - { name: Metrics, type: prometheus, url: "https://prometheus.ops.example.org" }
  - { name: Logs, type: loki, url: "https://user:hunter2@loki.ops.example.org" }
`;
const manifest = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }] }\n';

const pod = `apiVersion: v1
kind: Pod
metadata: { name: alloy }
spec: { containers: [{ name: alloy, image: "grafana/alloy:v1.13.1" }] }
`;

t.test('what lies in a repository becomes a file that judges it', needs('git'), async (t) => {
  const repository = await testRepository();
  t.teardown(repository.remove);
  await repository.commit('start', {
    'nixos/ringtail/flake.nix':
      '{ outputs = _: { nixosConfigurations.ringtail = { }; nixosConfigurations."-x" = { }; }; }',
    'deploy/alloy/config.alloy': 'logging { }\n',
    'deploy/grafana/datasources.yaml': dataSources,
    'containers/pyroscope/service.yaml': manifest,
    'test/fixtures/service.yaml': manifest,
    'service-versions.yaml': 'pyroscope: 2.0.1\n',
    'README.md': '# A\n',
  });
  repository.git('checkout', '-q', '-b', 'preserve/pyroscope-profiling/pr-313');
  await repository.commit('profiling', {
    'deploy/pyroscope/service.yaml': manifest,
    'deploy/pyroscope/pod.yaml': pod,
    'NOTES.md': '# B\n',
  });
  repository.git('branch', 'preserve/merged', 'main');
  repository.git('checkout', '-q', 'main');
  const cwd = join(repository.path, 'deploy');

  const printed = await preflight(['init', '-o', '-'], { cwd });
  t.equal(printed.code, 0, printed.stderr);
  t.match(printed.stdout, /^# yaml-language-server: \$schema=\.\/preflight\.schema\.json\n/);
  t.same(parse(printed.stdout), {
    version: 1,
    hosts: [{ name: 'ringtail', declared: { flake: './nixos/ringtail#ringtail' } }],
    packs: ['profiling'],
    parameters: { alloy: '1.13.1' },
    rollouts: [
      {
        name: 'pyroscope-profiling',
        branch: 'preserve/pyroscope-profiling/pr-313',
        onto: 'main',
        files: ['containers/pyroscope/service.yaml', 'deploy', 'service-versions.yaml'],
        versions: { pyroscope: { from: 'service-versions.yaml' } },
      },
    ],
    services: [{ name: 'metrics', kind: 'prometheus', url: 'https://prometheus.ops.example.org' }],
  });
  t.match(
    printed.stdout,
    /^# {3}- \{ name: profiles, kind: pyroscope, url: "http:\/\/pyroscope\.monitoring\.svc:4040" \}$/m,
  );
  t.notMatch(printed.stdout, /hunter2/);
  t.equal(repository.git('status', '--porcelain'), '', 'nothing is written');

  const written = await preflight(['init'], { cwd });
  t.equal(written.code, 0, written.stderr);
  t.equal(written.stdout, '');
  t.match(written.stderr, /^Wrote \.\.\/preflight\.yaml: 1 host, 1 rollout, 1 service\./);
  const path = join(repository.path, 'preflight.yaml');
  t.equal(await readFile(path, 'utf8'), printed.stdout);
  t.equal(
    await readFile(join(repository.path, 'preflight.schema.json'), 'utf8'),
    await readFile('schemas/preflight.schema.json', 'utf8'),
    'with what the editor reads',
  );

  const gated = await preflight(['gate', '--offline', '--format', 'json'], { cwd });
  t.ok([1, 3].includes(gated.code ?? 4), `it gates at once: ${gated.stderr}`);
  t.match(JSON.parse(gated.stdout).targets, [
    { kind: 'branch', name: 'preserve/pyroscope-profiling/pr-313', verdict: 'ready' },
  ]);

  await writeFile(path, 'mine\n');
  const again = await preflight(['init'], { cwd });
  t.equal(again.code, 2);
  t.match(again.stderr, /^preflight: \.\.\/preflight\.yaml: is there already\..*--force\.$/m);
  t.equal(await readFile(path, 'utf8'), 'mine\n');
  await writeFile(join(repository.path, 'preflight.schema.json'), '{}');
  const forced = await preflight(['init', '--force'], { cwd });
  t.equal(forced.code, 0);
  t.match(forced.stderr, /preflight\.schema\.json: is somebody else's/);
  t.equal(await readFile(path, 'utf8'), printed.stdout);

  const below = await preflight(['init', '-o', 'preflight.yaml', '--schema', 'https://x.example/s.json'], { cwd });
  t.equal(below.code, 0, below.stderr);
  const own = await readFile(join(cwd, 'preflight.yaml'), 'utf8');
  t.match(own, /^# yaml-language-server: \$schema=https:\/\/x\.example\/s\.json\n/);
  t.match(parse(own), {
    hosts: [{ declared: { flake: '../nixos/ringtail#ringtail' } }],
    rollouts: [{ files: [/^\.\.\/containers/, '.', '../service-versions.yaml'] }],
  });

  repository.git('checkout', '-q', '-b', 'preserve/another');
  await repository.commit('another', { 'deploy/alloy/b.alloy': 'logging { }\n', 'late/service.yaml': manifest });
  repository.git('checkout', '-q', 'main');
  const { rollouts } = parse((await preflight(['init', '-o', '-'], { cwd })).stdout);
  const of = Object.fromEntries(
    rollouts.map(({ branch = 'main', files }: { branch?: string; files: string[] }) => [branch, files]),
  );
  t.same(of, {
    main: ['containers/pyroscope/service.yaml', 'deploy', 'service-versions.yaml'],
    'preserve/another': ['deploy', 'late/service.yaml'],
    'preserve/pyroscope-profiling/pr-313': ['deploy'],
  });
});

t.test('where little or nothing is found', async (t) => {
  const folder = await temporaryFolder({
    'empty/x': '',
    'broken/flake.nix': '{',
    'broken/a.alloy': '}',
    'broken/b.yaml': 'a: [',
  });
  t.teardown(folder.remove);
  const empty = await preflight(['init', '-o', '-'], { cwd: join(folder.path, 'empty') });
  t.match(empty, { code: 0, stderr: '' });
  t.same(parse(empty.stdout), { version: 1, hosts: [{ name: 'local' }], packs: ['profiling'] });
  const broken = await preflight(['init', '-o', '-'], { cwd: join(folder.path, 'broken') });
  t.match(broken, { code: 0, stderr: '' });
  t.match(parse(broken.stdout), { rollouts: [{ name: 'broken', files: ['a.alloy'] }] });
  const outside = await preflight(['init', '-o', '../x.yaml'], { cwd: join(folder.path, 'empty') });
  t.match(outside, { code: 2, stderr: /^preflight: \.\.\/x\.yaml: lies outside of the repository/ });
  t.match(await preflight(['init', '-o', 'none/x.yaml'], { cwd: folder.path }), {
    code: 2,
    stderr: /its folder does not exist/,
  });
});

t.test('on a terminal, one question is asked', needs('script'), async (t) => {
  const folder = await temporaryFolder({
    'flake.nix': '{ outputs = _: { nixosConfigurations = { a = 1; b = 2; }; }; }',
  });
  t.teardown(folder.remove);
  const path = join(folder.path, 'preflight.yaml');
  const answer = async (typed: string, words: string) => {
    const command = `'${process.execPath}' '${resolve('dist/preflight.js')}' init ${words}`;
    const env = { ...process.env, TERM: 'xterm' };
    const run = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder.path,
      env,
      input: typed,
      timeout: 60_000,
    });
    const text = await readFile(path, 'utf8').catch(() => 'version: 0');
    await rm(path, { force: true });
    const hosts: unknown = parse(text).hosts;
    const names = Array.isArray(hosts) ? hosts.map(({ name }) => name) : hosts;
    return { code: run.status, names, terminal: run.stdout.toString() };
  };
  t.match(await answer('b deploy@c\n', ''), {
    code: 0,
    names: ['b', 'deploy@c'],
    terminal: /Hosts that you roll out to \[a b\]: /,
  });
  t.match(await answer('\n', ''), { code: 0, names: ['a', 'b'] });
  t.match(await answer('-x\n', ''), { code: 2, names: undefined, terminal: /"-x" is not a host/ });
  t.match(await answer('\x04', ''), { code: 2, names: undefined, terminal: /Nothing was written/ });
  const silent = await answer('', '--no-ask');
  t.match(silent, { code: 0, names: ['a', 'b'] });
  t.notMatch(silent.terminal, /Hosts that/);
});

t.test('hosts of a flake', async (t) => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['{ outputs = { self }: { nixosConfigurations.a = x; nixosConfigurations.b.c = y; }; }', ['a', 'b']],
    ['{ outputs = _: { nixosConfigurations = { a = 1; "b.c" = 2; inherit d; ${e} = 3; }; }; }', ['a', 'b.c', 'd']],
    ['{ outputs = _: { nixosConfigurations = lib.genAttrs [ "a" "b" c ] mk; }; }', ['a', 'b']],
    ['{ outputs = _: { nixosConfigurations = builtins.mapAttrs f hosts; }; }', []],
    ['{', []],
  ];
  for (const [text, expected] of cases) t.same(await flakeHosts({ path: 'flake.nix', text }), expected, text);
});

t.test('few paths stand for many files', (t) => {
  t.same(covering(['a/b/c.yaml', 'a/b/d.yaml', 'a/b/e/f.yaml']), ['a/b']);
  t.same(covering(['a/b/c.yaml', 'a/x/d.yaml']), ['a']);
  t.same(covering(['a/c.yaml', 'a/b/d.yaml']), ['a']);
  t.same(covering(['a/b/c.yaml', 'd.yaml']), ['a/b/c.yaml', 'd.yaml']);
  t.same(
    covering(['a/[b]/c.yaml', '-d.yaml', 'e\n/f.yaml', 'g${H}/i.yaml', 'j*/k']),
    [],
    'what cannot be named is left out',
  );
  t.end();
});

t.test('whatever is found, what is written is read as it was meant', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '0', '.', '-', '_', ' ', ':', '#', '"', "'", '&', '!', 'ü', ',', '|'),
  });
  const path = fc.array(
    text.filter((name) => name.trim() !== '' && !/^[-.~]/.test(name)),
    { minLength: 1, maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 5 }), async (paths) => {
      const files = paths.map((names) => `d/${names.join('/')}`);
      const written = draftText({
        schema: undefined,
        alloy: undefined,
        hosts: [{ name: 'true' }, { name: '1.5' }],
        rollouts: [{ name: 'r', files, branch: { name: 'null', onto: '0x1' }, versions: { alloy: files[0] ?? '' } }],
        services: [],
      });
      const project = await parseProject({ path: 'p', text: written }, { root: '/r', folder: '.' }, {});
      const [rollout] = project.rollouts;
      const read = rollout?.files.flatMap((entry) => entry.paths.map((one) => one.written));
      return JSON.stringify(read) === JSON.stringify(files) && rollout?.onto?.value === '0x1';
    }),
    { numRuns: 300 },
  );
});
