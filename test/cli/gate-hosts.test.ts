// The gate over real OpenSSH servers: before a rebase, a closure on a host, and Ctrl-C at a terminal.
import { execFileSync, spawn } from 'node:child_process';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import { snapshot } from '../git/support/repository.ts';
import { labNeeds, startLab } from '../lab/lab.ts';
import { temporaryFolder } from '../support/files.ts';
import { missing, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';
import { branch, configuration, projectText, rolloutRepository } from './support/rollout-repository.ts';

const built = resolve('dist/preflight.js');

t.test('the gate over SSH', onlyWhere([...(await labNeeds()), ...missing('git', 'script')]), async (t) => {
  const lab = await startLab(['ringtail-blocked', 'ringtail-ready', 'hang']);
  const own = await temporaryFolder();
  t.teardown(async () => {
    await lab.stop();
    await own.remove();
  });
  const written = await readFile(lab.sshConfig, 'utf8');
  /** What `ringtail` is: the host before the switch, or after it. */
  const reach = async (profile: string) => {
    const config = join(own.path, profile);
    await writeFile(config, written.replace(`Host ${profile}\n`, `Host ringtail ${profile}\n`));
    return ['--ssh-config', config];
  };
  const [before, after] = [await reach('ringtail-blocked'), await reach('ringtail-ready')];
  const repositoryOf = async (t: Test, more: string, files = {}) => {
    const repository = await rolloutRepository(projectText(more), files);
    t.teardown(repository.remove);
    return repository;
  };
  const judged = async (cwd: string, words: readonly string[]) => {
    const run = await preflight(['gate', '--format', 'json', ...words], { cwd });
    if (run.stdout === '') throw new Error(run.stderr);
    const report: Report = JSON.parse(run.stdout);
    return { ...run, report, commands: (report.next ?? []).flatMap(({ command }) => command ?? []) };
  };
  const verdicts = ({ targets }: Report, kind: string) =>
    targets.filter((target) => target.kind === kind).map(({ name, verdict }) => `${name} ${verdict}`);

  t.test('before the rebase: blocked by the host, mended, switched, ready, rebased', async (t) => {
    const { path: cwd, git } = await repositoryOf(
      t,
      `hosts: [{ name: ringtail }]\ndeclared: { files: [${configuration}] }\n`,
    );
    const untouched = await snapshot(cwd);
    const first = await judged(cwd, before);
    t.equal(first.code, 1, first.stderr);
    t.same(verdicts(first.report, 'host'), ['ringtail blocked']);
    t.same(verdicts(first.report, 'branch'), [`${branch} ready`]);
    t.ok(
      first.report.targets.filter(({ kind }) => kind === 'file').every(({ verdict }) => verdict === 'ready'),
      'the host alone stands in the way',
    );
    t.same(await snapshot(cwd), untouched, 'nothing in the repository is touched');

    const [patch = '', ...others] = first.commands;
    t.same(others, ['preflight gate', `git rebase main ${branch}`]);
    const program = own.path;
    await writeFile(join(program, 'preflight'), `#!/bin/sh\nexec '${process.execPath}' '${built}' "$@"\n`);
    await chmod(join(program, 'preflight'), 0o755);
    const env = { ...process.env, PATH: `${program}:${process.env.PATH}` };
    execFileSync('sh', ['-c', patch], { cwd, env, stdio: 'ignore' });
    t.match(git('diff'), /^\+ {4}"kernel\.kptr_restrict" = 0;$/m, 'the command is one to be copied');

    const second = await judged(cwd, after);
    t.equal(second.code, 0, second.stderr);
    t.same(second.commands, [`git rebase main ${branch}`]);
    const tree = second.report.targets.find(({ kind }) => kind === 'branch')?.rehearsal?.tree;
    git('commit', '--quiet', '--all', '--message', 'mended');
    const third = await judged(cwd, after);
    execFileSync('sh', ['-c', third.commands[0] ?? ''], { cwd, stdio: 'ignore' });
    t.not(tree, git('rev-parse', 'HEAD^{tree}').trim(), 'main has gone on');
    t.equal(
      third.report.targets.find(({ kind }) => kind === 'branch')?.rehearsal?.tree,
      git('rev-parse', 'HEAD^{tree}').trim(),
      'what was judged is what there is now',
    );
  });

  t.test('CI on a NixOS change: a closure that loses a setting on a host that is ready', async (t) => {
    const files = {
      'result/nixos-version': '25.11\n',
      'result/system': 'x86_64-linux\n',
      'result/kernel-modules/lib/modules/6.12.58/modules.order': '',
      'result/etc/os-release': 'ID=nixos\nVERSION_ID="25.11"\n',
      'result/etc/sysctl.d/60-nixos.conf': 'kernel.kptr_restrict=0\n',
    };
    const { path: cwd } = await repositoryOf(t, 'hosts: [{ name: ringtail, closure: ./result }]\n', files);
    const refused = await judged(cwd, [...after, '--only', 'hosts,closure']);
    t.equal(refused.code, 1, refused.stderr);
    t.same(verdicts(refused.report, 'host'), ['ringtail ready']);
    t.same(verdicts(refused.report, 'closure'), ['./result on ringtail blocked']);
    const failed = refused.report.findings.filter(
      ({ severity, status }) => severity === 'blocker' && status === 'fail',
    );
    t.same(
      failed.map(({ check }) => check),
      ['sysctl.perf-event-paranoid'],
    );
    const waived = `waivers: [{ check: sysctl.perf-event-paranoid, host: ringtail, reason: being tried, until: 2999-12-31 }]\n`;
    await writeFile(
      join(cwd, 'preflight.yaml'),
      projectText(`hosts: [{ name: ringtail, closure: ./result }]\n${waived}`),
    );
    t.equal(
      (await judged(cwd, [...after, '--only', 'hosts,closure'])).code,
      0,
      'a waiver of the host covers its closure',
    );
    await writeFile(
      join(cwd, 'result/etc/sysctl.d/60-nixos.conf'),
      'kernel.kptr_restrict=0\nkernel.perf_event_paranoid=1\n',
    );
    await writeFile(join(cwd, 'preflight.yaml'), projectText('hosts: [{ name: ringtail, closure: ./result }]\n'));
    const mends = await judged(cwd, [...before, '--only', 'hosts,closure']);
    t.equal(mends.code, 1, 'the host is not switched to it');
    t.same(verdicts(mends.report, 'closure'), ['./result on ringtail ready']);
    const lost = await judged(cwd, ['--ssh-config', '/dev/null', '--only', 'hosts,closure', '--timeout', '2']);
    t.equal(lost.code, 3);
    t.same(
      verdicts(lost.report, 'closure'),
      ['./result on ringtail undetermined'],
      'nothing can be said without its facts',
    );
  });

  t.test('Ctrl-C at a terminal: at once, no process left, and it says what was not judged', async (t) => {
    const hosts = `hosts: [{ name: ringtail }, { name: hang, transport: openssh, timeout: 300 }]\ndeclared: { files: [${configuration}] }\n`;
    const { path: cwd } = await repositoryOf(t, hosts);
    const slow = await temporaryFolder({ 'bin/nix-instantiate': '#!/bin/sh\nsleep 300 & wait\n', 'tmp/x': '' });
    t.teardown(slow.remove);
    await chmod(join(slow.path, 'bin/nix-instantiate'), 0o755);
    const report = join(slow.path, 'report.json');
    const words = [process.execPath, built, 'gate', ...after, '--output', `json=${report}`].map((word) => `'${word}'`);
    const { code, text } = await onTerminal(`stty cols 100 rows 40; exec ${words.join(' ')}`, {
      cwd,
      env: {
        ...process.env,
        PATH: `${slow.path}/bin:${process.env.PATH}`,
        TMPDIR: join(slow.path, 'tmp'),
        TERM: 'xterm-256color',
      },
      until: /replayed in[\s\S]*ringtail {2}judged in/,
    });
    t.equal(code, 3, text);
    t.match(text, /rebase[\s\S]*hosts[\s\S]*declared[\s\S]*artifacts/, 'a tree of the parts');
    const { verdict, interrupted, targets, summary }: Report = JSON.parse(await readFile(report, 'utf8'));
    t.same([verdict, interrupted], ['undetermined', true]);
    t.match(summary.sentence, /^interrupted before everything was judged; /);
    const unjudged = targets.filter((target) => target.verdict === 'undetermined').map(({ name }) => name);
    t.same(unjudged, ['hang', `${configuration} and ringtail`, `${configuration} and hang`, 'profiling']);
    t.equal(targets.find(({ name }) => name === 'ringtail')?.verdict, 'ready', 'what was judged is kept');
    t.same(await readdir(join(slow.path, 'tmp')), ['x'], 'nothing is left in the temporary folder');
    t.same(await processesOf(slow.path), [], 'no process is left');
  });
});

/** Runs a command on a terminal of its own, and types Ctrl-C once it has shown what is waited for. */
function onTerminal(
  command: string,
  { cwd, env, until }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly until: RegExp },
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((done) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    let typed = false;
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
      if (typed || !until.test(text)) return;
      typed = true;
      child.stdin.write('\x03');
    });
    child.on('close', (code) => done({ code, text }));
  });
}

/** Programs whose words or environment name a folder. */
async function processesOf(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const texts = await Promise.all(
    ids.map(async (id) => {
      const read = (file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '');
      return { words: await read('cmdline'), environment: await read('environ') };
    }),
  );
  return texts.filter(({ words, environment }) => `${words}${environment}`.includes(folder)).map(({ words }) => words);
}
