/** Judges Nix files that build images of containers. */

import { dirname, join, relative } from 'node:path';
import type { Artifact } from '../../artifacts/find.ts';
import { readNamed } from '../../artifacts/named-path.ts';
import type { ContainerSummary } from '../../base/rollout/configurations.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import { type ContainerOptions, checkContainer } from '../../container/check.ts';
import type { OpenNix } from '../../container/siblings.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

export interface JudgedContainers {
  readonly targets: readonly JudgedTarget[];
  readonly configured: readonly Configured<ContainerSummary>[];
}

/** Where Nix is installed, it has the last word on what is valid. */
export async function judgeContainers(gathered: Gathered, options: ContainerOptions): Promise<JudgedContainers> {
  const targets: JudgedTarget[] = [];
  const configured: Configured<ContainerSummary>[] = [];
  for (const file of gathered.of('container')) {
    const open = opener(gathered, file);
    const { diagnostics, notLookedInto, summary, files } = await checkContainer(file, { ...options, open });
    const target = targetOf({ language: 'container', name: file.path, files: [...files], notLookedInto });
    targets.push({ target, judged: diagnostics.map(fault), placed: [] });
    if (summary) configured.push({ paths: [file.path], summary });
  }
  return { targets, configured };
}

/** Reads other Nix files of the folder that was named, or below that of the file. */
function opener(gathered: Gathered, file: Artifact): OpenNix {
  const root = gathered.rootOf(file);
  const read = (path: string) =>
    readNamed({ folder: root, path, root }, (shown, text) => void gathered.texts.set(shown, text));
  return async (from, path) => {
    if (file.path === '-') return { why: 'it was read from standard input' };
    const wanted = relative(root, join(dirname(from), path));
    const named = await read(wanted === '' ? '.' : wanted);
    const found = named.kind === 'folder' ? await read(join(wanted, 'default.nix')) : named;
    switch (found.kind) {
      case 'file':
        return { path: found.path, text: found.text };
      case 'missing':
        return { why: 'it does not exist' };
      case 'unreadable':
        return { why: found.obstacle.message };
      default:
        return { why: 'it is outside of the folder that is judged' };
    }
  };
}
