/** Loki: ready, build, modules that do not run. Source: loki, docs/sources/reference/loki-http-api.md. */
import type { Probe } from '../probe.ts';
import { askReady, dskit } from '../readiness.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askVersion } from './version.ts';

export async function loki(probe: Probe): Promise<void> {
  const silent = await askReady(probe, dskit);
  if (silent) return;
  await Promise.all([
    askVersion(probe, '/loki/api/v1/status/buildinfo', 'version'),
    probe.wants('modules') ? askModules(probe) : undefined,
  ]);
}

/** Lines `name => State`. */
function askModules(probe: Probe): Promise<void> {
  return probe.collect(['modules'], '/services', async () => {
    const answer = await probe.answered('/services');
    const lines = [...answer.text.matchAll(/^([\w-]{1,100}) => (\w{1,30})$/gm)];
    if (answer.status !== 200 || lines.length === 0)
      throw new ServiceTrouble('names no modules', { reason: 'missing' });
    const notRunning = lines.flatMap(([, name, state]) => (state === 'Running' ? [] : [`${name} (${state})`]));
    probe.draft.set({ modules: { notRunning: notRunning.slice(0, 50) } }, probe.source('/services'));
  });
}
