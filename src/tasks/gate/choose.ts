/** Which parts of a gate are judged, and which are left out. */
import { InputError } from '../../base/errors.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Project } from '../../project/project.ts';
import { hasDeclared } from './declared.ts';
import { type PartName, partNames, remoteParts } from './part.ts';

export interface Choice {
  /** --only PART[,PART]. */
  readonly only: readonly string[];
  readonly offline: boolean;
  /** Of the command line. */
  readonly closure: string | undefined;
  readonly factsFiles: readonly string[];
}

export interface Chosen {
  readonly parts: ReadonlySet<PartName>;
  /** Parts that preflight.yaml is about and that are not judged, each with the option that says so. */
  readonly leftOut: readonly string[];
}

/** Throws InputError for a part that there is not, one that preflight.yaml says nothing of, and where nothing is left. */
export function chosenParts(project: Project, choice: Choice): Chosen {
  const { only, offline, factsFiles } = choice;
  const wanted = only.map(partOf);
  const there = partNames.filter((part) => isThere(project, choice, part));
  for (const part of wanted) {
    if (!there.includes(part)) throw new InputError(`--only ${part}: ${project.source.path} ${missing[part]}`);
  }
  const named = there.filter((part) => wanted.length === 0 || wanted.includes(part));
  // Recorded facts are judged without asking anybody.
  const isLocal = (part: PartName) => !remoteParts.includes(part) || (part === 'hosts' && factsFiles.length > 0);
  const parts = named.filter((part) => !offline || isLocal(part));
  if (parts.length === 0) {
    const what =
      named.length === 0
        ? nothingNamed(project)
        : `--offline leaves out ${named.join(' and ')}, and nothing else is to be judged.`;
    throw new InputError(what);
  }
  return {
    parts: new Set(parts),
    leftOut: there.flatMap((part) => {
      if (parts.includes(part)) return [];
      return [`${part} (${named.includes(part) ? '--offline' : '--only'})`];
    }),
  };
}

function partOf(name: string): PartName {
  const part = partNames.find((one) => one === name);
  if (part) return part;
  throw new InputError(
    `--only: there is no part "${name}".${didYouMean(name, partNames)} Parts: ${partNames.join(', ')}.`,
  );
}

function isThere(project: Project, { closure, factsFiles }: Choice, part: PartName): boolean {
  switch (part) {
    case 'rebase':
      return project.rollouts.some(({ branch }) => branch);
    case 'hosts':
      return project.hosts.length + factsFiles.length > 0;
    case 'closure':
      return closure !== undefined || project.closure !== undefined || project.hosts.some((host) => host.closure);
    case 'declared':
      return hasDeclared(project);
    case 'services':
      return project.services.length > 0;
    case 'artifacts':
      return project.rollouts.length > 0;
  }
}

const missing: Readonly<Record<PartName, string>> = {
  rebase: 'names no rollout with a branch. Add one: rollouts: [{ name, branch, files }].',
  hosts: 'names no host. Add one: hosts: [{ name: HOST }], or give recorded facts: --facts FILE.',
  closure: 'names no built system. Add one: closure: ./result, or give it: --closure PATH.',
  declared: 'says nowhere what is declared. Add it: declared: { flake: FOLDER#HOST }.',
  services: 'names no service. Add one: services: [{ name, kind, url }].',
  artifacts: 'names no rollout. Add one: rollouts: [{ name, files }].',
};

function nothingNamed({ source }: Project): string {
  return `${source.path}: names nothing that could be judged. Add hosts or rollouts.`;
}
