import { commonSources } from '../../base/rule-sources.ts';
import { serversOf } from '../clients.ts';
import type { AgreementRule } from '../rule.ts';

export const tenantIgnored: AgreementRule = {
  id: 'agree.tenant-ignored',
  severity: 'warning',
  title: 'Tenants are named only to a Pyroscope that keeps them apart',
  why: 'Without multitenancy_enabled every tenant is ignored, and all profiles belong to "anonymous". They cannot be found any more once it is switched on.',
  sources: [commonSources.pyroscopeParameters, commonSources.pyroscopeInterceptor],
  check({ runs, clients }, report) {
    for (const { configured } of runs.pyroscope) {
      if (!configured || configured.summary.multitenancy.value) continue;
      const { multitenancy } = configured.summary;
      const naming = clients.filter(
        (client) => client.tenant && serversOf(client, runs).some((server) => server.configured === configured),
      );
      if (naming.length === 0) continue;
      const programs = [...new Set(naming.map(({ program }) => program))];
      report({
        at: multitenancy,
        message: `Pyroscope ignores tenants, and ${programs.join(' and ')} ${programs.length > 1 ? 'name' : 'names'} one`,
        hint: 'Set multitenancy_enabled: true, or take the header X-Scope-OrgID away',
        related: naming.flatMap(({ tenant, program }) =>
          tenant ? [{ file: tenant.file, span: tenant.span, message: `the tenant of ${program}` }] : [],
        ),
      });
    }
  },
};
