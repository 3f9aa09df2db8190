/** Pyroscope: ready, build, and whether profiles of the last minutes are there. */
import { listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { askReady, dskit } from '../readiness.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askVersion } from './version.ts';

const service = '/querier.v1.QuerierService';
const series = `${service}/Series`;
const types = `${service}/ProfileTypes`;

/** `/ready` is on the admin port with admin_server.mode exclusive. Source: pyroscope, pkg/pyroscope/pyroscope.go, pkg/api/api.go. */
export async function pyroscope(probe: Probe): Promise<void> {
  const { tenant } = probe.request;
  if (tenant !== undefined) probe.draft.set({ tenant }, 'preflight.yaml');
  const silent = await askReady(probe, dskit);
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
    probe.draft.set({ profileTypes: listIn(answer, 'profileTypes').length }, probe.source(types, 'POST'));
  };
  return probe.collect(['profileTypes'], types, run, 'POST');
}

/** One series for each pair of a service and a type of its profiles. */
function askSeries(probe: Probe): Promise<void> {
  const run = async () => {
    const answer = await call(probe, series, { matchers: [], labelNames: ['service_name', '__profile_type__'] });
    const names = listIn(answer, 'labelsSet').flatMap(serviceNameOf);
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

/** Connect leaves an empty list out, so that the answer is an object without keys. Throws ServiceTrouble for any other shape. */
function listIn(answer: unknown, key: string): readonly unknown[] {
  const found = listAt(answer, key);
  if (found) return found;
  const bare = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  if (bare && Object.keys(answer).length === 0) return [];
  throw new ServiceTrouble('answered 200, but not as pyroscope does');
}

function serviceNameOf(labels: unknown): string[] {
  const label = listAt(labels, 'labels')?.find((one) => textAt(one, 'name') === 'service_name');
  const value = textAt(label, 'value');
  return value === undefined ? [] : [value];
}
