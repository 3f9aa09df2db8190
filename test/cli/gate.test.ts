// `preflight gate` over a real repository: what it judges, what it says, with which exit code. No host is asked over SSH.
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { displayWidth } from '../../src/base/width.ts';
import type { Report } from '../../src/generated/report-types.ts';
import validate from '../../src/generated/report-validator.js';
import { formats } from '../../src/report/writer.ts';

import { startFakeLoki } from '../fakes/loki.ts';
import { startFakeNtfy } from '../fakes/ntfy.ts';
import { startFakePyroscope } from '../fakes/pyroscope.ts';
import { snapshot } from '../git/support/repository.ts';
import { temporaryFolder } from '../support/files.ts';
import { missing, needs, onlyWhere } from '../support/needs.ts';
import { preflight, type Run } from '../support/preflight.ts';
import { branch, configuration, projectText, rolloutRepository } from './support/rollout-repository.ts';

const elsewhere = { GITHUB_ACTIONS: '', FORGEJO_ACTIONS: '', GITEA_ACTIONS: '', GITHUB_STEP_SUMMARY: '' };

async function repositoryOf(t: Test, ...of: Parameters<typeof rolloutRepository>) {
  const repository = await rolloutRepository(...of);
  t.teardown(repository.remove);
  return repository;
}

async function judged(cwd: string, words: readonly string[] = []): Promise<Run & { readonly report: Report }> {
  const run = await preflight(['gate', '--format', 'json', ...words], { cwd, env: elsewhere });
  if (run.stdout === '') throw new Error(run.stderr);
  return { ...run, report: JSON.parse(run.stdout) };
}

const blockers = ({ findings }: Report) =>
  findings
    .filter(({ severity, status }) => severity === 'blocker' && (status === 'fail' || status === 'unknown'))
    .map(({ check, status }) => `${check} ${status}`);
/** Without preflight.yaml itself, where nothing is wrong with it. */
const targetsOf = ({ targets }: Report) =>
  targets
    .map(({ kind, name, verdict }) => `${kind} ${name} ${verdict}`)
    .filter((text) => text !== 'file preflight.yaml ready');

t.test(
  'a host, what its configuration declares, the rebase and the files: one report, one exit code',
  needs('git'),
  async (t) => {
    const text = projectText(`hosts: [{ name: demo }]\ndeclared: { files: [${configuration}] }\n`);
    const repository = await repositoryOf(t, text);
    const before = await snapshot(repository.path);
    const { code, report, stderr } = await judged(repository.path);
    t.equal(code, 1, stderr);
    t.ok(validate(report), JSON.stringify(validate.errors));
    t.same(
      blockers(report),
      ['sysctl.kptr-restrict fail', 'sysctl.perf-event-paranoid fail'],
      'each reason to block is said once',
    );
    t.same(targetsOf(report).slice(0, 2), [`branch ${branch} ready`, 'host demo blocked']);
    t.ok(
      report.targets.some(
        ({ name, language }) => name === 'argocd/manifests/alloy-profiling/config.alloy' && language === 'alloy',
      ),
      'files that only the branch has are judged',
    );
    t.equal(report.targets.find(({ kind }) => kind === 'host')?.drift?.length, 6, 'declared beside live');
    t.match(
      report.targets.find(({ name }) => name.endsWith('pyroscope.yaml')),
      { judgedFor: { version: '2.2.1', from: 'preflight.yaml' } },
      'the version stands in a file that only the branch has',
    );
    t.same(
      report.next?.map(({ command }) => command),
      [
        `preflight nix demo --set alloy=1.13.1 --patch ${configuration} --write`,
        undefined,
        'preflight gate',
        `git rebase main ${branch}`,
      ],
    );
    t.same(await snapshot(repository.path), before, 'nothing in the repository is touched');

    for (const columns of [80, 120]) {
      const { stdout } = await preflight(['gate', '--quiet'], {
        cwd: repository.path,
        env: { COLUMNS: String(columns) },
      });
      const lines = stdout.split('\n');
      t.same(
        lines.filter((line) => displayWidth(line) > columns && !line.includes('preflight nix')),
        [],
        `${columns} columns`,
      );
      t.match(
        stdout,
        /━━ Rebase ━[\s\S]*━━ Hosts ━[\s\S]*━━ Files ━[\s\S]*Next\n[\s\S]*\nBLOCKED {2}/,
        'part by part, the verdict last',
      );
    }
  },
);

t.test('CI on a NixOS change: a closure, or a configuration, that loses a setting is refused', async (t) => {
  const closure = (sysctl: string) => ({
    'result/nixos-version': '25.11\n',
    'result/system': 'x86_64-linux\n',
    'result/kernel-modules/lib/modules/6.12.58/modules.order': '',
    'result/etc/os-release': 'ID=nixos\nVERSION_ID="25.11"\n',
    'result/etc/sysctl.d/60-nixos.conf': sysctl,
  });
  const wanted = 'kernel.kptr_restrict=0\nkernel.perf_event_paranoid=1\n';
  const text = `version: 1\nhosts: [{ name: unreachable.invalid }]\nclosure: ./result\ndeclared: { files: [nixos.nix] }\n`;
  const nix = (values: string) => `{ ... }:\n{\n  boot.kernel.sysctl = {${values} };\n}\n`;
  const right = ' "kernel.kptr_restrict" = 0; "kernel.perf_event_paranoid" = 1;';
  const folder = await temporaryFolder({ 'preflight.yaml': text, 'nixos.nix': nix(right), ...closure(wanted) });
  t.teardown(folder.remove);
  const good = await judged(folder.path, ['--offline']);
  t.equal(good.code, 0, good.stderr);
  t.same(targetsOf(good.report), ['closure ./result ready', 'closure nixos.nix ready']);
  t.match(
    good.report.targets.map(({ notes = [] }) => notes.filter((note) => note.includes('running host')).join()),
    [/ preflight check HOST --closure PATH$/, / preflight gate --only hosts,declared$/],
    'each says how its host is judged, too',
  );
  const declared = good.report.findings.filter(({ target }) => target === 'nixos.nix');
  t.ok(declared.length > 0);
  t.notMatch(JSON.stringify(declared), folder.path, 'what is declared has the paths of the repository');
  t.same(good.report.tool.leftOut, ['hosts (--offline)']);
  await folder.write(closure('kernel.kptr_restrict=0\n'));
  const lost = await judged(folder.path, ['--offline']);
  t.equal(lost.code, 1);
  t.same(blockers(lost.report), ['sysctl.perf-event-paranoid fail']);
  t.same(targetsOf(lost.report), ['closure ./result blocked', 'closure nixos.nix ready']);
  await folder.write({ ...closure(wanted), 'nixos.nix': nix(' "kernel.kptr_restrict" = 0;') });
  const undeclared = await judged(folder.path, ['--offline']);
  t.equal(undeclared.code, 1);
  t.same(
    targetsOf(undeclared.report),
    ['closure ./result ready', 'closure nixos.nix blocked'],
    'declared nowhere, it is the kernel’s own',
  );
  t.equal((await judged(folder.path, ['--only', 'closure'])).code, 0, 'another part is no concern');
});

t.test('a Nix patch: blocked, patched, applied, ready', needs('git'), async (t) => {
  const text = projectText(`hosts: [{ name: demo }]\ndeclared: { files: [${configuration}] }\n`);
  const { path: cwd, git } = await repositoryOf(t, text);
  const before = await judged(cwd, ['--only', 'hosts,declared']);
  t.equal(before.code, 1);
  const step = before.report.next?.find(({ command }) => command?.startsWith('preflight nix'))?.command ?? '';
  const patched = await preflight(step.split(' ').slice(1), { cwd });
  t.equal(patched.code, 0, patched.stderr);
  t.match(
    git('diff', '--', configuration),
    /^\+ {4}"kernel\.kptr_restrict" = 0;\n\+ {4}"kernel\.perf_event_paranoid" = 1;$/m,
  );
  const declared = await judged(cwd, ['--only', 'declared']);
  t.equal(declared.code, 0, 'the next switch makes it ready');
  const host = await judged(cwd, ['--only', 'hosts,declared']);
  t.equal(host.code, 1, 'the host is not switched yet');
  const settings = host.report.targets[0]?.drift ?? [];
  t.same(
    settings.flatMap(({ key, state }) => (state === 'agrees' ? [] : [`${key} ${state}`])),
    ['kernel.kptr_restrict not-switched', 'kernel.perf_event_paranoid not-switched'],
  );
});

t.test('--only, --offline, recorded facts', needs('git'), async (t) => {
  const { path: cwd, git } = await repositoryOf(t, projectText('hosts: [{ name: demo }, { name: other.invalid }]\n'));
  const facts = await preflight(['facts', 'demo', '-o', 'demo.json'], { cwd });
  t.equal(facts.code, 0, facts.stderr);
  const offline = await judged(cwd, ['--offline', '--facts', 'demo.json']);
  t.equal(offline.code, 1, offline.stderr);
  t.same(
    targetsOf(offline.report).slice(0, 2),
    [`branch ${branch} ready`, 'facts demo blocked'],
    'no other host is asked',
  );
  t.same(offline.report.tool.leftOut, ['other.invalid (--offline)'], 'and the report says so');
  const both = await judged(cwd, ['--only', 'hosts', '--facts', 'demo.json', '--timeout', '5']);
  t.same(
    targetsOf(both.report),
    ['facts demo blocked', 'host other.invalid undetermined'],
    'recorded facts stand for their host',
  );
  const files = await preflight(['gate', '--only', 'artifacts', '--format', 'json'], { cwd });
  t.equal(files.code, 2, 'main has no such files');
  t.match(files.stderr, /preflight\.yaml:8:9: nothing that can be judged matches argocd\/\*\* in the working tree/);
  git('checkout', '--quiet', branch);
  const here = await judged(cwd, ['--only', 'artifacts']);
  t.equal(here.code, 0, here.stderr);
  t.same(here.report.tool.leftOut, ['rebase (--only)', 'hosts (--only)']);
  const below = await preflight(['gate', '--only', 'artifacts', '--format', 'json'], { cwd: join(cwd, 'docs') });
  t.equal(below.code, 0, below.stderr);
  t.same(
    (JSON.parse(below.stdout) as Report).targets.map(({ name }) => name),
    here.report.targets.map(({ name }) => name),
    'from a folder below, everything has the same name',
  );
});

t.test('every format has the exit code of the verdict', needs('git'), async (t) => {
  const text = projectText(`hosts: [{ name: demo }]\noutputs:\n  - { format: html, file: reports/html.html }\n`);
  const { path: cwd } = await repositoryOf(t, text);
  const outputs = formats.flatMap((format) => ['--output', `${format}=${format}.report`]);
  const cases = [
    [['--axis', 'function'], 0],
    [[], 1],
    [['--max-age', '1s', '--facts', 'old.json', '--offline', '--only', 'hosts'], 3],
  ] as const;
  await preflight(['facts', 'demo', '-o', 'demo.json'], { cwd });
  const old = JSON.parse(await readFile(join(cwd, 'demo.json'), 'utf8'));
  await writeFile(join(cwd, 'old.json'), JSON.stringify({ ...old, collectedAt: '2020-01-01T00:00:00Z' }));
  for (const [words, expected] of cases) {
    for (const format of formats) {
      const { code, stdout, stderr } = await preflight(['gate', ...words, '--format', format], { cwd, env: elsewhere });
      t.equal(code, expected, `${format} ${words.join(' ')}: ${stderr}`);
      t.ok(stdout.endsWith('\n'));
    }
    t.equal((await preflight(['gate', ...words, ...outputs], { cwd, env: elsewhere })).code, expected, 'all at once');
  }
  t.same((await readdir(cwd)).filter((name) => name.endsWith('.report')).length, formats.length);
  t.match(
    await readFile(join(cwd, 'reports/html.html'), 'utf8'),
    /^<!doctype html>\n<!-- preflight -->/,
    'its folder is made',
  );
});

t.test('bad input: one message each', needs('git'), async (t) => {
  const text = projectText('hosts: [{ name: demo }]\n');
  const { path: cwd, git } = await repositoryOf(t, text);
  const outside = await temporaryFolder({ 'secret.json': '{}', 'nix/store/x/init': '' });
  await writeFile(join(cwd, 'nothing.yaml'), 'nothing: that is known\n');
  t.teardown(outside.remove);
  git('checkout', '--quiet', '--orphan', 'unrelated');
  git('commit', '--quiet', '--allow-empty', '-m', 'unrelated');
  git('checkout', '--quiet', 'main');
  const write = (yaml: string) => writeFile(join(cwd, 'preflight.yaml'), yaml);
  // preflight.yaml, words, what the message says
  const table: readonly (readonly [string, readonly string[], RegExp])[] = [
    [text, ['--only', 'hots'], /there is no part "hots"\. Did you mean "?hosts/],
    [text, ['--only', 'closure'], /--only closure: preflight\.yaml names no built system/],
    ['version: 1\n', [], /preflight\.yaml: names nothing that could be judged/],
    [
      'version: 1\nhosts: [{ name: demo }]\n',
      ['--offline'],
      /--offline leaves out hosts, and nothing else is to be judged/,
    ],
    [text, ['--output', 'html=nixos'], /nixos: is a folder/],
    [text, ['--output', 'html=nowhere/x.html'], /the folder nowhere does not exist/],
    [text, ['--config', 'nowhere.yaml'], /nowhere\.yaml: cannot be read/],
    [text, ['--facts', 'preflight.yaml'], /preflight\.yaml: not JSON/],
    [
      text.replace('  - name: profiling', '  - name: profiling\n    colour: red'),
      [],
      /preflight\.yaml:\d+:5: the key "colour" is not known/,
    ],
    [
      text.replace(`branch: ${branch}`, 'branch: nowhere'),
      ['--only', 'rebase'],
      /^preflight: preflight\.yaml:5:13: this clone has no branch "nowhere"\. Name one that there is, or fetch it: git fetch origin nowhere\.$/m,
    ],
    [
      text.replace(`branch: ${branch}`, 'branch: origin/nowhere'),
      ['--only', 'rebase'],
      /this clone has no branch "origin\/nowhere"\. .*: git fetch origin nowhere\.$/m,
    ],
    [
      text.replace('onto: main', 'onto: mian'),
      ['--only', 'rebase'],
      /^preflight: preflight\.yaml:6:11: this clone has no branch "mian"\. Did you mean "main"\?$/m,
    ],
    [
      text.replace('onto: main', 'onto: unrelated'),
      ['--only', 'rebase'],
      /^preflight: preflight\.yaml:6:11: \S+ and unrelated have no commit in common.* onto: BRANCH\.$/m,
    ],
    [`${text}closure: ./nowhere\n`, ['--only', 'closure'], /:\d+:10: \.\/nowhere does not exist\. Name what there is/],
    [`${text}closure: ./nixos\n`, ['--only', 'closure'], /preflight\.yaml:\d+:10: nixos: holds no NixOS system/],
    [`${text}closure: link/nix/store/x\n`, ['--only', 'closure'], /link\/nix\/store\/x is a link that leads out/],
    [
      `${text}declared: { flake: "./nixos#a" }\n`,
      ['--only', 'declared'],
      /preflight\.yaml:\d+:11: nixos: holds no flake\.nix/,
    ],
    [
      'version: 1\nrollouts: [{ name: r, files: [link.json] }]\n',
      [],
      /preflight\.yaml:2:31: link\.json is a link that leads out/,
    ],
    [
      'version: 1\nrollouts: [{ name: r, files: [nothing.yaml] }]\n',
      [],
      /preflight\.yaml:2:12: nothing\.yaml: nothing is there that preflight knows.* as: KIND\.$/m,
    ],
    [`${text}packs: [./nowhere.yaml]\n`, [], /nowhere\.yaml does not exist/],
    [
      `${text}declared: { json: link.json }\n`,
      ['--only', 'declared'],
      /link\.json is a link that leads out of the repository/,
    ],
    [
      `${text}outputs: [{ format: json, file: folder.json }]\n`,
      [],
      /preflight\.yaml:\d+:33: folder\.json is a folder\. Name a file in it\.$/m,
    ],
    [
      `${text}outputs: [{ format: json, file: link/x.json }]\n`,
      [],
      /link\/x\.json leads out of the repository through a link/,
    ],
    [
      `${text}outputs: [{ format: json, file: inner/refs/x.json }]\n`,
      ['--only', 'hosts'],
      /inner\/refs\/x\.json leads into the folder of git itself through a link/,
    ],
  ];
  await symlink(join(outside.path, 'secret.json'), join(cwd, 'link.json'));
  await symlink(outside.path, join(cwd, 'link'));
  await symlink('.git', join(cwd, 'inner'));
  await mkdir(join(cwd, 'folder.json'));
  for (const [yaml, words, says] of table) {
    await write(yaml);
    const { code, stderr } = await preflight(['gate', '--quiet', ...words], { cwd });
    t.equal(code, 2, `${words.join(' ')} ${stderr}`);
    t.match(stderr, says);
    t.equal(stderr.trim().split('\n').length, 1, 'one message');
    if (!/is a folder|nowhere\.yaml/.test(stderr)) t.notMatch(stderr, cwd, 'with the paths of the repository');
  }
  t.same(await readdir(outside.path), ['nix', 'secret.json']);
  const nothing = await temporaryFolder();
  t.teardown(nothing.remove);
  await nothing.write({ 'in/preflight.yaml': 'version: 1\nrollouts: [{ name: r, branch: b, files: [in] }]\n' });
  const alone = await preflight(['gate', '--quiet'], { cwd: join(nothing.path, 'in') });
  t.match(alone, {
    code: 2,
    stderr:
      /^preflight: preflight\.yaml:2:31: a branch is named, and this is no git repository\. Run preflight in a clone/,
  });
  const none = await preflight(['gate'], { cwd: nothing.path });
  t.equal(none.code, 2);
  t.match(none.stderr, /There is no preflight\.yaml here or in a folder above\. Write one: preflight init/);
});

t.test('what breaks is one part’s trouble, and the others are judged', needs('git'), async (t) => {
  const text = projectText('hosts: [{ name: demo }]\n');
  const { path: cwd } = await repositoryOf(t, text.replace('      - docs\n', '      - docs\n      - "*.nothing"\n'));
  const { code, report, stderr } = await judged(cwd, ['--quiet']);
  t.equal(code, 2, 'bad input comes before blocked');
  t.match(
    stderr,
    /^preflight: preflight\.yaml:11:9: nothing that can be judged matches \*\.nothing in what the rebase of/,
  );
  t.same(targetsOf(report), [`branch ${branch} ready`, 'host demo blocked', 'file profiling undetermined']);
  t.match(
    report.findings.find(({ check }) => check === 'preflight.not-judged')?.message,
    /nothing that can be judged matches/,
  );
});

t.test('git missing, or too old: what needs it is not known', needs('git'), async (t) => {
  const { path: cwd } = await repositoryOf(t, projectText('hosts: [{ name: demo }]\n'));
  const programs = await temporaryFolder({ git: '#!/bin/sh\necho git version 2.30.2\n' });
  t.teardown(programs.remove);
  await chmod(join(programs.path, 'git'), 0o755);
  for (const [path, says] of [
    ['/nonexistent', /git is not installed here/],
    [programs.path, /git 2\.30\.2 is installed, and only 2\.38 and later can rehearse a rebase/],
  ] as const) {
    const run = await preflight(['gate', '--axis', 'function', '--format', 'json'], { cwd, env: { PATH: path } });
    t.equal(run.code, 3, run.stderr);
    const report: Report = JSON.parse(run.stdout);
    t.same(targetsOf(report), [`branch ${branch} undetermined`, 'host demo ready', 'file profiling undetermined']);
    t.match(report.findings.find(({ check }) => check === 'rebase.not-rehearsed')?.message, says);
    const policy = await preflight(['gate', '--axis', 'policy', '--only', 'rebase,artifacts'], {
      cwd,
      env: { PATH: path },
    });
    t.match(policy, { code: 3, stdout: /UNDETERMINED {2}profiling/ }, 'on either axis');
  }
});

t.test('a full disk at the end: the other reports are written', onlyWhere(await diskNeeds()), async (t) => {
  const { path: cwd } = await repositoryOf(t, projectText('hosts: [{ name: demo }]\n'));
  await mkdir(join(cwd, 'full'));
  const command = [process.execPath, resolve('dist/preflight.js'), 'gate', '--quiet'];
  const outputs = ['--output', 'html=full/r.html', '--output', 'tap=full/r.tap', '--output', 'junit=r.xml'];
  const script = 'mount -t tmpfs -o size=4k none full && { head -c 4096 /dev/zero > full/x; exec "$@"; }';
  const { status, stderr, stdout } = spawnSync(
    'unshare',
    ['--mount', 'sh', '-c', script, 'sh', ...command, ...outputs],
    {
      cwd,
      encoding: 'utf8',
    },
  );
  t.equal(status, 4, stderr);
  t.match(stderr, /full\/r\.html: could not be written \(ENOSPC\)\. full\/r\.tap: could not be written \(ENOSPC\)/);
  t.match(stdout, /BLOCKED {2}/);
  t.match(await readFile(join(cwd, 'r.xml'), 'utf8'), /<testsuites/);
});

async function diskNeeds(): Promise<string[]> {
  return [...missing('git', 'unshare', 'mount'), ...(process.getuid?.() === 0 ? [] : ['root'])];
}

t.test('waivers, and what a branch demands less', needs('git'), async (t) => {
  const waived = `  - { check: sysctl.kptr-restrict, host: demo, reason: being tried, until: 2999-12-31 }
  - { check: sysctl.perf-event-paranoid, host: demo, reason: being tried, until: 2999-12-31 }
`;
  const { path: cwd, git } = await repositoryOf(t, projectText('hosts: [{ name: demo }]\nstrict: true\n'));
  await writeFile(join(cwd, 'preflight.yaml'), projectText(`hosts: [{ name: demo }]\nwaivers:\n${waived}`));
  const { code, report } = await judged(cwd);
  t.equal(code, 0, 'what is waived does not block');
  t.same(
    report.findings.filter(({ status }) => status === 'waived').map(({ check }) => check),
    ['sysctl.kptr-restrict', 'sysctl.perf-event-paranoid'],
  );
  t.same(
    report.findings
      .filter(({ target }) => target === 'preflight.yaml')
      .map(({ check, location }) => `${check} ${location?.line}`),
    ['preflight.weakened 16', 'preflight.weakened 17', 'preflight.weakened undefined'],
    'and a reviewer is told of it',
  );
  t.equal((await judged(cwd, ['--strict'])).code, 1, 'strictly, nothing may be weakened');
  git('commit', '--quiet', '--all', '--message', 'waived');
  t.equal((await judged(cwd, ['--base', git('rev-parse', 'HEAD~1').trim(), '--strict'])).code, 1);
  t.same(
    (await judged(cwd)).report.findings.filter(({ check }) => check === 'preflight.weakened'),
    [],
    'main is what main demands',
  );
  t.equal((await preflight(['gate', '--base', 'nowhere'], { cwd })).code, 2);

  git('config', 'uploadpack.allowFilter', 'true');
  const partial = await temporaryFolder();
  t.teardown(partial.remove);
  t.equal(
    spawnSync('git', ['clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${cwd}`, partial.path]).status,
    0,
  );
  await writeFile(join(partial.path, 'preflight.yaml'), projectText(`hosts: [{ name: demo }]\nwaivers:\n${waived}`));
  const unread = await judged(partial.path, ['--only', 'hosts']);
  t.match(
    unread.report.findings.filter(({ check }) => check === 'preflight.weakened'),
    [{ status: 'unknown', message: /preflight\.yaml of main is not in this clone/ }],
    'what a partial clone lacks is not taken for what there is not',
  );
});

t.test('targets of one name: each has its own, and a host keeps the one of preflight.yaml', needs('git'), async (t) => {
  const text = `version: 1
hosts: [{ name: demo }]
rollouts:
  - { name: one, branch: demo, files: [deploy] }
  - { name: two, branch: demo, files: [deploy] }
  - { name: three, files: [deploy] }
waivers:
  - { check: sysctl.kptr-restrict, host: demo, reason: being tried, until: 2999-12-31 }
`;
  const files = { 'deploy/config.alloy': 'logging { }\n' };
  const { path: cwd, git } = await repositoryOf(t, text, files);
  git('branch', 'demo', `${branch}`);
  const { report } = await judged(cwd);
  t.same(targetsOf(report), [
    'branch demo (2) ready',
    'host demo blocked',
    'file deploy ready',
    'file deploy (2) ready',
    'file deploy (3) ready',
  ]);
  t.same(blockers(report), ['sysctl.perf-event-paranoid fail'], 'the waiver of the host is one');
  t.match(
    report.next?.map(({ command }) => command).filter((command) => command !== undefined),
    ['preflight nix demo --out preflight.nix', 'preflight gate', 'git rebase main demo'],
  );
});

t.test('a baseline: only what is new blocks', needs('git'), async (t) => {
  const { path: cwd } = await repositoryOf(t, projectText('hosts: [{ name: demo }]\n'));
  await preflight(['gate', '--only', 'hosts', '--output', 'json=before.json'], { cwd });
  const same = await judged(cwd, ['--only', 'hosts', '--baseline', 'before.json']);
  t.equal(same.code, 0);
  t.equal(same.report.baseline?.verdict, 'blocked');
  t.notOk(
    same.report.next?.some(({ command }) => command?.startsWith('preflight nix')),
    'nothing is left to do',
  );
});

t.test('packs and parameters of preflight.yaml are named where they stand', needs('git'), async (t) => {
  const house = `pack: house
params: { limit: { default: 1, type: integer } }
checks:
  - { id: house.uptime, title: It is up, axis: policy, severity: blocker, fact: /kernel/release, require: { type: string }, why: a, sources: [b], runbook: c }
`;
  const cases: readonly (readonly [string, number, RegExp])[] = [
    [
      'packs: [profilin]\nhosts: [{ name: demo }]\n',
      2,
      /preflight\.yaml:2:9: "profilin" is no pack that preflight ships\. Did you mean "profiling"/,
    ],
    ['packs: [./none.yaml]\nhosts: [{ name: demo }]\n', 2, /preflight\.yaml:2:9: \.\/none\.yaml does not exist/],
    [
      'parameters: { aloy: 1.13.1 }\nhosts: [{ name: demo }]\n',
      2,
      /preflight\.yaml:2:21: no pack has a parameter "aloy"\. Did you mean "alloy"/,
    ],
    [
      'parameters: { alloy: new }\nhosts: [{ name: demo }]\n',
      2,
      /preflight\.yaml:2:22: alloy=new: the value must be a version/,
    ],
    [
      'hosts: [{ name: demo, parameters: { aloy: 1.13.1 } }]\n',
      2,
      /preflight\.yaml:2:43: no pack has a parameter "aloy"/,
    ],
    ['parameters: { alloy: 1.13.1, limit: 2 }\nhosts: [{ name: demo, packs: [house.yaml] }]\n', 0, /^$/],
  ];
  for (const [lines, code, message] of cases) {
    const folder = await temporaryFolder({ 'preflight.yaml': `version: 1\n${lines}`, 'house.yaml': house });
    const run = await preflight(['gate', '--quiet'], { cwd: folder.path, env: elsewhere });
    t.equal(run.code, code, run.stderr);
    t.match(run.stderr, message);
    await folder.remove();
  }
  const folder = await temporaryFolder({ 'preflight.yaml': 'version: 1\nhosts: [{ name: demo }]\n' });
  t.teardown(folder.remove);
  const given = await preflight(['gate', '--quiet', '--set', 'aloy=1.13.1'], { cwd: folder.path, env: elsewhere });
  t.match(given, { code: 2, stderr: /--set: no pack has a parameter "aloy"/ });
});

t.test('services: asked once, and judged by a pack that is shipped for them', needs('git'), async (t) => {
  const [well, sick] = await Promise.all([startFakeLoki('ready'), startFakePyroscope('failing')]);
  t.teardown(() => Promise.all([well.stop(), sick.stop()]));
  const services = `services:\n  - { name: logs, kind: loki, url: "${well.url}" }\n`;
  const { path: cwd } = await repositoryOf(t, projectText(services));
  const ready = await judged(cwd, ['--only', 'services']);
  t.equal(ready.code, 0, ready.stderr);
  t.same(targetsOf(ready.report), ['service services ready']);
  t.ok(ready.report.findings.some(({ check, status }) => check === 'loki.ready' && status === 'pass'));
  t.ok(ready.report.tool.packs.some(({ name }) => name === 'stack'));
  await writeFile(
    join(cwd, 'preflight.yaml'),
    projectText(`hosts: [{ name: demo }]\n${services}  - { name: profiles, kind: pyroscope, url: "${sick.url}" }\n`),
  );
  const blocked = await judged(cwd, ['--axis', 'function']);
  t.equal(blocked.code, 1, 'a server that is not ready blocks');
  t.same(
    targetsOf(blocked.report).filter((text) => /^(?:host|service)/.test(text)),
    ['host demo ready', 'service services blocked'],
    'what is asked of services is not asked of the host',
  );
  const offline = await judged(cwd, ['--offline', '--only', 'rebase,services']);
  t.same(offline.report.tool.leftOut, ['hosts (--only)', 'services (--offline)', 'artifacts (--only)']);
});

t.test('files are judged for the host that they go to', needs('git'), async (t) => {
  const { path: cwd } = await repositoryOf(t, projectText('hosts: [{ name: demo }]\n'));
  await preflight(['facts', 'demo', '-o', 'demo.json'], { cwd });
  const facts = JSON.parse(await readFile(join(cwd, 'demo.json'), 'utf8'));
  facts.facts.kernel.release = '4.4.0';
  await writeFile(join(cwd, 'old.json'), JSON.stringify(facts));
  const words = ['--offline', '--facts', 'old.json'];
  const { report } = await judged(cwd, words);
  const kernel = report.findings.filter(({ target, message }) => target !== 'demo' && /kernel/i.test(message));
  t.ok(kernel.length > 0, 'a kernel that is too old is found in the files');
  await writeFile(join(cwd, 'other.json'), JSON.stringify({ ...facts, host: 'other' }));
  const several = await judged(cwd, [...words, '--facts', 'other.json']);
  t.match(
    several.report.targets.find(({ kind }) => kind === 'file')?.notes?.join(' '),
    /nobody can say to which of demo, other/,
  );
});

t.test('files that are left out, and versions that a file says', needs('git'), async (t) => {
  const alloy = 'pyroscope.ebpf "a" {\n  forward_to = []\n}\n';
  const folder = await temporaryFolder({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'deploy/a.alloy': 'logging { }\n',
    'deploy/old/b.alloy': 'nothing_that_is { }\n',
    'versions.yaml': 'profiling:\n  agent: v1.13.1\n',
    'deploy/c.alloy': alloy,
    'preflight.yaml': `version: 1
rollouts:
  - name: profiling
    files: [{ paths: ["deploy/**"], except: ["deploy/old/**"] }]
    versions: { alloy: { from: versions.yaml, key: profiling.agent } }
`,
  });
  t.teardown(folder.remove);
  const { report } = await judged(folder.path, ['--only', 'artifacts']);
  const files = report.targets.flatMap(({ files: own = [] }) => own);
  t.ok(files.includes('deploy/a.alloy'));
  t.notOk(files.includes('deploy/old/b.alloy'), 'what is left out');
  t.match(
    report.targets.find(({ language }) => language === 'alloy')?.judgedFor,
    { program: 'Alloy', version: '1.13.1', from: 'preflight.yaml' },
    'the version that the file says',
  );
  await folder.write({ 'versions.yaml': 'profiling: {}\n' });
  const without = await preflight(['gate', '--only', 'artifacts'], { cwd: folder.path, env: elsewhere });
  t.equal(without.code, 2, without.stdout);
  t.match(without.stderr, /versions\.yaml.*profiling\.agent/);
});

t.test(
  'links that a glob matches: judged inside of the repository, named where they lead out',
  needs('git'),
  async (t) => {
    const outside = await temporaryFolder({ 'secret.alloy': 'a_secret { }\n' });
    t.teardown(outside.remove);
    const folder = await temporaryFolder({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'deploy/a.alloy': 'logging { }\n',
      'deploy/in.alloy': '-> ../other/bad.alloy',
      'deploy/linked': '-> ../further',
      'other/bad.alloy': 'nothing_that_is { }\n',
      'further/bad.alloy': 'nothing_that_is { }\n',
    });
    t.teardown(folder.remove);
    const gate = async (files: string) => {
      await folder.write({ 'preflight.yaml': `version: 1\nrollouts: [{ name: r, files: [${files}] }]\n` });
      const { code, report, stdout } = await judged(folder.path, ['--only', 'artifacts']);
      t.notMatch(stdout, /a_secret/, 'what lies outside is not read');
      return [code, ...new Set(report.findings.flatMap(({ check, location }) => `${check} ${location?.file}`))];
    };
    t.same(await gate('"deploy/*.alloy"'), [1, 'alloy.unknown-component deploy/in.alloy']);
    t.same(await gate('"deploy/*/*.alloy"'), [1, 'alloy.unknown-component deploy/linked/bad.alloy']);
    await folder.write({
      'deploy/gone.alloy': '-> nowhere.alloy',
      'deploy/out.alloy': `-> ${outside.path}/secret.alloy`,
      'further/out.alloy': `-> ${outside.path}/secret.alloy`,
    });
    const unread = ['file.unreadable deploy/gone.alloy', 'file.unreadable deploy/out.alloy'];
    t.same(await gate('"deploy/{a,g,o}*.alloy"'), [3, ...unread]);
    t.same(await gate('{ paths: [deploy], except: [deploy/in.alloy, deploy/linked], as: alloy }'), [3, ...unread]);
    t.same(await gate('"deploy/l*/o*.alloy"'), [3, 'file.unreadable deploy/linked/out.alloy']);
    await folder.write({ 'k8s/a.alloy': 'logging { }\n', 'k8s/result-dev': `-> ${outside.path}` });
    t.same(await gate('k8s'), [0]);
    await folder.write({ 'k8s/more': `-> ${outside.path}` });
    t.same(await gate('k8s'), [3, 'file.unreadable k8s/more'], 'what lies in a folder elsewhere is not known');
    t.same(await gate('{ paths: [k8s], except: [k8s/more] }'), [0]);
  },
);

t.test('a file that is named itself and is of no kind is not ready; of a folder it is listed', async (t) => {
  const folder = await temporaryFolder({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'a.alloy': 'logging { }\n',
    'conf/x.yaml': 'hello: 1\n',
  });
  t.teardown(folder.remove);
  const gate = async (files: string) => {
    await folder.write({ 'preflight.yaml': `version: 1\nrollouts: [{ name: r, files: [a.alloy, ${files}] }]\n` });
    const { code, report } = await judged(folder.path);
    return [code, targetsOf(report), report.notJudged ?? [], report.findings.map(({ message }) => message)];
  };
  t.same(await gate('conf/x.yaml'), [
    3,
    ['file a.alloy ready', 'file conf/x.yaml undetermined'],
    [],
    ['preflight.yaml:2:40: it is of no kind that preflight knows. Say which, as: KIND, or take it out'],
  ]);
  for (const files of ['conf', '"conf/*.yaml"'])
    t.same(await gate(files), [0, ['file a.alloy ready'], ['conf/x.yaml'], []]);
});

t.test('preflight.yaml says when a person is told, the command line whom', async (t) => {
  const ntfy = await startFakeNtfy(() => 200);
  t.teardown(ntfy.stop);
  const folder = await temporaryFolder({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'a.alloy': 'logging { }\n',
    'preflight.yaml': 'version: 1\nrollouts: [{ name: a, files: [a.alloy] }]\nnotify: { when: always }\n',
  });
  t.teardown(folder.remove);
  const words = ['gate', '--output', 'json=report.json', '--notify', `ntfy:${ntfy.url}/hosts`];
  for (let n = 0; n < 2; n++) t.equal((await preflight(words, { cwd: folder.path, env: elsewhere })).code, 0);
  t.equal(ntfy.messages.length, 2, 'each time');
});
