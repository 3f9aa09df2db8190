import { commonSources } from '../../base/rule-sources.ts';
import { serversOf } from '../clients.ts';
import type { AgreementRule } from '../rule.ts';

export const tenantMissing: AgreementRule = {
  id: 'agree.tenant-missing',
  severity: 'blocker',
  title: 'Who speaks to a Pyroscope with several tenants names one',
  why: 'With multitenancy_enabled a request without the header X-Scope-OrgID is answered with 401: Alloy drops the profiles, Grafana shows an error.',
  sources: [commonSources.pyroscopeTenants, commonSources.pyroscopeInterceptor],
  check({ runs, clients }, report) {
    for (const client of clients) {
      if (client.tenant) continue;
      const server = serversOf(client, runs).find(({ configured }) => configured?.summary.multitenancy.value);
      if (!server?.configured) continue;
      const { multitenancy } = server.configured.summary;
      report({
        at: client.at,
        message: `${client.program} names no tenant, and Pyroscope asks for one`,
        hint:
          client.program === 'Alloy'
            ? 'Add headers = { "X-Scope-OrgID" = "TENANT" } to the endpoint'
            : 'Add jsonData.httpHeaderName1: X-Scope-OrgID and secureJsonData.httpHeaderValue1: TENANT',
        related: [{ ...multitenancy, message: 'multitenancy is on' }],
      });
    }
  },
};
