/** The version that a service says it is. */
import { textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';

/**
 * Asks for build information. It lies at three different paths: Prometheus and Pyroscope put it into `data`, Loki and
 * Tempo do not.
 */
export function askVersion(probe: Probe, path: string, ...at: readonly string[]): Promise<void> {
  return probe.collect(['version'], path, async () => {
    const answer = await probe.json(path);
    const version = textAt(answer, ...at);
    if (version === undefined) {
      const inside = textAt(answer, 'status') === 'error' ? 'answered 200 with an error inside' : 'names no version';
      throw new ServiceTrouble(inside, { reason: 'missing' });
    }
    probe.draft.set({ version }, probe.source(path));
  });
}
