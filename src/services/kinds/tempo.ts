/** Tempo: ready, build, and what Grafana's test of it asks. Source: tempo, docs/sources/tempo/api_docs/_index.md. */
import type { Probe } from '../probe.ts';
import { askReady, dskit } from '../readiness.ts';
import { askVersion } from './version.ts';

export async function tempo(probe: Probe): Promise<void> {
  const silent = await askReady(probe, dskit);
  if (silent) return;
  await Promise.all([
    askVersion(probe, '/api/status/buildinfo', 'version'),
    probe.wants('echo') ? askEcho(probe) : undefined,
  ]);
}

function askEcho(probe: Probe): Promise<void> {
  return probe.collect(['echo'], '/api/echo', async () => {
    // Without a query frontend there is no such path.
    const answer = await probe.answered('/api/echo', { statuses: [404] });
    probe.draft.set({ echo: answer.status === 200 && answer.text.trim() === 'echo' }, probe.source('/api/echo'));
  });
}
