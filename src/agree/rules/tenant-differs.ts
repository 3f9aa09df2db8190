import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { Client } from '../clients.ts';
import { serversOf } from '../clients.ts';
import type { AgreementRule } from '../rule.ts';

export const tenantDiffers: AgreementRule = {
  id: 'agree.tenant-differs',
  severity: 'blocker',
  title: 'Grafana reads the tenant that Alloy writes',
  why: 'Profiles of one tenant are not shown to another: the flame graphs stay empty, without an error.',
  sources: [commonSources.pyroscopeTenants, commonSources.grafanaHttpClient],
  check({ runs, clients }, report) {
    for (const { configured } of runs.pyroscope) {
      if (!configured?.summary.multitenancy.value) continue;
      const own = clients.filter((client) => serversOf(client, runs).some((one) => one.configured === configured));
      const written = tenantsOf(own, 'Alloy');
      const read = tenantsOf(own, 'Grafana');
      const [first] = read ?? [];
      // One tenant that is known only at run time may be any of them.
      if (!written || !read || !first) continue;
      for (const tenant of unique(written)) {
        if (read.some(({ value }) => value === tenant.value)) continue;
        // Of three that name a tenant the one that differs is most likely wrong.
        const isOutvoted = configured.summary.selfProfilingTenant?.value === first.value;
        const at = read.length === 1 && !isOutvoted ? first : tenant;
        const other = at === first ? tenant : first;
        report({
          at,
          message: `Alloy writes for the tenant "${excerpt(tenant.value, 60)}", and Grafana reads "${excerpt(first.value, 60)}"`,
          related: [{ ...other, message: other === tenant ? 'the tenant that is written' : 'a tenant that is read' }],
        });
      }
    }
  },
};

function tenantsOf(clients: readonly Client[], program: Client['program']): Located<string>[] | undefined {
  const tenants: Located<string>[] = [];
  for (const { program: its, tenant } of clients) {
    if (its !== program || !tenant) continue;
    if (tenant.value === undefined) return undefined;
    tenants.push({ ...tenant, value: tenant.value });
  }
  return tenants;
}

function unique(tenants: readonly Located<string>[]): Located<string>[] {
  return [...new Map(tenants.map((tenant) => [tenant.value, tenant])).values()];
}
