/** Whether a plan does what it promises, and nothing else, by our own reading of literals. */
import { definitionsOf, type Merged, mergeKey } from '../declared/merge.ts';
import { type ModuleText, readModule } from '../declared/module.ts';
import { withEdits } from './edit.ts';
import { type FilePatch, planPatch, type Wanted } from './plan.ts';

/** The modules as they are after the patches. */
export function patchedModules(modules: readonly ModuleText[], patches: readonly FilePatch[]): Promise<ModuleText[]> {
  return Promise.all(
    modules.map((module) => {
      const own = patches.find((patch) => patch.module === module);
      if (!own) return module;
      const { path, text } = module.source;
      return readModule({ path, text: withEdits(text, own.edits) });
    }),
  );
}

/**
 * Reads the patched modules, and those that are `created`, and plans once more: nothing may be left to do, and every other
 * key is what it was. Throws where that does not hold: a defect of the planner, after which nothing is to be written.
 */
export async function provePatch(
  modules: readonly ModuleText[],
  patches: readonly FilePatch[],
  wanted: readonly Wanted[],
  created: readonly ModuleText[] = [],
): Promise<void> {
  const after = [...(await patchedModules(modules, patches)), ...created];
  const again = planPatch(after, wanted);
  const texts = [
    ...patches.flatMap(({ edits }) => edits.map(({ text }) => text)),
    ...created.map((one) => one.source.text),
  ];
  const forced = texts.some((text) => text.includes('lib.mkForce'));
  if (again.status === 'refused') throw new Error(`the patch cannot be read again: ${again.refusals[0]?.message}`);
  if (again.patches.length > 0 && !forced) throw new Error('the patch does not do what it promises');
  const [before, now] = [definitionsOf(modules), definitionsOf(after)];
  const own = new Set(wanted.map(({ key }) => key));
  for (const key of new Set([...before, ...now].map(({ definition }) => definition.key))) {
    if (!own.has(key) && shown(mergeKey(before, key)) !== shown(mergeKey(now, key)))
      throw new Error(`the patch changes ${JSON.stringify(key)}, too`);
  }
}

function shown(merged: Merged): string {
  return merged.status === 'value' ? JSON.stringify(merged.value) : merged.status;
}
