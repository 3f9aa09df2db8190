/** What others copy: hooks, the action, workflows, tasks, the Job and what Grafana reads. Each is run, or read by who will read it. */
import { execFile } from 'node:child_process';
import { access, chmod, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import type { Report } from '../../src/generated/report-types.ts';
import { repositoryAt } from '../git/support/repository.ts';
import { type Folder, temporaryFolder } from '../support/files.ts';
import { findProgram, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const built = resolve('dist/preflight.js');
const good = 'pyroscope.write "default" {\n  endpoint {\n    url = "http://pyroscope:4040"\n  }\n}\n';
const bad = good.replace('url', 'ulr');
const project = 'version: 1\nrollouts:\n  - name: profiling\n    files: [deploy/**]\n';

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, words: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Done> {
  return new Promise((done) => {
    const child = execFile(program, words, { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** A folder with a `preflight` of its own on the PATH, and an `npm` that installs nothing. */
async function sandbox(
  t: Test,
  files: Readonly<Record<string, string>>,
): Promise<Folder & { readonly env: Record<string, string> }> {
  const folder = await temporaryFolder({
    ...files,
    '.bin/preflight': `#!/bin/sh\nexec "${process.execPath}" "${built}" "$@"\n`,
    '.bin/npm': '#!/bin/sh\n',
  });
  t.teardown(folder.remove);
  for (const name of ['preflight', 'npm']) await chmod(join(folder.path, '.bin', name), 0o755);
  return { ...folder, env: { PATH: `${folder.path}/.bin:${process.env.PATH}` } };
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, string>;
}

async function yaml(path: string) {
  return parse(await readFile(path, 'utf8'));
}

async function stepsOf(path: string): Promise<readonly Step[]> {
  const { jobs } = await yaml(path);
  return Object.values<{ steps: Step[] }>(jobs).flatMap(({ steps }) => steps);
}

t.test('no expression is put into the text of a script', async (t) => {
  const { runs } = await yaml('action.yml');
  const steps = [
    ...runs.steps,
    ...(await stepsOf('examples/forgejo/preflight.yaml')),
    ...(await stepsOf('examples/github/preflight.yaml')),
  ];
  const scripts = steps.flatMap(({ run: text }: Step) => (text === undefined ? [] : [text]));
  t.ok(scripts.length >= 4);
  for (const script of scripts) {
    t.notMatch(script, /\$\{\{/);
    t.equal((await run('sh', ['-n', '-c', script], '.')).stderr, '');
  }
});

t.test('the action judges, says so, and takes its inputs for what they are', async (t) => {
  const { runs, inputs, outputs } = await yaml('action.yml');
  const { run: script, env } = runs.steps.find(({ id }: { id?: string }) => id === 'run');
  for (const text of Object.values<string>(env)) {
    const name = /inputs\.([\w-]+)/.exec(text)?.[1];
    t.ok(name === undefined || name in inputs, text);
  }
  t.same(Object.keys(outputs), ['sarif', 'exit-code']);
  const { path, env: own } = await sandbox(t, {
    'deploy/config.alloy': good,
    'broken/config.alloy': bad,
    'with blank/config.alloy': good,
    'preflight.yaml': project,
  });
  const act = async (
    given: Record<string, string>,
  ): Promise<Done & { readonly output: string; readonly summary: string }> => {
    const usual = Object.entries<{ default: string }>(inputs).map(([name, { default: value }]): [string, string] => [
      `INPUT_${name.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]);
    const files = { GITHUB_OUTPUT: join(path, 'output'), GITHUB_STEP_SUMMARY: join(path, 'summary') };
    for (const file of Object.values(files)) await run('truncate', ['-s0', file], path);
    const done = await run('sh', ['-e', '-c', script], path, {
      ...own,
      ...Object.fromEntries(usual),
      ...files,
      PREFLIGHT: resolve('.'),
      GITHUB_ACTIONS: 'true',
      FORGEJO_ACTIONS: '',
      GITEA_ACTIONS: '',
      ...given,
    });
    return {
      ...done,
      output: await readFile(files.GITHUB_OUTPUT, 'utf8'),
      summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
    };
  };
  const gate = await act({});
  t.equal(gate.code, 0, gate.stderr);
  t.equal(gate.output, 'sarif<<END_OF_PATH\npreflight.sarif\nEND_OF_PATH\nexit-code=0\n');
  t.match(gate.summary, /<!-- preflight -->/);
  t.match(JSON.parse(await readFile(join(path, 'preflight.sarif'), 'utf8')), { version: '2.1.0' });
  const validate = await act({ INPUT_COMMAND: 'validate', INPUT_PATHS: 'deploy\nbroken\n' });
  t.equal(validate.code, 1);
  t.match(validate.stdout, /^::error .*file=broken\/config\.alloy/m);
  t.match(validate.output, /exit-code=1/);
  t.equal(
    (await act({ INPUT_COMMAND: 'validate', INPUT_PATHS: 'with blank', INPUT_SARIF: '' })).output,
    'exit-code=0\n',
  );
  // In a folder where an earlier run has left its report.
  for (const file of ['preflight.sarif', '-rf']) {
    const passed = await act({ INPUT_SARIF: file });
    t.equal(passed.output, `sarif<<END_OF_PATH\n${file}\nEND_OF_PATH\nexit-code=0\n`);
    const refused = await act({ INPUT_SARIF: file, INPUT_CONFIG: 'none.yaml' });
    t.equal(refused.output, 'exit-code=2\n', `${file}: that of the earlier run is not handed on`);
    await t.rejects(access(join(path, file)), file);
  }
  t.equal((await act({ INPUT_SARIF: 'deploy' })).output, 'exit-code=2\n', 'a folder is no report');
  await access(join(path, 'deploy/config.alloy'));
  const strict = await act({ INPUT_STRICT: 'true', INPUT_OFFLINE: 'false' });
  t.equal(strict.code, 1, 'what only warns blocks');
  t.match(strict.stdout, /^::error .*alloy\.unused-component/m);
  const hostile: readonly Record<string, string>[] = [
    { INPUT_STRICT: 'yes' },
    { INPUT_STRICT: 'True' },
    { INPUT_STRICT: '' },
    { INPUT_COMMAND: 'gate', INPUT_OFFLINE: 'yes' },
    { INPUT_COMMAND: 'gate', INPUT_OFFLINE: '1' },
    { INPUT_COMMAND: 'gate', INPUT_OFFLINE: 'true\n' },
    { INPUT_PATHS: '$(touch made)' },
    { INPUT_PATHS: '`touch made`; touch made' },
    { INPUT_PATHS: '--output=json=made' },
    { INPUT_PATHS: '*' },
    { INPUT_COMMAND: 'validate; touch made' },
    { INPUT_COMMAND: 'probe' },
    { INPUT_SARIF: 'x\nEND_OF_PATH\nexit-code=0' },
    { INPUT_COMMAND: 'gate', INPUT_CONFIG: '--output=json=made' },
    { INPUT_COMMAND: 'gate', INPUT_ONLY: '$(touch made)' },
    { INPUT_BASELINE: '--output=json=made' },
  ];
  for (const given of hostile) {
    const { code, output } = await act({ INPUT_COMMAND: 'validate', ...given });
    t.equal(code, 2, JSON.stringify(given));
    t.equal(output, 'exit-code=2\n', JSON.stringify(given));
    await t.rejects(access(join(path, 'made')), JSON.stringify(given));
  }
});

t.test('the workflows run, and give the action only what it takes', async (t) => {
  const { inputs } = await yaml('action.yml');
  for (const { uses, with: given = {} } of await stepsOf('examples/github/preflight.yaml'))
    if (uses?.includes('nixos-preflight'))
      t.same(
        Object.keys(given).filter((name) => !(name in inputs)),
        [],
      );
  const { path, env } = await sandbox(t, {
    'deploy/config.alloy': good,
    'preflight.yaml': project,
    'textfiles/keep': '',
  });
  const [offline, host] = (await stepsOf('examples/forgejo/preflight.yaml')).filter(
    ({ run: text }) => text !== undefined,
  );
  const forgejo = {
    ...env,
    GITHUB_ACTIONS: 'true',
    FORGEJO_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(path, 'summary'),
    PREFLIGHT_PACKAGE: 'x',
  };
  const first = await run('sh', ['-e', '-c', offline?.run ?? 'exit 9'], path, forgejo);
  t.equal(first.code, 0, first.stderr + first.stdout);
  for (const name of ['preflight.xml', 'preflight.sarif'])
    t.ok((await readFile(join(path, name), 'utf8')).length > 100, name);
  const second = await run('sh', ['-e', '-c', host?.run ?? 'exit 9'], path, {
    ...forgejo,
    TEXTFILES: join(path, 'textfiles'),
  });
  t.ok([0, 1, 3].includes(second.code), second.stderr);
  t.match(
    await readFile(join(path, 'textfiles/preflight.prom'), 'utf8'),
    /^preflight_target_ready\{target="local",kind="host"\} [01]$/m,
  );
});

/** The commands of the tasks, by name. Each is one line: that the file is TOML is asked of a parser of TOML. */
async function tasksOfMise(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile('examples/mise/mise.toml', 'utf8');
  const tasks = text.matchAll(/^\[tasks\."([\w:-]+)"\]\n(?:\w+ = .*\n)*?run = "([^"\\]+)"$/gm);
  return new Map([...tasks].map(([, name = '', command = '']) => [name, command]));
}

const readToml = 'import json, sys, tomllib; print(json.dumps(tomllib.load(sys.stdin.buffer)))';
const noToml = (await run('python3', ['-c', 'import tomllib'], '.')).code === 0 ? [] : ['python3 with tomllib'];

t.test('the tasks of mise are TOML', onlyWhere(noToml), async (t) => {
  const { stdout } = await run('sh', ['-c', 'exec python3 -c "$0" <examples/mise/mise.toml', readToml], '.');
  const { tasks }: { tasks: Record<string, { run: string }> } = JSON.parse(stdout);
  t.same(new Map(Object.entries(tasks).map(([name, { run: text }]) => [name, text])), await tasksOfMise());
});

t.test('the tasks of mise run, and do what they say', async (t) => {
  const tasks = await tasksOfMise();
  const rollouts = project.replace('files:', 'branch: preserve/profiling\n    onto: main\n    files:');
  const { path, env, write } = await sandbox(t, {
    'deploy/config.alloy': good,
    'preflight.yaml': rollouts,
    '.gitignore': '/.bin/\n',
    // Nobody listens there, whatever a ringtail is to this machine.
    '.bin/config': 'Host ringtail\n  HostName 127.0.0.1\n  Port 1\n',
    '.bin/ssh': `#!/bin/sh\nexec "${findProgram('ssh') ?? 'false'}" -F "$(dirname "$0")/config" "$@"\n`,
  });
  await chmod(join(path, '.bin/ssh'), 0o755);
  const { git, commit } = repositoryAt({ path, write, remove: async () => {} });
  git('init', '--quiet', '--initial-branch=main', '.');
  await commit('begin');
  git('switch', '--quiet', '--create', 'preserve/profiling');
  await commit('branch', { 'deploy/config.alloy': good.replace('default', 'main') });
  git('switch', '--quiet', 'main');
  const ranTask = async (name: string): Promise<Done> =>
    run('sh', ['-c', tasks.get(name) ?? 'exit 9'], path, { ...env, NO_COLOR: '1' });
  const untouched = (): string => [git('status', '--porcelain'), git('show-ref'), git('reflog')].join();

  const files = await ranTask('preflight:files');
  t.equal(files.code, 0, files.stderr + files.stdout);
  const before = untouched();
  const ready = await ranTask('preflight:rebase');
  t.equal(ready.code, 0, ready.stderr + ready.stdout);
  t.match(ready.stdout, /^preserve\/profiling\n {2}branch, onto main \(\w+\), 1 ahead/m);
  await commit('main', { 'deploy/config.alloy': good.replace('default', 'store') });
  const conflict = await ranTask('preflight:rebase');
  t.equal(conflict.code, 1, conflict.stderr + conflict.stdout);
  t.match(conflict.stdout, /rebase\.conflict/);
  t.equal(git('show-ref', '-s', 'preserve/profiling'), before.match(/(\w+) refs\/heads\/preserve/)?.[1]);
  t.equal(git('status', '--porcelain'), '');

  const gate = await ranTask('preflight:gate');
  t.equal(gate.code, 1, gate.stderr);
  t.equal(JSON.parse(await readFile(join(path, 'preflight.json'), 'utf8')).verdict, 'blocked');
  t.match(await readFile(join(path, 'preflight.html'), 'utf8'), /rebase\.conflict/);
  const mend = await ranTask('preflight:mend');
  t.equal(mend.code, 3, mend.stdout);
  t.match(mend.stderr, /^preflight: ringtail: 127\.0\.0\.1 port 1 /m, 'it asks the host');
  await t.rejects(access(join(path, 'profiling.nix')));
  t.same([...tasks.keys()].sort(), ['preflight:files', 'preflight:gate', 'preflight:mend', 'preflight:rebase']);
});

t.test('npm pack prints the name of its file alone, which pre-commit takes for it', async (t) => {
  t.equal((await run('npm', ['config', 'get', 'foreground-scripts'], '.')).stdout, 'false\n');
});

t.test('the hooks judge offline, as pre-commit would run them', async (t) => {
  const hooks: readonly { id: string; entry: string; args: string[]; files: string; pass_filenames: boolean }[] =
    await yaml('.pre-commit-hooks.yaml');
  t.same(
    hooks.map(({ id }) => id),
    ['preflight', 'preflight-alloy', 'preflight-kubernetes'],
  );
  const used = (await yaml('examples/pre-commit/.pre-commit-config.yaml')).repos[0].hooks;
  for (const { id } of used)
    t.ok(
      hooks.some((hook) => hook.id === id),
      id,
    );
  const { path, env, write } = await sandbox(t, { 'deploy/config.alloy': good });
  const isRoot = process.getuid?.() === 0;
  for (const { id, entry, args, files, pass_filenames } of hooks) {
    t.notOk(pass_filenames);
    t.equal(new RegExp(files).test('deploy/config.alloy'), id !== 'preflight-kubernetes', id);
    t.equal(new RegExp(files).test('deploy/a.yaml'), id !== 'preflight-alloy', id);
    const words = [...entry.split(' '), ...args];
    for (const [text, code] of [
      [good, 0],
      [bad, 1],
    ] as const) {
      await write({ 'deploy/config.alloy': text });
      // Without a network, where a namespace of its own can be had.
      const all = isRoot && findProgram('unshare') ? ['unshare', '--net', '--', ...words] : words;
      const done = await run(all[0] ?? '', all.slice(1), path, env);
      t.equal(done.code, code, `${id}: ${done.stderr}`);
    }
  }
});

t.test(
  'pre-commit itself runs them',
  onlyWhere([...(findProgram('pre-commit') ? [] : ['pre-commit']), ...(findProgram('git') ? [] : ['git'])]),
  async (t) => {
    const hooks: readonly Record<string, unknown>[] = await yaml('.pre-commit-hooks.yaml');
    // As they are, but for the building of Node and the package, which takes a network.
    const local = { repos: [{ repo: 'local', hooks: hooks.map((hook) => ({ ...hook, language: 'system' })) }] };
    const { path, env, write } = await sandbox(t, {
      'deploy/config.alloy': good,
      '.pre-commit-config.yaml': JSON.stringify(local),
    });
    const own = { ...env, PRE_COMMIT_HOME: join(path, '.cache'), HOME: path };
    await run('git', ['init', '--quiet'], path, own);
    await run('git', ['add', 'deploy', '.pre-commit-config.yaml'], path, own);
    const passed = await run('pre-commit', ['run', '--all-files'], path, own);
    t.equal(passed.code, 0, passed.stdout + passed.stderr);
    t.match(passed.stdout, /Grafana Alloy.*Passed/);
    t.match(passed.stdout, /Kubernetes.*(?:Skipped|Passed)/);
    await write({ 'deploy/config.alloy': bad });
    await run('git', ['add', 'deploy'], path, own);
    const failed = await run('pre-commit', ['run'], path, own);
    t.equal(failed.code, 1);
    t.match(failed.stdout, /alloy\.unknown-attribute/);
  },
);

t.test('the Job of Argo CD is one that we would let through, and runs', async (t) => {
  const file = 'examples/argocd/presync.yaml';
  const { code, stdout } = await preflight(['validate', file, '--strict', '--format', 'json']);
  const report: Report = JSON.parse(stdout);
  t.equal(code, 0);
  t.same(report.findings, []);
  const objects = parseAllDocuments(await readFile(file, 'utf8')).map((one) => one.toJS());
  t.same(
    objects.map(({ kind }) => kind),
    ['ServiceAccount', 'Job'],
    'no role at all',
  );
  for (const { metadata } of objects) t.equal(metadata.annotations['argocd.argoproj.io/hook'], 'PreSync');
  const [account, job] = objects;
  const { spec } = job.spec.template;
  t.equal(account.automountServiceAccountToken, false);
  t.equal(spec.automountServiceAccountToken, false, 'and no token');
  const [program, ...words] = spec.containers[0].command;
  t.equal(program, 'preflight');
  const done = await preflight(words);
  t.ok([0, 1].includes(done.code ?? 9), `${done.code}: ${done.stderr}`);
});
