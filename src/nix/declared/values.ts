/** What the texts of modules declare, as far as it can be said without evaluating them. */
import type { DeclaredValues } from '../evaluated/declared-values.ts';
import { writtenValues } from '../evaluated/declared-values.ts';
import { definitionsOf, mergeKey } from './merge.ts';
import type { ModuleText } from './module.ts';

/** Every key that occurs, with its value or why that is not known. `from` says whose texts they are. */
export function valuesByText(modules: readonly ModuleText[], from: string): DeclaredValues {
  const definitions = definitionsOf(modules);
  const values = new Map<string, number | string>();
  const files = new Map<string, string[]>();
  const unknown = new Map<string, string>();
  for (const key of new Set(definitions.map(({ definition }) => definition.key))) {
    const merged = mergeKey(definitions, key);
    if (merged.status === 'undefined') continue;
    if (merged.status === 'conflict') {
      const names = merged.by.map(({ module }) => module.source.path);
      unknown.set(key, `defined ${names.length} times with the same strength, in ${[...new Set(names)].join(' and ')}`);
      continue;
    }
    const { path } = merged.by.module.source;
    files.set(key, [path]);
    if (merged.status === 'unknown') unknown.set(key, `computed, in ${path}`);
    else {
      const written = writtenValues({ [key]: merged.value });
      const value = typeof written === 'string' ? undefined : written.get(key);
      if (value !== undefined) values.set(key, value);
    }
  }
  const unclear = modules.flatMap(({ said, source }) =>
    said.flatMap((one) => (one.kind === 'unclear' ? [`${source.path}: ${one.reason}`] : [])),
  );
  return { from: `${from}, read without evaluating`, values, files, unknown, unclear, specialisations: [] };
}
