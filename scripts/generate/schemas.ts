import { readdir } from 'node:fs/promises';

/** The paths of every schema in schemas/, in the order of their names. */
export async function schemaFiles(): Promise<string[]> {
  const names = (await readdir('schemas')).filter((name) => name.endsWith('.schema.json')).sort();
  return names.map((name) => `schemas/${name}`);
}
