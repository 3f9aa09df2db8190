/** ntfy: health, with its body: a 200 can hold `healthy: false`. Source: ntfy, server/types.go (apiHealthResponse). */
import { at } from '../json.ts';
import type { Probe } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';

const path = '/v1/health';

export async function ntfy(probe: Probe): Promise<void> {
  await probe.collect(['ready'], path, async () => {
    const healthy = at(await probe.json(path, { statuses: [500, 503] }), 'healthy');
    if (typeof healthy !== 'boolean') throw new ServiceTrouble('answered, but not as ntfy does');
    probe.draft.set({ ready: healthy }, probe.source(path));
  });
}
