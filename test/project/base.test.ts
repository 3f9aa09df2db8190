import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { loadPacks } from '../../src/checks/load.ts';
import { openProject } from '../../src/project/open.ts';
import type { Project, ProjectHost } from '../../src/project/project.ts';
import { weakened } from '../../src/tasks/weakened.ts';
import { type TestRepository, testRepository } from '../git/support/repository.ts';
import { needs } from '../support/needs.ts';

/** As the gate loads them. */
function packsOf(project: Project) {
  return {
    of: (host: ProjectHost | undefined) => {
      const names = (host?.packs ?? project.packs ?? []).map((pack) =>
        pack.kind === 'shipped' ? pack.name : join(project.home.root, pack.path.value),
      );
      return loadPacks(names.length > 0 ? names : ['profiling'], { sets: {} });
    },
  };
}

async function compared(
  repository: TestRepository,
  more: { base?: string; environment?: Record<string, string> } = {},
  folder = '.',
) {
  const { base, environment = {} } = more;
  const project = await openProject(join(repository.path, folder, 'preflight.yaml'), environment);
  const { target, findings } = await weakened({ project, base, environment, packsOf });
  return [
    ...(target.notes ?? []),
    ...findings.map(
      ({ status, severity, message, location }) => `${location?.line ?? '-'} ${status} ${severity} ${message}`,
    ),
  ];
}

const project = 'version: 1\npacks: [./checks/house.yaml]\nhosts: [{ name: ringtail }]\n';
const pack = (severity: string) => `pack: house
extends: ../base.yaml
overrides:
  sysctl.kptr-restrict: { severity: ${severity} }
`;
const start = {
  'preflight.yaml': project,
  'checks/house.yaml': pack('blocker'),
  'base.yaml': 'pack: base\nextends: profiling\n',
};

t.test('the base is read out of git: its preflight.yaml, its packs and what they extend', needs('git'), async (t) => {
  const repository = await testRepository();
  t.teardown(repository.remove);
  await repository.commit('start', start);
  t.same(await compared(repository), []);
  repository.git('checkout', '-q', '-b', 'branch');
  await repository.commit('weaker', {
    'preflight.yaml': `${project}waivers:\n  - { check: a, reason: r, until: 2026-12-31 }\n`,
    'checks/house.yaml': pack('info'),
  });
  const weaker = [
    '5 fail warning a everywhere is waived until 2026-12-31: r',
    '2 fail warning the check sysctl.kptr-restrict counts as info, and was a blocker',
  ];
  t.same(await compared(repository), weaker);
  t.same(await compared(repository, { base: 'main' }), weaker);
  t.same(await compared(repository, { base: 'HEAD' }), []);

  repository.git('checkout', '-q', 'main');
  await repository.commit('stricter', { 'preflight.yaml': `${project}strict: true\n` });
  repository.git('checkout', '-q', 'branch');
  t.same(await compared(repository), weaker, 'what main has added since is not the branch’s doing');

  await writeFile(join(repository.path, 'preflight.yaml'), 'version: 1\n');
  t.match(
    await compared(repository),
    [/pack base/, /pack house/, /the host ringtail is no longer judged/],
    'the working tree counts',
  );
});

t.test('a branch does not choose what it is compared with', needs('git'), async (t) => {
  const repository = await testRepository();
  t.teardown(repository.remove);
  const strict = 'version: 1\nstrict: true\n';
  await repository.commit('start', { 'preflight.yaml': strict, 'other.yaml': strict });
  repository.git('checkout', '-q', '-b', 'branch');
  const own = 'version: 1\nrollouts: [{ name: r, onto: branch, files: [other] }]\n';
  await repository.commit('onto itself', { 'preflight.yaml': own });
  const weaker = ['- fail warning warnings no longer block: strict is not true any more'];
  t.same(await compared(repository), weaker);
  repository.git('update-ref', 'refs/remotes/origin/main', 'main');
  repository.git('branch', '-q', '-D', 'main');
  t.same(await compared(repository), weaker, 'the main of the remote alone');
  await rm(join(repository.path, 'preflight.yaml'));
  await repository.write({ 'elsewhere/least.yaml': 'version: 1\n', 'preflight.yaml': '-> elsewhere/least.yaml' });
  await t.rejects(compared(repository), /preflight\.yaml: is a link\. /, 'nor by a link to another file');
});

t.test('what takes the place of the file that judges a folder', needs('git'), async (t) => {
  const repository = await testRepository();
  t.teardown(repository.remove);
  await repository.commit('start', { 'preflight.yaml': 'version: 1\nstrict: true\n', 'a/b/x': '' });
  repository.git('checkout', '-q', '-b', 'branch');
  await repository.commit('nearer', { 'a/b/preflight.yaml': 'version: 1\n' });
  t.same(await compared(repository, {}, 'a/b'), [
    '- fail warning it stands before preflight.yaml, by which main judges what is here, and may demand less',
  ]);
  await repository.commit('and nearer', { 'a/preflight.yaml': 'version: 1\n' });
  repository.git('branch', '-qf', 'main', 'branch');
  await repository.commit('the nearest', { 'a/b/c/preflight.yaml': 'version: 1\n' });
  t.match(await compared(repository, {}, 'a/b/c'), [/ it stands before a\/b\/preflight\.yaml, /]);
});

t.test('which base, and what is said where there is none', needs('git'), async (t) => {
  const repository = await testRepository();
  t.teardown(repository.remove);
  await repository.write({ 'preflight.yaml': 'version: 1\n' });
  t.match(await compared(repository), [/^Not compared with its base: /], 'no commit yet');
  await repository.commit('start', { other: '' });
  repository.git('branch', '-m', 'trunk');
  t.match(await compared(repository), ['Not compared with its base: there is no main here to compare with.']);
  await t.rejects(
    compared(repository, { base: 'none' }),
    new InputError(
      '--base none: there is no such branch, tag or commit in this clone. Name one that there is, or fetch it: git fetch.',
    ),
  );
  const pull = { GITHUB_BASE_REF: 'release' };
  t.match(await compared(repository, { environment: pull }), [/^- unknown warning whether the branch demands less/]);
  const project = await openProject(join(repository.path, 'preflight.yaml'), pull);
  const { findings } = await weakened({ project, base: undefined, environment: pull, packsOf });
  t.match(findings, [{ remedy: { text: 'Fetch it: git fetch origin release' } }]);
  repository.git('update-ref', 'refs/remotes/origin/release', 'trunk');
  t.same(await compared(repository, { environment: pull }), []);
  await writeFile(
    join(repository.path, 'preflight.yaml'),
    'version: 1\nrollouts: [{ name: r, onto: trunk, files: [other] }]\n',
  );
  t.same(await compared(repository), [], 'what the rollouts are put onto');
  repository.git('rm', '-q', '--cached', 'preflight.yaml');
  await repository.commit('none', { 'preflight.yaml': null });
  await repository.write({ 'preflight.yaml': 'version: 1\n' });
  t.same(await compared(repository, { base: 'trunk' }), ['Not compared with its base: trunk has no preflight.yaml.']);
  await repository.commit('broken', { 'preflight.yaml': 'version: 1\nhost: 1\n' });
  await writeFile(join(repository.path, 'preflight.yaml'), 'version: 1\n');
  t.match(await compared(repository, { base: 'trunk' }), [
    /in trunk, .*preflight\.yaml:2:1: the key "host" is not known/,
  ]);
});
