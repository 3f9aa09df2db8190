/**
 * A fake Grafana. Source of the answers: grafana, docs/sources/developers/http_api: other.md, data_source.md,
 * alerting_provisioning.md.
 */
import { badGateway, type FakeServer, json, pathOf, startFake } from './server.ts';

export type GrafanaForm = 'healthy' | 'starting' | 'database-failing' | 'sick' | 'hidden-version' | 'gone' | 'silent';

/** The only token that it takes. */
export const grafanaToken = 'glsa_ourowntoken';
/** In settings that nobody may tell. */
export const grafanaSecret = 'hunter2-of-a-contact-point';

function source(uid: string, type: string, jsonData: object = {}) {
  return {
    id: 1,
    uid,
    orgId: 1,
    name: uid,
    type,
    url: `http://${uid}:3000`,
    access: 'proxy',
    isDefault: false,
    jsonData,
    readOnly: true,
  };
}

function rule(title: string, expr: string, isPaused: boolean) {
  return {
    id: 1,
    uid: title,
    orgID: 1,
    folderUID: 'infra',
    ruleGroup: 'hosts',
    title,
    data: [{ refId: 'A', model: { expr } }],
    isPaused,
  };
}

/**
 * `starting`: it listens only once its database is migrated, so that what stands before it answers. `gone`: a data source was
 * deleted after the list was given. `silent`: an older one, which gives no reason for a 404.
 */
export function startFakeGrafana(form: GrafanaForm = 'healthy'): Promise<FakeServer> {
  const sick = form === 'sick';
  return startFake((asked) => {
    const path = pathOf(asked);
    if (form === 'starting') return badGateway;
    if (path === '/api/health') {
      if (form === 'database-failing') return json({ commit: 'abc', database: 'failing', version: '12.1.0' }, 503);
      return json(
        form === 'hidden-version' ? { database: 'ok' } : { commit: 'abc', database: 'ok', version: '12.1.0' },
      );
    }
    if (asked.headers.authorization === undefined) return json({ message: 'Unauthorized' }, 401);
    if (asked.headers.authorization !== `Bearer ${grafanaToken}`) return json({ message: 'Invalid API key' }, 401);
    if (path === '/api/datasources')
      return json([
        source('prom', 'prometheus'),
        source('tempo', 'tempo', { tracesToProfiles: { datasourceUid: sick ? 'gone' : 'pyro' } }),
        source('pyro', 'grafana-pyroscope-datasource'),
        source('sql', 'mysql'),
      ]);
    if (path === '/api/datasources/uid/prom/health' && form === 'gone')
      return json({ message: 'Data source not found', messageId: 'datasource.notFound', statusCode: 404 }, 404);
    if (path === '/api/datasources/uid/prom/health')
      return sick
        ? json({ status: 'ERROR', message: `dial tcp: ${grafanaSecret}` }, 400)
        : json({ status: 'OK', message: 'Successfully queried the Prometheus API.' });
    if (path === '/api/datasources/uid/pyro/health') return json({ status: 'OK', message: 'Data source is working' });
    // The plugin has no test.
    if (path === '/api/datasources/uid/tempo/health')
      return form === 'silent'
        ? json({ message: 'Not found' }, 404)
        : json({ message: 'Method not implemented', messageId: 'plugin.notImplemented', statusCode: 404 }, 404);
    if (path === '/api/v1/provisioning/alert-rules')
      return json([
        rule('host blocked', 'preflight_verdict{verdict="blocked"} == 1', sick),
        rule('disk', 'node_filesystem_avail_bytes < 1', false),
      ]);
    if (path === '/api/v1/provisioning/contact-points')
      return json([
        {
          uid: 'a',
          name: 'ntfy',
          type: sick ? 'email' : 'webhook',
          settings: { url: `https://ntfy.example/${grafanaSecret}` },
        },
      ]);
  });
}
