/** Every format, by the name that --format and --output take. */
import type { Writer } from '../format.ts';

export const writers: ReadonlyMap<string, () => Promise<Writer>> = new Map([
  ['pretty', async () => (await import('./pretty.ts')).pretty],
  ['json', async () => (await import('./json.ts')).json],
  ['junit', async () => (await import('./junit.ts')).junit],
  ['sarif', async () => (await import('./sarif.ts')).sarif],
  ['tap', async () => (await import('./tap.ts')).tap],
  ['markdown', async () => (await import('./markdown.ts')).markdown],
  ['html', async () => (await import('./html.ts')).html],
  ['github', async () => (await import('./github.ts')).github],
  ['textfile', async () => (await import('./textfile.ts')).textfile],
]);
