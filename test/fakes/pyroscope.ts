/**
 * A fake Pyroscope. Source of the answers: pyroscope, pkg/pyroscope/pyroscope.go (readyHandler), pkg/api/api.go,
 * api/querier/v1/querier.proto over Connect's JSON.
 */
import { type FakeServer, json, pathOf, startedSince, startFake, text } from './server.ts';

export type PyroscopeForm = 'full' | 'empty' | 'starting' | 'late' | 'failing' | 'tenants' | 'old';

const cpu = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const type = {
  ID: cpu,
  name: 'process_cpu',
  sampleType: 'cpu',
  sampleUnit: 'nanoseconds',
  periodType: 'cpu',
  periodUnit: 'nanoseconds',
};

function series(name: string) {
  return {
    labels: [
      { name: '__profile_type__', value: cpu },
      { name: 'service_name', value: name },
    ],
  };
}

/**
 * With `tenants`, X-Scope-OrgID must be there, and only the tenant `ops` has profiles. `old` is one before 1.0, without
 * the service that is asked for series. A function says the form of each answer.
 */
export function startFakePyroscope(now: PyroscopeForm | (() => PyroscopeForm) = 'full'): Promise<FakeServer> {
  return startFake((asked) => {
    const form = typeof now === 'function' ? now() : now;
    const tenant = asked.headers['x-scope-orgid'];
    const path = pathOf(asked);
    const empty = form === 'empty' || (form === 'tenants' && tenant !== 'ops');
    if (path === '/ready') {
      if (form === 'starting' || form === 'late')
        return text('Segment Writer not ready: waiting for 30s after being ready\n', 503);
      if (form === 'failing') return text('Metastore not ready: raft: no leader\n', 503);
      return text('ready\n');
    }
    if (path === '/api/v1/status/buildinfo')
      return json({
        status: 'success',
        data: { version: '2.0.1', revision: '9d6f0fc', branch: 'HEAD', goVersion: 'go1.25' },
      });
    if (path === '/metrics' && form === 'late') return text(startedSince(3600));
    if (form !== 'old' && path.startsWith('/querier.v1.QuerierService/')) {
      if (asked.method !== 'POST') return text('', 405);
      if (form === 'tenants' && tenant === undefined)
        return json({ code: 'unauthenticated', message: 'no org id' }, 401);
      if (path.endsWith('/ProfileTypes')) return json(empty ? {} : { profileTypes: [type] });
      if (path.endsWith('/Series')) return json(empty ? {} : { labelsSet: [series('checkout'), series('cart')] });
    }
  });
}
