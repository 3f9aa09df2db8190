import { readFile, writeFile } from 'node:fs/promises';
import type { FailureMode } from '../../src/base/failure-mode.ts';
import { anchorOf, ruleSections } from '../reference/sections.ts';

/**
 * What `explain` shows beside the texts of checks and rules: rule-pages.js, where a rule is documented; rule-examples.js, what
 * it reports and what not, out of the same pages; failure-modes.js, what failures say in the field.
 */
export async function writeReference(out: string): Promise<void> {
  const sections = await ruleSections();
  const repeated = sections.find(({ id }, index) => sections.findIndex((other) => other.id === id) < index);
  if (repeated) throw new Error(`${repeated.page}: ${repeated.id} has a section already`);
  const pages = sections.map(({ id, page }) => [id, `${page}#${anchorOf(id)}`]);
  const examples = sections.flatMap(({ id, reported, silent }) =>
    reported === '' ? [] : [[id, { reported, silent }] as const],
  );
  const modes: readonly FailureMode[] = JSON.parse(await readFile('schemas/failure-modes.json', 'utf8'));
  const write = async (name: string, constant: string, value: string, type: string): Promise<void> => {
    await writeFile(`${out}/${name}.js`, `export const ${constant} = ${value};\n`);
    await writeFile(`${out}/${name}.d.ts`, `${type}\n`);
  };
  await write(
    'rule-pages',
    'rulePages',
    `new Map(${JSON.stringify(pages, null, 1)})`,
    'export declare const rulePages: ReadonlyMap<string, string>;',
  );
  await write(
    'rule-examples',
    'ruleExamples',
    `new Map(${JSON.stringify(examples, null, 1)})`,
    '/** Markdown. */\nexport declare const ruleExamples: ReadonlyMap<string, { readonly reported: string; readonly silent: string }>;',
  );
  await write(
    'failure-modes',
    'failureModes',
    JSON.stringify(modes, null, 1),
    "import type { FailureMode } from '../base/failure-mode.ts';\nexport declare const failureModes: readonly FailureMode[];",
  );
}
