/** Pyroscope: ready, build, and whether profiles of the last minutes are there. */
import { pointerOf } from '../../base/pointer.ts';
import { listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { askReady, dskit } from '../readiness.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askVersion } from './version.ts';

const service = '/querier.v1.QuerierService';
const series = `${service}/Series`;
const types = `${service}/ProfileTypes`;
/**
 * What a single binary calls the profiles that it pushes to itself, unless self_profiling.disable_push: they arrive
 * whatever becomes of all others. Source: pyroscope, pkg/pyroscope/pyroscope.go (Run).
 */
const itself = 'pyroscope';

/** `/ready` is on the admin port with admin_server.mode exclusive. Source: pyroscope, pkg/pyroscope/pyroscope.go, pkg/api/api.go. */
export async function pyroscope(probe: Probe): Promise<void> {
  const { tenant } = probe.request;
  if (tenant !== undefined) probe.draft.set({ tenant }, 'preflight.yaml');
  const silent = await askReady(probe, dskit);
  const wanted = (['profileTypes', 'serviceNames', 'profiles'] as const).filter(
    (fact) => probe.wants(fact) && (fact !== 'profiles' || probe.request.expect !== undefined),
  );
  if (silent) {
    probe.draft.gap(wanted, silent, probe.source('/ready'));
    return;
  }
  await Promise.all([
    askVersion(probe, '/api/v1/status/buildinfo', 'data', 'version'),
    wanted.includes('profileTypes') ? askTypes(probe) : undefined,
    wanted.includes('serviceNames') || wanted.includes('profiles') ? askSeries(probe, wanted) : undefined,
  ]);
}

/** Connect's protocol with JSON. Source: pyroscope, api/querier/v1/querier.proto; times in milliseconds. */
async function call(probe: Probe, path: string, more: object = {}): Promise<unknown> {
  const end = probe.now().getTime();
  return probe.json(path, { method: 'POST', body: { ...more, start: end - probe.minutes * 60_000, end } });
}

function askTypes(probe: Probe): Promise<void> {
  const run = async () => {
    const found = listIn(await call(probe, types), 'profileTypes').length;
    probe.draft.set({ profileTypes: found }, probe.source(types, 'POST'));
    if (found === 0) undecided(probe, ['profileTypes'], types);
  };
  return probe.collect(['profileTypes'], types, run, 'POST');
}

/** One series for each pair of a service and a type of its profiles. */
function askSeries(probe: Probe, wanted: readonly string[]): Promise<void> {
  const run = async () => {
    const answer = await call(probe, series, { matchers: [], labelNames: ['service_name', '__profile_type__'] });
    const names = listIn(answer, 'labelsSet').flatMap(serviceNameOf);
    const profiles = (probe.request.expect ?? []).map(
      (name) => [name, { types: names.filter((other) => other === name).length }] as const,
    );
    const others = new Set(names.filter((name) => name !== itself)).size;
    probe.draft.set(
      { serviceNames: others, ...(profiles.length === 0 ? {} : { profiles: Object.fromEntries(profiles) }) },
      probe.source(series, 'POST'),
    );
    const without = profiles.filter(([, { types }]) => types === 0);
    undecided(
      probe,
      [...(others === 0 ? ['serviceNames'] : []), ...without.map(([name]) => `profiles${pointerOf([name])}/types`)],
      series,
    );
  };
  const facts = wanted.filter((fact) => fact !== 'profileTypes');
  return probe.collect(facts, series, run, 'POST');
}

/** One that is not known to be ready, or is another service, has nothing yet: that no profile arrives cannot be said of it. */
function undecided({ draft, source }: Probe, facts: readonly string[], path: string): void {
  if (draft.isReady()) return;
  draft.gap(facts, new ServiceTrouble('has none, and is not known to be ready'), source(path, 'POST'));
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
