// `preflight rehearse` as a person runs it.

import { spawnSync } from 'node:child_process';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t from 'tap';
import { displayWidth } from '../../src/base/width.ts';
import validate from '../../src/generated/report-validator.js';
import { type CommitText, importCommits, snapshot, testRepository } from '../git/support/repository.ts';
import { temporaryFolder } from '../support/files.ts';
import { findProgram, needs } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const alloy = (level: string) => `logging {\n  level = "${level}"\n}\n`;
const branch = 'preserve/pyroscope-profiling/pr-313';

async function repositoryOf(...commits: readonly CommitText[]) {
  const repository = await testRepository();
  t.teardown(repository.remove);
  importCommits(repository, [
    {
      branch: 'main',
      message: 'base',
      files: { 'alloy/config.alloy': alloy('info'), 'image.yaml': 'image: x/y:2.0.0\n' },
    },
    ...commits,
  ]);
  repository.git('reset', '--quiet', '--hard');
  return repository;
}

t.test('exit codes and words', needs('git'), async (t) => {
  const repository = await repositoryOf(
    { branch, message: 'profiling: debug', files: { 'alloy/config.alloy': alloy('debug') }, from: 'main' },
    {
      branch: 'conflict',
      message: 'warn \x1b[31m\u202e',
      files: { 'alloy/config.alloy': alloy('warn') },
      from: 'main',
    },
    { branch: 'back', message: 'lower', files: { 'image.yaml': 'image: x/y:1.9.0\n' }, from: 'main' },
    {
      branch: 'broken',
      message: 'broken',
      files: { 'alloy/config.alloy': 'logging {\n  levl = "debug"\n}\n' },
      from: 'main',
    },
    {
      branch: 'moves',
      message: 'moves',
      files: { 'ebpf/config.alloy': 'pyroscope.ebpf "x" {\n  forward_to = []\n  targets    = []\n}\n' },
      from: 'main',
    },
    { branch: 'half', message: 'half', files: { 'more.alloy': 'a' }, from: 'main' },
    { branch: 'main', message: 'error', files: { other: 'x' } },
    { branch: 'strict-main', message: 'm', files: { 'alloy/config.alloy': alloy('error') }, from: 'main' },
  );
  const cwd = repository.path;
  // words, exit code, what the output must say
  const table: readonly (readonly [readonly string[], number, RegExp])[] = [
    [
      [branch, '--onto', 'main'],
      0,
      /replayed +profiling: debug[\s\S]*READY {2}1 commit replays onto main without a conflict/,
    ],
    [[branch], 0, /1 ahead and 1 behind/],
    [['--', branch], 0, /READY/],
    [
      ['conflict', '--onto', 'strict-main'],
      1,
      /CONFLICT +warn \\x1b\[31m\\u\{202e\}[\s\S]*alloy\/config\.alloy:2:1 rebase\.conflict[\s\S]*BLOCKED/,
    ],
    [['back'], 0, /WARN {2}Image x\/y would go back from 2\.0\.0 to 1\.9\.0[\s\S]*1 version would go back/],
    [['back', '--strict'], 1, /BLOCKED/],
    [
      [branch, '--validate', 'alloy', '--validate', 'image.yaml'],
      0,
      /READY +alloy: Alloy[\s\S]*\nREADY {2}2 targets: 2 ready/,
    ],
    [
      ['broken', '--validate', 'alloy'],
      1,
      /alloy\/config\.alloy:2:3 alloy\.unknown-attribute[\s\S]*2 │ {3}levl = "debug"/,
    ],
    [['conflict', '--onto', 'strict-main', '--validate', 'alloy'], 1, /No file was judged/],
    [['nowhere'], 2, /has no branch "nowhere"/],
    [['--', '-x'], 2, /"-x" is no name of a branch/],
    [[], 2, /Name one branch/],
    [[branch, '--repository', '/nowhere'], 2, /\/nowhere: is no folder/],
    [[branch, '--validate', 'nothing'], 2, /--validate nothing: is not in what the rebase/],
    [[branch, '--validate', '../x'], 2, /from the root of the repository/],
    [[branch, '--validate', '/etc'], 2, /from the root of the repository/],
    [[branch, '--onto', 'main', '--onto', 'x'], 2, /--onto is given twice/],
    [[branch, '--validate', 'alloy', '--alloy-version', '1.13.1'], 0, /alloy: Alloy 1\.13\.1$/m],
    [[branch, '--validate', 'alloy', '--alloy-version', '0.1'], 2, /0\.1/],
    [['conflict', '--onto', 'strict-main', '--validate', 'alloy', '--alloy-version', '0.1'], 2, /0\.1/],
    [[branch, '--validate', 'alloy', '--facts', 'none.json'], 2, /none\.json: cannot be read/],
    [[branch, '--validate', 'alloy', '--upgrade-to', 'soon'], 2, /soon/],
    [[branch, '--alloy-version', '1.13.1'], 2, /--alloy-version is about files that are judged: .*--validate/],
    [[branch, '--upgrade-to', '1.19'], 2, /--upgrade-to is about files/],
    [[branch, '--facts', 'f.json'], 2, /--facts is about files/],
    [
      ['moves', '--validate', 'ebpf', '--alloy-version', '1.10', '--upgrade-to', '1.19'],
      1,
      /With Alloy 1\.19: the default of "sample_rate"/,
    ],
  ];
  for (const [words, code, says] of table) {
    const result = await preflight(['rehearse', ...words], { cwd });
    t.equal(result.code, code, words.join(' '));
    t.match(code === 2 ? result.stderr : result.stdout, says);
    t.notMatch(result.stdout + result.stderr, /(?!\n)[\p{Cc}\p{Cf}]/u, 'nothing that a terminal would obey');
    t.notMatch(result.stdout + result.stderr, /preflight-rehearse-/, 'no temporary path');
  }
  const json = await preflight(['rehearse', 'conflict', '--onto', 'strict-main', '--format', 'json'], { cwd });
  t.ok(validate(JSON.parse(json.stdout)), JSON.stringify(validate.errors));
  t.equal(JSON.parse(json.stdout).targets[0].kind, 'branch');
  const inHook = { GIT_DIR: '/nowhere', GIT_WORK_TREE: '/nowhere', GIT_INDEX_FILE: '/nowhere/index', GIT_TRACE: '1' };
  t.equal((await preflight(['rehearse', branch], { cwd, env: inHook })).code, 0, 'in a hook, git has set variables');
  const none = await preflight(['rehearse', branch], { cwd, env: { PATH: '/nonexistent' } });
  t.equal(none.code, 3, 'without git nothing is known');
  t.match(none.stdout, /UNDETERMINED {2}not known: git is not installed here/);
});

t.test('links in a tree lead nowhere else', needs('git'), async (t) => {
  const repository = await repositoryOf();
  importCommits(repository, [
    {
      branch: 'links',
      message: 'out',
      files: {
        'a/out.alloy': '/etc/passwd',
        'a/up.alloy': '../../../../etc/passwd',
        'a/d': '..',
        'a/trick.alloy': 'd/../../../etc/passwd',
      },
      from: 'main',
      mode: '120000',
    },
    { branch: 'links', message: 'in', files: { 'a/in.alloy': '../alloy/config.alloy' }, mode: '120000' },
  ]);
  for (const path of ['a/out.alloy', 'a/up.alloy', 'a/trick.alloy']) {
    const { code, stdout, stderr } = await preflight(['rehearse', 'links', '--validate', path], {
      cwd: repository.path,
    });
    t.equal(code, 3, path);
    t.match(stdout, /is a link that leads out of the repository/);
    t.notMatch(stdout + stderr, /root:/);
  }
  const inside = await preflight(['rehearse', 'links', '--validate', 'a/in.alloy'], { cwd: repository.path });
  t.equal(inside.code, 0, inside.stderr);
});

t.test('what of the tree could not be read is not known, also in a folder', needs('git'), async (t) => {
  const large = `${alloy('info')}${' '.repeat(33 << 20)}`;
  const repository = await repositoryOf(
    { branch: 'large', message: 'large', files: { 'alloy/large.alloy': large }, from: 'main' },
    { branch: 'link', message: 'link', files: { 'alloy/out.alloy': '/etc/passwd' }, from: 'main', mode: '120000' },
    { branch: 'folder', message: 'folder', files: { 'alloy/more': '/etc/ssh' }, from: 'main', mode: '120000' },
    { branch: 'lowered', message: 'lowered', files: { 'image.yaml': 'image: x/y:1.0.0\n' }, from: 'main' },
    { branch: 'main', message: 'on', files: { 'other.txt': 'x\n' } },
  );
  for (const [name, reason] of [
    ['large', /it is larger than 32 MB/],
    ['link', /it is a link that leads out of the repository/],
    ['folder', /The folder cannot be read: it is a link that leads out of the\s+repository/],
  ] as const) {
    const { code, stdout } = await preflight(['rehearse', name, '--validate', 'alloy'], { cwd: repository.path });
    t.equal(code, 3, name);
    t.match(stdout, reason);
  }

  repository.git('config', 'uploadpack.allowFilter', 'true');
  const partial = await temporaryFolder();
  t.teardown(partial.remove);
  const words = ['clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${repository.path}`, partial.path];
  t.equal(spawnSync('git', words).status, 0);
  const files = await preflight(['rehearse', 'origin/lowered', '--validate', 'alloy'], { cwd: partial.path });
  t.equal(files.code, 3, 'a partial clone lacks the file');
  t.match(files.stdout, /The file cannot be read: it is not in this clone/);
  const versions = await preflight(['rehearse', 'origin/lowered'], { cwd: partial.path });
  t.equal(versions.code, 3, 'and what its version was');
  t.match(versions.stdout, /whether a version\s+goes\s+back/i);

  repository.git('checkout', '--quiet', '-b', 'submodules', 'main');
  for (let n = 1; n <= 6; n++)
    repository.git('update-index', '--add', '--cacheinfo', `160000,${String(n).repeat(40)},sub${n}`);
  repository.git('commit', '--quiet', '-m', 'submodules');
  const noted = await preflight(['rehearse', 'submodules', '--validate', 'alloy'], { cwd: repository.path });
  t.equal(noted.code, 0, noted.stderr);
  t.match(
    noted.stdout.replaceAll(/\s+/g, ' '),
    /Not looked into: sub1 \(it is a submodule\), .*sub5 \(.*\), and 1 more/,
  );
});

t.test(
  'a repository that nobody may write to, and one of somebody else',
  needs('git', 'unshare', 'setpriv'),
  async (t) => {
    const repository = await repositoryOf(
      { branch, message: 'debug', files: { 'alloy/config.alloy': alloy('debug') }, from: 'main' },
      { branch: 'main', message: 'error', files: { 'alloy/config.alloy': alloy('error') } },
    );
    const before = await snapshot(repository.path);
    const built = resolve('dist/preflight.js');
    const command = [process.execPath, built, 'rehearse', branch, '--repository', repository.path];
    if (process.getuid?.() === 0) {
      const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && ! touch "$1/x" && exec "$@"';
      const words = ['--mount', 'sh', '-c', script, 'sh', repository.path, ...command];
      const { status, stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
      t.equal(status, 1, stderr);
      t.match(stdout, /1 of 1 commit is in conflict/);
      const other = [
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        'env',
        '-i',
        `PATH=${process.env.PATH}`,
        ...command,
      ];
      const unreadable = spawnSync(findProgram('setpriv') ?? 'setpriv', other, { encoding: 'utf8' });
      t.equal(unreadable.status, 2, unreadable.stderr);
      t.match(unreadable.stderr, /cannot be read \(EACCES\)/);
      await chmod(repository.path, 0o755);
      const theirs = spawnSync(findProgram('setpriv') ?? 'setpriv', other, {
        encoding: 'utf8',
      });
      t.equal(theirs.status, 2, theirs.stderr);
      t.match(theirs.stderr, /dubious ownership\)\. If you trust .*: git config --global --add safe\.directory '/);
    } else {
      spawnSync('chmod', ['-R', 'a-w', join(repository.path, '.git')]);
      const [program = '', ...words] = command;
      t.equal(spawnSync(program, words).status, 1);
      spawnSync('chmod', ['-R', 'u+w', join(repository.path, '.git')]);
      return;
    }
    t.same(await snapshot(repository.path), before, 'nothing is touched');
  },
);

t.test('the text fits the page', needs('git'), async (t) => {
  const many = Array.from(
    { length: 60 },
    (_, index): CommitText => ({
      branch,
      message: `commit ${index} ${'with a long subject '.repeat(8)}`,
      files: { [`file-${index}`]: 'x' },
      ...(index === 0 ? { from: 'main' } : {}),
    }),
  );
  const repository = await repositoryOf(...many, { branch: 'main', message: 'm', files: { m: 'm' } });
  for (const columns of [80, 120]) {
    const { stdout } = await preflight(['rehearse', branch], {
      cwd: repository.path,
      env: { COLUMNS: String(columns) },
    });
    t.same(
      stdout.split('\n').filter((line) => displayWidth(line) > columns),
      [],
    );
    t.match(stdout, /and 30 more commits replayed; --verbose lists them/);
  }
  const { stdout } = await preflight(['rehearse', branch, '--verbose'], { cwd: repository.path });
  t.equal(stdout.match(/ {2}replayed {2}/g)?.length, 60);
});

t.test('Ctrl-C ends it at once, and leaves nothing', needs('git'), async (t) => {
  const repository = await repositoryOf();
  const slow = await temporaryFolder({ git: '#!/bin/sh\necho $$ > "$SLOW/pid"\nexec sleep 60\n', 'temporary/x': '' });
  t.teardown(slow.remove);
  await chmod(join(slow.path, 'git'), 0o755);
  const env = { PATH: `${slow.path}:${process.env.PATH}`, SLOW: slow.path, TMPDIR: join(slow.path, 'temporary') };
  const waitFor = async (file: string) => {
    while ((await readFile(file, 'utf8').catch(() => '')) === '') await new Promise((done) => setTimeout(done, 20));
    return Number(await readFile(file, 'utf8'));
  };
  let ours: Promise<number> | undefined;
  const { code, stdout } = await preflight(['rehearse', 'main'], {
    cwd: repository.path,
    env,
    started(pid) {
      ours = waitFor(join(slow.path, 'pid')).then((git) => {
        process.kill(pid, 'SIGINT');
        return git;
      });
    },
  });
  t.equal(code, 3);
  t.match(stdout, /not known: it was interrupted/);
  const git = await ours;
  t.throws(() => process.kill(git ?? 0, 0), { code: 'ESRCH' }, 'git is gone');
  t.same(await readdir(join(slow.path, 'temporary')), ['x']);
});
