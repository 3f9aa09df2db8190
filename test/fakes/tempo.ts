/** A fake Tempo. Source of the answers: tempo, docs/sources/tempo/api_docs/_index.md. */
import { type FakeServer, json, pathOf, startedSince, startFake, text } from './server.ts';

export type TempoForm = 'ready' | 'starting' | 'late' | 'failing' | 'no-queries';

export function startFakeTempo(form: TempoForm = 'ready'): Promise<FakeServer> {
  return startFake((asked) => {
    switch (pathOf(asked)) {
      case '/ready':
        if (form === 'starting' || form === 'late')
          return text('Some services are not Running:\nRunning: 11\nStarting: 2\n', 503);
        if (form === 'failing')
          return text('Some services are not Running:\nFailed: 1\nRunning: 11\nStarting: 1\n', 503);
        return text('ready');
      case '/api/status/buildinfo':
        return json({
          version: '2.7.1',
          revision: '3f2c9a1',
          branch: 'HEAD',
          buildDate: '',
          buildUser: '',
          goVersion: 'go1.24',
        });
      case '/metrics':
        return form === 'late' ? text(startedSince(3600)) : undefined;
      case '/api/echo':
        return form === 'no-queries' ? text('404 page not found', 404) : text('echo');
    }
  });
}
