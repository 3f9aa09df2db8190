import { readFile } from 'node:fs/promises';
import { allRules } from '../../src/tasks/rules.ts';
import { withHeads } from './heads.ts';
import { ruleSections } from './sections.ts';

export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The pages that are generated, whole or in part, as they should be. */
export async function referencePages(): Promise<readonly Page[]> {
  const rules = new Map((await allRules()).map((rule) => [rule.id, rule]));
  const paths = [...new Set((await ruleSections()).map(({ page }) => page))];
  return Promise.all(paths.map(async (path) => ({ path, text: withHeads(path, await readFile(path, 'utf8'), rules) })));
}
