/** Tempo: ready, build, and what Grafana's test of it asks. Source: tempo, docs/sources/tempo/api_docs/_index.md. */
import type { Probe } from '../probe.ts';
import { askReady, dskitStarting } from '../readiness.ts';
import { refusalOf } from '../refusal.ts';
import { isReady } from './loki.ts';
import { askVersion } from './version.ts';

export async function tempo(probe: Probe): Promise<void> {
  const silent = await askReady(probe, { path: '/ready', says: isReady, starting: dskitStarting, metrics: true });
  if (silent) return;
  await Promise.all([
    askVersion(probe, '/api/status/buildinfo', 'version'),
    probe.wants('echo') ? askEcho(probe) : undefined,
  ]);
}

function askEcho(probe: Probe): Promise<void> {
  return probe.collect(['echo'], '/api/echo', async () => {
    const answer = await probe.ask('/api/echo');
    const refusal = refusalOf(answer, probe.token(probe.base.origin));
    // Without a query frontend there is no such path.
    if (refusal && refusal.reason !== 'missing') throw refusal;
    probe.draft.set({ echo: answer.status === 200 && answer.text.trim() === 'echo' }, probe.source('/api/echo'));
  });
}
