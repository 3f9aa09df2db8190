/** Pyroscope: ready, build, and whether profiles of the last minutes are there. */
import { listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { askReady, dskitStarting } from '../readiness.ts';
import { isReady } from './loki.ts';
import { askVersion } from './version.ts';

const service = '/querier.v1.QuerierService';
const series = `${service}/Series`;
const types = `${service}/ProfileTypes`;

/** `/ready` is on the admin port with admin_server.mode exclusive. Source: pyroscope, pkg/pyroscope/pyroscope.go, pkg/api/api.go. */
export async function pyroscope(probe: Probe): Promise<void> {
  const silent = await askReady(probe, { path: '/ready', says: isReady, starting: dskitStarting, metrics: true });
  const wanted = (['profileTypes', 'serviceNames', 'profiles'] as const).filter(probe.wants);
  if (silent) {
    probe.draft.gap(wanted, silent, probe.source('/ready'));
    return;
  }
  await Promise.all([
    askVersion(probe, '/api/v1/status/buildinfo', 'data', 'version'),
    wanted.includes('profileTypes') ? askTypes(probe) : undefined,
    wanted.includes('serviceNames') || wanted.includes('profiles') ? askSeries(probe) : undefined,
  ]);
}

/** Connect's protocol with JSON. Source: pyroscope, api/querier/v1/querier.proto; times in milliseconds. */
async function call(probe: Probe, path: string, more: object = {}): Promise<unknown> {
  const end = probe.now().getTime();
  return probe.json(path, { method: 'POST', body: { ...more, start: end - probe.minutes * 60_000, end } });
}

function askTypes(probe: Probe): Promise<void> {
  const run = async () => {
    const answer = await call(probe, types);
    probe.draft.set({ profileTypes: (listAt(answer, 'profileTypes') ?? []).length }, probe.source(types, 'POST'));
  };
  return probe.collect(['profileTypes'], types, run, 'POST');
}

/** One series for each pair of a service and a type of its profiles. */
function askSeries(probe: Probe): Promise<void> {
  const run = async () => {
    const answer = await call(probe, series, { matchers: [], labelNames: ['service_name', '__profile_type__'] });
    const names = (listAt(answer, 'labelsSet') ?? []).flatMap(serviceNameOf);
    const profiles = (probe.request.expect ?? []).map(
      (name) => [name, { types: names.filter((other) => other === name).length }] as const,
    );
    probe.draft.set(
      {
        serviceNames: new Set(names).size,
        ...(profiles.length === 0 ? {} : { profiles: Object.fromEntries(profiles) }),
      },
      probe.source(series, 'POST'),
    );
  };
  return probe.collect(['serviceNames', 'profiles'], series, run, 'POST');
}

function serviceNameOf(labels: unknown): string[] {
  const label = listAt(labels, 'labels')?.find((one) => textAt(one, 'name') === 'service_name');
  const value = textAt(label, 'value');
  return value === undefined ? [] : [value];
}
