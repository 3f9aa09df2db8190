/** Judges documentation, folder by folder, and what names the versions of services. */

import { type Artifact, pathsBelow } from '../../artifacts/find.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { checkDocumentation } from '../../docs/check.ts';
import { docsRootOf, isRepositoryFile } from '../../docs/looks.ts';
import { readServiceVersions } from '../../docs/service-versions.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

export interface JudgedDocumentation {
  readonly targets: readonly JudgedTarget[];
  readonly versions: readonly Rollout['versions'][number][];
}

export async function judgeDocumentation(gathered: Gathered): Promise<JudgedDocumentation> {
  const targets: JudgedTarget[] = [];
  const versions: Rollout['versions'][number][] = [];
  for (const { root, top, pages } of folders(gathered)) {
    const named = new Set(pages.filter(({ isNamed }) => isNamed).map(({ path }) => path));
    const isNamed = (path: string): boolean => named.has(path);
    // README.md and the like are judged only when they are named.
    const judged = pages.filter(({ path }) => isNamed(path) || !isRepositoryFile(path, root));
    if (judged.length === 0) continue;
    const files = gathered.artifacts.roots.includes(top) ? gathered.artifacts.paths : await pathsBelow(top);
    const { diagnostics, notLookedInto, summary } = await checkDocumentation(judged, { root, top, files, isNamed });
    const [only, ...others] = judged;
    targets.push({
      target: targetOf({
        language: 'documentation',
        name: only && others.length === 0 ? only.path : `${root} (documentation)`,
        files: judged.map(({ path }) => path),
        notLookedInto,
      }),
      judged: diagnostics.map(fault),
      placed: [],
    });
    versions.push(...(summary ?? []).map((version) => ({ ...version, from: 'documentation' as const })));
  }
  for (const file of gathered.of('service-versions')) {
    const { diagnostics, notLookedInto, summary } = await readServiceVersions(file);
    const target = targetOf({ language: 'service-versions', name: file.path, files: [file.path], notLookedInto });
    targets.push({ target, judged: diagnostics.map(fault), placed: [] });
    versions.push(...(summary ?? []).map((version) => ({ ...version, from: 'service-versions' as const })));
  }
  return { targets, versions };
}

interface DocsFolder {
  /** The docs folder. */
  readonly root: string;
  /** The folder below which links may lead anywhere. */
  readonly top: string;
  readonly pages: Artifact[];
}

function folders(gathered: Gathered): DocsFolder[] {
  const found = new Map<string, DocsFolder>();
  for (const file of gathered.of('documentation')) {
    const named = gathered.rootOf(file);
    const root = docsRootOf(file.path, named);
    // Of a page that is named alone, links may lead below its docs folder.
    const top = gathered.artifacts.roots.includes(named) ? named : root;
    const known = found.get(`${root}\0${top}`);
    if (known) known.pages.push(file);
    else found.set(`${root}\0${top}`, { root, top, pages: [file] });
  }
  return [...found.values()];
}
