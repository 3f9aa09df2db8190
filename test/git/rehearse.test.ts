// Rebases rehearsed beside git's own, on real repositories.
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import validate from '../../src/generated/report-validator.js';
import { writeCommit } from '../../src/git/commit-object.ts';
import { git } from '../../src/git/git.ts';
import { withRehearsal } from '../../src/git/rehearse.ts';
import { openRepository, openStore } from '../../src/git/repository.ts';
import { rebaseRules as rules } from '../../src/git/rules.ts';
import { rehearse } from '../../src/tasks/rehearse.ts';
import { needs } from '../support/needs.ts';
import {
  type CommitText,
  importCommits,
  repositoryAt,
  snapshot,
  type TestRepository,
  testRepository,
} from './support/repository.ts';

const lines = (...changes: readonly (readonly [number, string])[]) => {
  const all = Array.from({ length: 30 }, (_, index) => `${index + 1}`);
  for (const [line, text] of changes) all[line - 1] = text;
  return `${all.join('\n')}\n`;
};
const branch = 'preserve/pyroscope-profiling/pr-313';

async function judged(repository: TestRepository, more: { onto?: string; branch?: string; validate?: string[] } = {}) {
  const request = { repository: repository.path, branch, onto: 'main', validate: [], strict: false, ...more };
  const { report, texts } = await rehearse(request);
  const problem = validate(JSON.parse(JSON.stringify(report))) ? undefined : JSON.stringify(validate.errors);
  if (problem !== undefined) throw new Error(problem);
  const [target] = report.targets;
  return {
    report,
    texts,
    verdict: report.verdict,
    target,
    states: target?.rehearsal?.commits.map(({ subject, state }) => `${subject}: ${state}`),
    /** `rule severity FILE:LINE-LINE`. */
    found: report.findings.map(({ check, severity, location }) => {
      const place = location
        ? ` ${location.file}${location.line ? `:${location.line}-${location.endLine ?? ''}` : ''}`
        : '';
      return `${check} ${severity}${place}`;
    }),
  };
}

/** main and a branch, each with commits of its own, made from tables of files. */
type Files = CommitText['files'];
async function history(
  base: Files,
  onBranch: readonly Files[],
  onMain: readonly Files[],
  words: readonly string[] = [],
) {
  const repository = await testRepository(words);
  t.teardown(repository.remove);
  importCommits(repository, [
    { branch: 'main', message: 'base', files: base },
    ...onBranch.map((files, index) => ({
      branch,
      message: `branch ${index + 1}`,
      files,
      ...(index === 0 ? { from: 'main' } : {}),
    })),
    ...onMain.map((files, index) => ({ branch: 'main', message: `main ${index + 1}`, files })),
  ]);
  if (onBranch.length === 0) repository.git('branch', branch, onMain.length === 0 ? 'main' : `main~${onMain.length}`);
  if (words.length === 0) repository.git('reset', '--quiet', '--hard');
  return repository;
}

/** What git rebase itself makes of it, in a clone. */
async function rebased(repository: TestRepository, name = branch, onto = 'main') {
  const path = await mkdtemp(join(tmpdir(), 'preflight-scratch-'));
  const scratch = repositoryAt({
    path,
    write: async () => {},
    remove: () => rm(path, { recursive: true, force: true }),
  });
  try {
    repository.git('clone', '--quiet', '--shared', repository.path, path);
    for (const one of [name, onto])
      scratch.git('branch', '--force', '--no-track', `x/${one}`, repository.git('rev-parse', one));
    const { code } = scratch.tries(['rebase', '--quiet', `x/${onto}`, `x/${name}`]);
    if (code === 0) return { tree: scratch.git('rev-parse', 'HEAD^{tree}') };
    return {
      stopped: scratch.git('rev-parse', 'REBASE_HEAD'),
      files: scratch.git('diff', '--name-only', '--diff-filter=U').split('\n').filter(Boolean).sort(),
    };
  } finally {
    await scratch.remove();
  }
}

const options = needs('git');

t.test('each row of the report', options, async (t) => {
  const kustomization = (tag: string) => `images:\n  - name: grafana/pyroscope\n    newTag: ${tag}\n`;
  const lock = (seconds: number, other = 5) =>
    `{\n  "nodes": {\n    "nixpkgs": {\n      "locked": {\n        "lastModified": ${seconds},\n        "owner": "NixOS"\n      }\n    },\n\n\n\n    "other": { "locked": { "lastModified": ${other} } },\n    "root": { "inputs": { "nixpkgs": "nixpkgs", "other": "other" } }\n  },\n  "root": "root"\n}\n`;
  type Row = readonly [
    name: string,
    base: Files,
    onBranch: Files[],
    onMain: Files[],
    verdict: string,
    states: string[],
    found: string[],
  ];
  const replayed = 'branch 1: replayed';
  const conflict = 'branch 1: conflict';
  const table: readonly Row[] = [
    [
      'clean',
      { a: lines() },
      [{ b: 'b' }, { c: 'c' }],
      [{ a: lines([3, 'x']) }],
      'ready',
      [replayed, 'branch 2: replayed'],
      [],
    ],
    ['nothing on main', { a: 'a' }, [{ b: 'b' }], [], 'ready', [replayed], []],
    ['empty branch', { a: 'a' }, [], [{ a: 'b' }], 'ready', [], []],
    ['an empty commit is kept', { a: 'a' }, [{}], [{ a: 'b' }], 'ready', [replayed], []],
    [
      'the same patch',
      { a: lines() },
      [{ a: lines([3, 'x']) }],
      [{ a: lines([3, 'x']) }],
      'ready',
      ['branch 1: already-upstream'],
      ['rebase.already-upstream info'],
    ],
    [
      'becomes empty',
      { a: lines() },
      [{ a: lines([3, 'x']) }],
      [{ a: lines([3, 'x'], [20, 'y']) }],
      'ready',
      ['branch 1: becomes-empty'],
      ['rebase.becomes-empty info', 'rebase.both-changed info a'],
    ],
    [
      'both changed',
      { a: lines() },
      [{ a: lines([3, 'x']) }],
      [{ a: lines([20, 'y']) }],
      'ready',
      [replayed],
      ['rebase.both-changed info a'],
    ],
    [
      'lines in conflict',
      { a: lines() },
      [{ a: lines([3, 'x'], [4, 'xx'], [20, 'z']) }],
      [{ a: `0\n${lines([3, 'y'], [20, 'yy'])}` }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker a:4-5'],
    ],
    [
      'deleted on main',
      { a: lines(), b: 'b' },
      [{ a: lines([3, 'x']) }],
      [{ a: null }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker a'],
    ],
    [
      'deleted by the branch',
      { a: lines(), b: 'b' },
      [{ a: null }],
      [{ a: lines([3, 'x']) }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker a'],
    ],
    [
      'added twice',
      { b: 'b' },
      [{ a: 'one\n' }],
      [{ a: 'two\n' }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker a:1-1'],
    ],
    [
      'binary',
      { a: Buffer.from([0, 1]) },
      [{ a: Buffer.from([0, 2]) }],
      [{ a: Buffer.from([0, 3]) }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker a'],
    ],
    [
      'a file and a folder',
      { b: 'b' },
      [{ a: 'file' }],
      [{ 'a/b': 'folder' }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker a'],
    ],
    [
      'renamed on main',
      { a: lines() },
      [{ a: lines([3, 'x']) }],
      [{ a: null, b: lines() }],
      'ready',
      [replayed],
      ['rebase.both-changed info a'],
    ],
    [
      'after a conflict it goes on',
      { a: lines() },
      [{ a: lines([3, 'x']) }, { a: lines([3, 'xx']) }, { a: lines([3, 'xx'], [25, 'z']) }],
      [{ a: lines([3, 'y'], [10, 'ten']) }],
      'blocked',
      [conflict, 'branch 2: replayed', 'branch 3: replayed'],
      ['rebase.conflict blocker a:3-3'],
    ],
    [
      'conflicts twice',
      { a: lines(), b: lines() },
      [{ a: lines([3, 'x']) }, { b: lines([9, 'x']) }],
      [{ a: lines([3, 'y']), b: lines([9, 'y']) }],
      'blocked',
      [conflict, 'branch 2: conflict'],
      ['rebase.conflict blocker a:3-3', 'rebase.conflict blocker b:9-9'],
    ],
    [
      'a version that the branch lowers',
      { 'd/kustomization.yaml': kustomization('2.1.0') },
      [{ 'd/kustomization.yaml': kustomization('2.0.3') }],
      [{ b: 'b' }],
      'ready',
      [replayed],
      ['rebase.turns-back warning d/kustomization.yaml:3-3'],
    ],
    [
      'a version that the branch raises',
      { 'd/kustomization.yaml': kustomization('2.1.0') },
      [{ 'd/kustomization.yaml': kustomization('2.1.1') }],
      [{ b: 'b' }],
      'ready',
      [replayed],
      [],
    ],
    [
      'a tag that is no version',
      { 'd/kustomization.yaml': kustomization('2.1.0') },
      [{ 'd/kustomization.yaml': kustomization('latest') }],
      [{ b: 'b' }],
      'ready',
      [replayed],
      [],
    ],
    [
      'main raised it, and the conflict would undo that',
      { 'd/kustomization.yaml': kustomization('2.1.0') },
      [{ 'd/kustomization.yaml': kustomization('2.1.1') }],
      [{ 'd/kustomization.yaml': kustomization('2.2.0') }],
      'blocked',
      [conflict],
      ['rebase.conflict blocker d/kustomization.yaml:3-3', 'rebase.turns-back blocker d/kustomization.yaml'],
    ],
    [
      'an image that moves to another file',
      { 'a.yaml': 'image: grafana/alloy:v1.12.0\n', b: 'b' },
      [{ 'a.yaml': null, 'b.yaml': 'kind: Other\nspec: { image: grafana/alloy:v1.11.0 }\n' }],
      [{ b: 'c' }],
      'ready',
      [replayed],
      ['rebase.turns-back warning b.yaml:2-2'],
    ],
    [
      'service-versions.yaml',
      { 'service-versions.yaml': 'pyroscope: 2.1.0\n' },
      [{ 'service-versions.yaml': 'pyroscope: 2.0.0\n' }],
      [{ b: 'b' }],
      'ready',
      [replayed],
      ['rebase.turns-back warning service-versions.yaml:1-1'],
    ],
    [
      'flake.lock',
      { 'flake.lock': lock(200) },
      [{ 'flake.lock': lock(100) }],
      [{ 'flake.lock': lock(200, 6) }],
      'ready',
      [replayed],
      ['rebase.turns-back warning flake.lock:5-5', 'rebase.both-changed info flake.lock'],
    ],
    [
      'merge=union of .gitattributes',
      {
        '.gitattributes': '*.md merge=union\n',
        'd/.gitattributes': '*.txt merge=union\n/own.x merge=union\n',
        'a.md': 'a\n',
        'd/e/a.txt': 'a\n',
        'd/own.x': 'a\n',
      },
      [{ 'a.md': 'a\nx\n', 'd/e/a.txt': 'a\nx\n', 'd/own.x': 'a\nx\n' }],
      [{ 'a.md': 'a\ny\n', 'd/e/a.txt': 'a\ny\n', 'd/own.x': 'a\ny\n' }],
      'ready',
      [replayed],
      ['rebase.both-changed info a.md', 'rebase.both-changed info d/e/a.txt', 'rebase.both-changed info d/own.x'],
    ],
  ];
  for (const [name, base, onBranch, onMain, verdict, states, found] of table) {
    const repository = await history(base, onBranch, onMain);
    const result = await judged(repository);
    t.equal(result.verdict, verdict, name);
    t.same(result.states, states, `${name}: the commits`);
    t.same(result.found, found, `${name}: the findings`);
    const truth = await rebased(repository);
    t.equal(result.target?.rehearsal?.tree, truth.tree, `${name}: the tree that git rebase makes`);
  }
});

t.test('where the lines of a conflict are', options, async (t) => {
  const repository = await history(
    { a: lines() },
    [{ a: lines([3, 'x\nxx'], [20, 'z']) }],
    [{ a: `0\n${lines([3, 'y'], [20, 'yy'])}` }],
  );
  const { report, texts } = await judged(repository);
  const [finding] = report.findings;
  const id = repository.git('rev-parse', branch).slice(0, 10);
  t.match(finding, {
    id: `rebase.conflict:${branch}:a`,
    message: `${id} (branch 1) changes the same lines as main`,
    location: { file: 'a', line: 4, column: 1, endLine: 4, endColumn: 2 },
    related: [
      { file: `${id}:a`, line: 3, endLine: 4, message: 'lines of the commit' },
      { file: 'a', line: 21, endLine: 21, message: 'lines of main' },
      { file: `${id}:a`, line: 21, endLine: 21, message: 'lines of the commit' },
    ],
  });
  t.equal(texts.get('a'), `0\n${lines([3, 'y'], [20, 'yy'])}`, 'lines are shown of the file as main has it');
  t.equal(texts.get(`${id}:a`), lines([3, 'x\nxx'], [20, 'z']), 'and as the commit has it');
});

t.test('histories of all kinds', options, async (t) => {
  const sides = async (words: readonly string[] = []) =>
    history({ a: lines() }, [{ a: lines([3, 'x']) }], [{ a: lines([20, 'y']) }], words);

  await t.test('a bare repository', async (t) => {
    const repository = await sides(['--bare']);
    t.same((await judged(repository)).states, ['branch 1: replayed']);
  });
  await t.test('a repository with SHA-256', async (t) => {
    const { target } = await judged(await sides(['--object-format=sha256']));
    t.match(target?.rehearsal?.tree, /^[0-9a-f]{64}$/);
  });
  await t.test('a folder in it, and a branch that another working tree has checked out', async (t) => {
    const repository = await sides();
    await repository.write({ 'deep/er/file': '' });
    const other = join(repository.path, 'other tree');
    repository.git('worktree', 'add', '--quiet', other, branch);
    const request = { branch, onto: 'main', validate: [], strict: false };
    const { report } = await rehearse({ ...request, repository: join(repository.path, 'deep/er') });
    t.match(report.targets[0]?.notes, [/^The branch is checked out in .*other tree: git rebase works there/]);
    const there = await rehearse({ ...request, repository: other });
    t.equal(there.report.targets[0]?.notes, undefined, 'there it is no news');
  });
  await t.test('HEAD, detached; a tag; ids', async (t) => {
    const repository = await sides();
    repository.git('checkout', '--quiet', '--detach', branch);
    repository.git('tag', '-a', '-m', 'x', 'v1', branch);
    const id = repository.git('rev-parse', branch);
    for (const name of ['HEAD', 'v1', id, id.slice(0, 12), `refs/heads/${branch}`]) {
      t.same((await judged(repository, { branch: name })).states, ['branch 1: replayed'], name);
    }
    repository.git('tag', 'main', branch);
    t.equal((await judged(repository)).target?.rehearsal?.behind, 1, 'a branch comes before a tag of its name');
  });
  await t.test('merge commits are left out, and what they settled by hand is told', async (t) => {
    const repository = await sides();
    repository.git('checkout', '--quiet', '-b', 'side', `${branch}~1`);
    await repository.commit('side 1', { s: 's' });
    repository.git('checkout', '--quiet', branch);
    repository.git('merge', '--quiet', '--no-edit', 'side');
    repository.git('merge', '--quiet', '--no-edit', '--no-commit', 'main');
    await repository.commit('evil', { extra: 'by hand' });
    const { states, found, target } = await judged(repository);
    t.same(
      [...(states ?? [])].sort(),
      [
        'branch 1: replayed',
        'evil: merge',
        "Merge branch 'side' into preserve/pyroscope-profiling/pr-313: merge",
        'side 1: replayed',
      ].sort(),
    );
    t.same(found.filter((text) => text.startsWith('rebase.merge')).sort(), [
      'rebase.merge-left-out info',
      'rebase.merge-left-out warning',
    ]);
    t.equal(target?.rehearsal?.tree, (await rebased(repository)).tree);
  });
  await t.test('a criss-cross', async (t) => {
    const repository = await sides();
    const main = repository.git('rev-parse', 'main');
    repository.git('merge', '--quiet', '--no-edit', branch);
    repository.git('checkout', '--quiet', branch);
    repository.git('merge', '--quiet', '--no-edit', main);
    await repository.commit('after', { b: 'b' });
    const { target, states } = await judged(repository);
    t.equal(target?.rehearsal?.bases.length, 2);
    t.match(target?.notes, [/^The histories cross/]);
    t.ok(states?.includes('after: replayed'));
    t.equal(target?.rehearsal?.tree, (await rebased(repository)).tree);
  });
  await t.test('a submodule that both moved', async (t) => {
    const repository = await sides();
    const add = (id: string) => repository.git('update-index', '--add', '--cacheinfo', `160000,${id.repeat(40)},sub`);
    repository.git('checkout', '--quiet', branch);
    add('1');
    repository.git('commit', '--quiet', '-m', 'sub 1');
    repository.git('checkout', '--quiet', '--force', 'main');
    add('2');
    repository.git('commit', '--quiet', '-m', 'sub 2');
    const { states, found } = await judged(repository);
    t.same(states, ['branch 1: replayed', 'sub 1: conflict']);
    t.ok(found.includes('rebase.conflict blocker sub'), found.join());
  });
  await t.test('shallow clones', async (t) => {
    const repository = await sides();
    const clone = async (depth: number) => {
      const path = await mkdtemp(join(tmpdir(), 'preflight-shallow-'));
      t.teardown(() => rm(path, { recursive: true, force: true }));
      repository.git('clone', '--quiet', '--no-single-branch', `--depth=${depth}`, `file://${repository.path}`, path);
      const { report } = await rehearse({
        repository: path,
        branch: `origin/${branch}`,
        onto: 'main',
        validate: [],
        strict: false,
      });
      return report;
    };
    t.match(await clone(1), {
      verdict: 'undetermined',
      findings: [{ remedy: { text: 'Fetch what is missing: git fetch --unshallow' } }],
    });
    t.match(await clone(2), { verdict: 'ready', targets: [{ rehearsal: { behind: 1 } }] }, 'deep enough');
  });
  await t.test('an object that is not there', async (t) => {
    const repository = await sides();
    const id = repository.git('rev-parse', 'main:a');
    await rm(join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2)));
    const { verdict, report } = await judged(repository);
    t.equal(verdict, 'undetermined');
    t.match(report.findings, [{ check: 'rebase.not-rehearsed', status: 'unknown', remedy: { text: /git fsck/ } }]);
  });
});

t.test('input that is wrong ends in one message', options, async (t) => {
  const repository = await history({ a: 'a' }, [{ a: 'b' }], [{ b: 'b' }]);
  repository.git('update-ref', 'refs/remotes/origin/elsewhere', branch);
  repository.git('checkout', '--quiet', '--orphan', 'stranger');
  await repository.commit('a history of its own', { z: 'z' });
  const empty = await testRepository();
  t.teardown(empty.remove);
  const refuses = async (request: { branch?: string; onto?: string; repository?: string }, message: RegExp) => {
    const all = { repository: repository.path, branch, onto: 'main', validate: [], strict: false, ...request };
    await t.rejects(rehearse(all), { name: 'InputError', message }, String(message));
  };
  await refuses(
    { branch: 'preserve/pyroscope-profiling/pr-331' },
    /Did you mean "preserve\/pyroscope-profiling\/pr-313"\?/,
  );
  await refuses({ branch: 'elsewhere' }, /There is origin\/elsewhere: name that\./);
  await refuses({ onto: 'master' }, /has no branch "master"/);
  await refuses({ branch: 'stranger' }, /stranger and main have no commit in common/);
  await refuses({ repository: empty.path }, /has no branch yet/);
  await refuses({ repository: tmpdir() }, /is no git repository/);
  await refuses({ repository: '/nowhere' }, /is no folder/);
  const hostile = [
    '-x',
    '--upload-pack=touch /tmp/x',
    '',
    'a b',
    'a..b',
    'main^{/x}',
    ':/x',
    'main:a',
    '@{-1}',
    '@',
    'a\nb',
    'a\0b',
    'x~1',
    'a*',
    'a.lock',
    '/a',
    'a/',
    'a//b',
    '\x1b[31m',
    'a\\b',
    'x'.repeat(2000),
  ];
  for (const name of hostile) {
    await refuses({ branch: name }, /is no name of a branch/);
    await refuses({ onto: name }, /is no name of a branch/);
  }
});

/** Each of these writes a file when it runs. */
async function trapped(repository: TestRepository): Promise<string> {
  const marks = await mkdtemp(join(tmpdir(), 'preflight-marks-'));
  t.teardown(() => rm(marks, { recursive: true, force: true }));
  const trap = (name: string) => `touch ${marks}/${name};`;
  const settings = {
    'core.fsmonitor': trap('fsmonitor'),
    'core.sshCommand': trap('ssh'),
    'core.pager': trap('pager'),
    'core.editor': trap('editor'),
    'core.askPass': trap('askpass'),
    'core.alternateRefsCommand': trap('alternates'),
    'diff.external': trap('external'),
    'diff.x.textconv': trap('textconv'),
    'diff.x.command': trap('command'),
    'merge.x.driver': trap('driver'),
    'merge.default': 'x',
    'filter.x.clean': trap('clean'),
    'filter.x.smudge': trap('smudge'),
    'filter.x.process': trap('process'),
    'filter.x.required': 'true',
    'commit.gpgSign': 'true',
    'gpg.program': `${marks}/gpg`,
    'log.showSignature': 'true',
    'credential.helper': `!${trap('credential')}`,
    'protocol.ext.allow': 'always',
    'protocol.allow': 'always',
    'extensions.partialClone': 'evil',
    'remote.evil.promisor': 'true',
    'remote.evil.url': `ext::sh -c "${trap('transport')}"`,
    'remote.evil.uploadpack': trap('uploadpack'),
    'alias.rev-parse': `!${trap('alias')}`,
    'pager.rev-list': trap('rev-list-pager'),
    'include.path': '/dev/null',
  };
  repository.git('config', 'core.repositoryFormatVersion', '1');
  for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
  const hooks: Record<string, string> = {};
  for (const name of [
    'pre-rebase',
    'post-checkout',
    'post-commit',
    'pre-commit',
    'post-index-change',
    'reference-transaction',
    'post-rewrite',
    'applypatch-msg',
    'prepare-commit-msg',
  ]) {
    hooks[`.git/hooks/${name}`] = `#!/bin/sh\n${trap(`hook-${name}`)}\n`;
  }
  await repository.write(hooks);
  for (const name of Object.keys(hooks)) await chmod(join(repository.path, name), 0o755);
  await repository.write({ '.git/info/attributes': '* merge=x diff=x filter=x\n' });
  return marks;
}

t.test('a hostile repository runs nothing, and nothing is touched', options, async (t) => {
  const repository = await history(
    { a: lines(), b: lines(), '.gitattributes': '* merge=x diff=x filter=x\n' },
    [{ a: lines([3, 'x']) }, { b: lines([9, 'x']) }, { c: 'c' }],
    [{ a: lines([20, 'y']), b: lines([9, 'y']) }],
  );
  await repository.write({ a: 'changed, and not committed\n', untracked: 'u' });
  const marks = await trapped(repository);
  const before = await snapshot(repository.path);
  // One of its own: other tests rehearse at the same time.
  const own = await mkdtemp(join(tmpdir(), 'preflight-own-'));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = own;
  t.teardown(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(own, { recursive: true, force: true });
  });
  const { states, target, found } = await judged(repository);
  t.same(states, ['branch 1: replayed', 'branch 2: conflict', 'branch 3: replayed']);
  t.ok(found.includes('rebase.conflict blocker b:9-9'));
  t.match(target?.notes?.join('\n'), /\.gitattributes name programs that merge \(x\): they are not run/);
  t.same(
    await snapshot(repository.path),
    before,
    'working tree, index, HEAD, refs, logs and objects are what they were',
  );
  t.same(await readdir(marks), [], 'nothing ran');

  // An object that a partial clone would fetch.
  const missing = execFileSync('git', ['-c', 'core.fsmonitor=false', 'rev-parse', 'main:a'], { cwd: repository.path });
  const id = missing.toString().trim();
  await rm(join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2)));
  t.equal((await judged(repository)).verdict, 'undetermined');
  t.same(await readdir(marks), [], 'nor is anything fetched');
  t.same(await readdir(own), [], 'and no temporary folder is left');
  repository.tries(['rebase', 'main', branch]);
  t.match(await readdir(marks), ['fsmonitor'], 'which git itself does');
});

t.test('the documentation names every rule with its severity, and every state', async (t) => {
  const text = await readFile('docs/rehearse.md', 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  for (const { id, severity } of rules) {
    const wanted = id === 'rebase.not-rehearsed' ? 'unknown' : severity;
    t.ok(
      rows.some((row) => row.includes(`\`${id}\``) && row.includes(`| ${wanted} |`)),
      `${id} ${wanted}`,
    );
  }
  const { $defs } = JSON.parse(await readFile('schemas/report.schema.json', 'utf8'));
  for (const state of $defs.RehearsedCommit.properties.state.enum) {
    t.ok(
      rows.some((row) => row.startsWith(`| \`${state}\` |`)),
      state,
    );
  }
});

/** One change by one side: lines are edited, put in and taken out, files renamed, added and removed. */
interface Edit {
  readonly kind: 'edit' | 'insert' | 'delete' | 'rename' | 'remove' | 'add';
  readonly file: number;
  readonly line: number;
  readonly word: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('edit' as const) },
    { weight: 2, arbitrary: fc.constantFrom('insert' as const, 'delete' as const) },
    { weight: 1, arbitrary: fc.constantFrom('rename' as const, 'remove' as const, 'add' as const) },
  ),
  file: fc.nat(2),
  line: fc.nat(11),
  word: fc.constantFrom('x', 'y', 'z'),
});

/** The files after an edit, and what it writes. */
function edited(
  files: ReadonlyMap<string, readonly string[]>,
  { kind, file, line, word }: Edit,
): { readonly after: Map<string, readonly string[]>; readonly files: Record<string, string | null> } {
  const after = new Map(files);
  const names = [...files.keys()];
  const name = names[file % Math.max(1, names.length)];
  const write: Record<string, string | null> = {};
  const put = (path: string, text: readonly string[]) => {
    after.set(path, text);
    write[path] = `${text.join('\n')}\n`;
  };
  const drop = (path: string) => {
    after.delete(path);
    write[path] = null;
  };
  const text = name === undefined ? [] : (files.get(name) ?? []);
  if (kind === 'add' || name === undefined) put(`new-${word}`, ['new', word, String(line)]);
  else if (kind === 'edit')
    put(
      name,
      text.map((old, index) => (index === line ? `${old} ${word}` : old)),
    );
  else if (kind === 'insert') put(name, text.toSpliced(line, 0, `in ${word}`));
  else if (kind === 'delete') put(name, text.toSpliced(line, 1));
  else {
    drop(name);
    if (kind === 'rename') put(`${name}-${word}`, text);
  }
  return { after, files: write };
}

t.test('generated histories: what git rebase itself makes of them', options, async (t) => {
  const base = new Map(
    ['a', 'b', 'c'].map((name) => [name, Array.from({ length: 12 }, (_, line) => `${name} ${line}`)]),
  );
  const seen = { clean: 0, conflict: 0 };
  const one: Edit = { kind: 'edit', file: 0, line: 3, word: 'x' };
  const ofBoth = (word: string): [[Edit[], Edit[]]] => [[[one, { ...one, line: 9 }], [{ ...one, word }]]];
  const sides = fc.tuple(fc.array(edit, { minLength: 1, maxLength: 5 }), fc.array(edit, { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(sides, async ([onBranch, onMain]) => {
      const repository = await testRepository();
      try {
        const commits: CommitText[] = [
          {
            branch: 'main',
            message: 'base',
            files: Object.fromEntries([...base].map(([name, text]) => [name, `${text.join('\n')}\n`])),
          },
        ];
        for (const [name, edits] of [
          [branch, onBranch],
          ['main', onMain],
        ] as const) {
          let files: ReadonlyMap<string, readonly string[]> = base;
          for (const [index, one] of edits.entries()) {
            const { after, files: written } = edited(files, one);
            files = after;
            const from = name === branch && index === 0 ? { from: 'main' } : {};
            commits.push({ branch: name, message: `${name} ${index}`, files: written, ...from });
          }
        }
        importCommits(repository, commits);
        const truth = await rebased(repository);
        await withRehearsal({ repository: repository.path, branch, onto: 'main' }, async ({ commits: done, trees }) => {
          const stopped = done.find(({ state }) => state === 'conflict');
          if (truth.tree !== undefined) {
            seen.clean++;
            if (stopped) throw new Error(`${stopped.subject} is said to be in conflict`);
            if (trees.rehearsed !== truth.tree) throw new Error('another tree');
          } else {
            seen.conflict++;
            if (stopped?.id !== truth.stopped) throw new Error(`git stops at ${truth.stopped}, not ${stopped?.id}`);
            const files = [...new Set(stopped?.conflicts.map(({ path }) => path))].sort();
            if (files.join() !== truth.files?.join()) throw new Error(`conflicts in ${truth.files}, not ${files}`);
          }
        });
      } finally {
        await repository.remove();
      }
    }),
    {
      examples: [ofBoth('y'), ofBoth('x')],
      numRuns: Number(process.env.RUNS ?? 20),
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    },
  );
  t.ok(seen.clean > 0, `${seen.clean} went through`);
  t.ok(seen.conflict > 0, `${seen.conflict} were in conflict`);
});

t.test('a commit that stands for a tree is the one that git would write', options, async (t) => {
  for (const words of [[], ['--object-format=sha256']]) {
    const repository = await testRepository(words);
    t.teardown(repository.remove);
    const first = await repository.commit('first', { a: 'a\n' });
    const second = await repository.commit('second', { a: 'b\n' });
    const opened = await openRepository(repository.path);
    const store = await openStore(opened);
    t.teardown(store.close);
    const who = ['NAME=preflight', 'EMAIL=preflight@localhost', 'DATE=@0 +0000'].flatMap((one) => [
      `GIT_AUTHOR_${one}`,
      `GIT_COMMITTER_${one}`,
    ]);
    for (const parent of [undefined, first, second])
      for (const commit of [first, second]) {
        const tree = repository.git('rev-parse', `${commit}^{tree}`);
        const id = await writeCommit(store, tree, parent);
        const mine = await git(store.place, ['cat-file', 'commit', id]);
        // git writes into the repository, which then has the commit, too.
        const parentWords = parent === undefined ? [] : ['-p', parent];
        const made = execFileSync('env', [...who, 'git', 'commit-tree', ...parentWords, '-m', 'rehearsed', tree], {
          cwd: repository.path,
          encoding: 'utf8',
        }).trim();
        t.equal(id, made, `${words.join()} ${parent === undefined ? 'without a parent' : 'with a parent'}`);
        const theirs = execFileSync('git', ['cat-file', 'commit', made], { cwd: repository.path });
        t.ok(mine.bytes.equals(theirs), 'byte for byte');
        t.equal(await writeCommit(store, tree, parent), id, 'and again');
      }
    const { code } = await git(store.place, ['fsck', '--strict', '--no-dangling'], { codes: [0, 1, 2, 4, 8] });
    t.equal(code, 0, 'git finds nothing wrong with them');
  }
});
