import { readFile } from 'node:fs/promises';
import { failureModes } from '../../src/generated/failure-modes.js';
import { referenceMarkdown } from '../../src/tasks/reference/markdown.ts';
import { loadReference } from '../../src/tasks/reference.ts';
import { allRules } from '../../src/tasks/rules.ts';
import { withHeads } from './heads.ts';
import { generatedPage, ruleSections } from './sections.ts';

export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The pages that are generated, whole or in part, as they should be. */
export async function referencePages(): Promise<readonly Page[]> {
  const rules = new Map((await allRules()).map((rule) => [rule.id, rule]));
  const paths = [...new Set((await ruleSections()).map(({ page }) => page))];
  const ofRules = paths.map(async (path) => ({ path, text: withHeads(path, await readFile(path, 'utf8'), rules) }));
  const reference = await loadReference({ packs: [], sets: {} }, { kinds: [] });
  return [...(await Promise.all(ofRules)), { path: generatedPage, text: referenceMarkdown(reference, failureModes) }];
}
