/** A fake Loki. Source of the answers: loki, docs/sources/reference/loki-http-api.md; grafana/dskit, ring/lifecycler.go. */
import { type FakeServer, json, pathOf, startedSince, startFake, text } from './server.ts';

export type LokiForm = 'ready' | 'starting' | 'late' | 'failing' | 'module-failed';

const build = {
  version: '3.4.2',
  revision: '8a2a3d9',
  branch: 'HEAD',
  buildDate: '2026-02-25T10:00:00Z',
  goVersion: 'go1.24',
};
const services = ['server', 'ring', 'distributor', 'ingester', 'querier', 'compactor'];

export function startFakeLoki(form: LokiForm = 'ready'): Promise<FakeServer> {
  return startFake((asked) => {
    switch (pathOf(asked)) {
      case '/ready':
        if (form === 'starting' || form === 'late')
          return text('Ingester not ready: waiting for 15s after being ready\n', 503);
        if (form === 'failing') return text('Some services are not Running:\nFailed: 1\nRunning: 8\n', 503);
        return text('ready\n');
      case '/loki/api/v1/status/buildinfo':
        return json(build);
      case '/services':
        return text(
          services
            .map((name) => `${name} => ${form === 'module-failed' && name === 'compactor' ? 'Failed' : 'Running'}\n`)
            .join(''),
        );
      case '/metrics':
        return text(startedSince(form === 'late' ? 3600 : 10));
    }
  });
}
