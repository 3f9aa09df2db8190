/** Grafana: health; with a token its data sources, alert rules and contact points. */
import { textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askAlerting } from './grafana-alerting.ts';
import { askDataSources } from './grafana-data-sources.ts';

const health = '/api/health';

/** Source: grafana, docs/sources/developers/http_api/other.md. The version may be hidden from those who are not logged in. */
export async function grafana(probe: Probe): Promise<void> {
  const { request, draft } = probe;
  draft.set({ token: request.token !== undefined }, 'preflight.yaml');
  if (request.pyroscopeUid !== undefined) draft.set({ pyroscope: { uid: request.pyroscopeUid } });
  const silent = await askHealth(probe);
  const needing = [
    ...(request.pyroscopeUid === undefined ? [] : ['pyroscope/found', 'pyroscope/healthy']),
    ...(request.token === undefined ? [] : ['dataSources', 'rules', 'contactPoints']),
  ];
  if (silent) return draft.gap(needing, silent, probe.source(health));
  if (request.token === undefined) {
    const lacking = new ServiceTrouble('that needs a token, and none is configured', { reason: 'denied' });
    return draft.gap(needing, lacking);
  }
  await Promise.all([
    probe.wants('dataSources') || probe.wants('pyroscope') ? askDataSources(probe) : undefined,
    askAlerting(probe),
  ]);
}

/** What kept it from answering at all; undefined: more can be asked. */
async function askHealth(probe: Probe): Promise<ServiceTrouble | undefined> {
  const source = probe.source(health);
  try {
    const answer = await probe.json(health, { statuses: [500, 503] });
    const database = textAt(answer, 'database');
    if (database === undefined) throw new ServiceTrouble('answered, but not as grafana does');
    probe.draft.set({ ready: database === 'ok' }, source);
    const version = textAt(answer, 'version');
    if (version !== undefined) probe.draft.set({ version }, source);
    else probe.draft.gap(['version'], new ServiceTrouble('hides its version', { reason: 'missing' }), source);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceTrouble)) throw error;
    probe.draft.gap(['ready', 'version'], error, source);
    return error.unreached ? error : undefined;
  }
}
