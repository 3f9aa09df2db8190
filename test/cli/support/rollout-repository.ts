/** A repository in which the healthy rollout of the fixtures comes with a branch, as a person has it before the rebase. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { importCommits, type TestRepository, testRepository } from '../../git/support/repository.ts';

const healthy = join(import.meta.dirname, '../../agree/fixtures/rollout');

export const branch = 'preserve/pyroscope-profiling/pr-313';
/** Where the configuration of the host is, which declares nothing of what the profiler needs. */
export const configuration = 'nixos/ringtail/configuration.nix';

const nixos = `{ ... }:
{
  networking.hostName = "ringtail";
  boot.kernel.sysctl = {
    "vm.swappiness" = 10;
  };
}
`;

type Files = Readonly<Record<string, string>>;

/** main has the configuration, preflight.yaml and what `more` adds; the branch adds the rollout, and main has gone on since. */
export async function rolloutRepository(preflightYaml: string, more: Files = {}): Promise<TestRepository> {
  const repository = await testRepository();
  const rollout = await filesBelow(healthy);
  importCommits(repository, [
    {
      branch: 'main',
      message: 'base',
      files: { 'preflight.yaml': preflightYaml, [configuration]: nixos, '.gitignore': 'reports/\n', ...more },
    },
    { branch, message: 'profiling: the stack', files: rollout, from: 'main' },
    { branch: 'main', message: 'main goes on', files: { 'other.txt': 'x\n' } },
  ]);
  repository.git('reset', '--quiet', '--hard');
  return repository;
}

async function filesBelow(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return Object.fromEntries(files.map((file, index) => [relative(folder, file), texts[index] ?? '']));
}

/** preflight.yaml with the rollout, and what else it names. */
export function projectText(more = ''): string {
  return `version: 1
parameters: { alloy: "1.13.1" }
rollouts:
  - name: profiling
    branch: ${branch}
    onto: main
    files:
      - argocd/**
      - { paths: [containers/pyroscope/default.nix], as: container }
      - docs
      - service-versions.yaml
    versions:
      pyroscope: { from: service-versions.yaml }
${more}`;
}
