import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { tenantFault } from '../../base/tenant.ts';
import type { PyroscopeRule } from '../rule.ts';

export const tenantId: PyroscopeRule = {
  id: 'pyroscope.tenant-id',
  severity: 'blocker',
  title: 'The tenant that the server’s own profiles go to is one that a request can name',
  why: "A tenant of more than 150 characters, with any but letters, digits and ! - _ . * ' ( ) in it, or called . or .., is refused with each request.",
  sources: [commonSources.pyroscopeTenants, 'grafana/dskit, tenant/tenant.go'],
  covers: ['tenant-id'],
  check({ settings, report }) {
    const tenant = settings.text('self_profiling.tenant_id');
    // A variable that nobody replaces is pyroscope.unexpanded.
    if (!tenant || tenant.value === '' || tenant.value.includes('${')) return;
    const fault = tenantFault(tenant.value);
    if (fault) report(tenant, { message: `"${excerpt(tenant.value, 60)}" is no tenant: ${fault}`, place: tenant.path });
  },
};
