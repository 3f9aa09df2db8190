/** Grafana's data sources: whether they are healthy, and where links from traces to profiles lead. */
import { pointerOf } from '../../base/pointer.ts';
import { jsonOf, listAt, textAt } from '../json.ts';
import { type Probe, parsed } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';

interface Source {
  readonly uid: string;
  readonly type: string;
  readonly profilesUid: string | undefined;
}

interface Health {
  readonly uid: string;
  readonly healthy: boolean | ServiceTrouble;
}

const list = '/api/datasources';
const ofProfiles = ['grafana-pyroscope-datasource', 'phlare'];
const asked = ['prometheus', 'loki', 'tempo', ...ofProfiles];
/** Data sources whose health is asked for. */
const most = 50;

/** Source: grafana, docs http_api/data_source: the list needs datasources:read, their health datasources:query. */
export function askDataSources(probe: Probe): Promise<void> {
  const { request, draft } = probe;
  const uid = request.pyroscopeUid;
  const facts = ['dataSources', ...(uid === undefined ? [] : ['pyroscope/found', 'pyroscope/healthy'])];
  return probe.collect(facts, list, async () => {
    const answer = listAt(await probe.json(list));
    if (!answer) throw new ServiceTrouble('answered 200 with what is no list of data sources');
    const sources = answer.flatMap(sourceOf);
    // That which is asked about by its uid comes first, wherever it stands.
    const told = sources.toSorted((one, other) => Number(other.uid === uid) - Number(one.uid === uid)).slice(0, most);
    const health = await Promise.all(told.map((source) => healthOf(probe, source)));
    draft.set({
      dataSources: Object.fromEntries(told.map((source) => [source.uid, described(source, sources, health)])),
    });
    draft.from(['dataSources'], probe.source(list));
    const trouble = new ServiceTrouble(`has ${sources.length} data sources, and ${most} are looked at`);
    if (told.length < sources.length) draft.gap(['dataSources/others'], trouble, probe.source(list));
    for (const { uid: of, healthy } of health) {
      if (typeof healthy !== 'boolean')
        draft.gap([`dataSources${pointerOf([of])}/healthy`], healthy, probe.source(pathOf(of)));
    }
    if (uid !== undefined) describePyroscope(probe, uid, sources, health);
  });
}

function describePyroscope(probe: Probe, uid: string, sources: readonly Source[], health: readonly Health[]): void {
  const own = sources.find((source) => source.uid === uid && ofProfiles.includes(source.type));
  const healthy = health.find((one) => own !== undefined && one.uid === uid)?.healthy;
  const traces = sources.filter(({ type }) => type === 'tempo');
  probe.draft.set({
    pyroscope: {
      uid,
      found: own !== undefined,
      ...(typeof healthy === 'boolean' ? { healthy } : {}),
      traceSources: traces.length,
      linkedFrom: traces.filter(({ profilesUid }) => profilesUid === uid).length,
    },
  });
  probe.draft.from(['pyroscope'], probe.source(list));
  if (healthy instanceof ServiceTrouble) probe.draft.gap(['pyroscope/healthy'], healthy, probe.source(pathOf(uid)));
}

function sourceOf(value: unknown): Source[] {
  const [uid, type] = [textAt(value, 'uid'), textAt(value, 'type')];
  if (uid === undefined || type === undefined || !asked.includes(type)) return [];
  return [{ uid, type, profilesUid: textAt(value, 'jsonData', 'tracesToProfiles', 'datasourceUid') }];
}

function described({ uid, type, profilesUid }: Source, sources: readonly Source[], health: readonly Health[]) {
  const healthy = health.find((one) => one.uid === uid)?.healthy;
  const resolves = sources.some((other) => other.uid === profilesUid && ofProfiles.includes(other.type));
  return {
    type,
    ...(typeof healthy === 'boolean' ? { healthy } : {}),
    ...(profilesUid === undefined ? {} : { profilesUid, profilesResolve: resolves }),
  };
}

/**
 * 400 with status ERROR is its answer. That a plugin has no such test, such as Tempo's, is told by the id of the message alone: a
 * 404 can also mean that the data source or its plugin is gone. Source: grafana, pkg/plugins/errors.go.
 */
async function healthOf(probe: Probe, { uid }: Source): Promise<Health> {
  try {
    const answer = await probe.answered(pathOf(uid), { statuses: [404] });
    if (answer.status === 404 && textAt(jsonOf(answer.text), 'messageId') === 'plugin.notImplemented')
      throw new ServiceTrouble('its plugin has no test of health', { reason: 'unsupported' });
    if (answer.status === 404)
      throw new ServiceTrouble('404, perhaps the data source or its plugin is gone', { reason: 'missing' });
    if (answer.status !== 200 && answer.status !== 400) throw new ServiceTrouble(`answered ${answer.status}`);
    const status = textAt(parsed(answer.text), 'status');
    if (status === undefined) throw new ServiceTrouble(`answered ${answer.status}, but not as grafana does`);
    return { uid, healthy: answer.status === 200 && status === 'OK' };
  } catch (error) {
    if (error instanceof ServiceTrouble) return { uid, healthy: error };
    throw error;
  }
}

function pathOf(uid: string): string {
  return `${list}/uid/${encodeURIComponent(uid)}/health`;
}
