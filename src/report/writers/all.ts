/** Every format, by the name that --format and --output take. */
import type { Writer } from '../format.ts';

export const writers: ReadonlyMap<string, () => Promise<Writer>> = new Map([
  ['pretty', async () => (await import('./pretty.ts')).pretty],
  ['json', async () => (await import('./json.ts')).json],
  ['textfile', async () => (await import('./textfile.ts')).textfile],
]);
