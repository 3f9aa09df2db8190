import { commonSources } from '../../base/rule-sources.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const selfProfilingTenant: PyroscopeRule = {
  id: 'pyroscope.self-profiling-tenant',
  severity: 'warning',
  title: 'With several tenants the server names one for its own profiles',
  why: 'A single binary sends its own profiles to itself. With multitenancy_enabled they are refused with 401 unless self_profiling.tenant_id is set, and the server logs an error each time. Before 1.20 there is no such key.',
  sources: [sources.server, commonSources.pyroscopeInterceptor],
  covers: [],
  check({ settings, view, report }) {
    const multitenancy = settings.truth('multitenancy_enabled');
    const isOff = settings.truth('self_profiling.disable_push');
    const targets = settings.list('target');
    if (!multitenancy?.value || !isOff || isOff.value || !targets?.value.includes('all')) return;
    const hasKey = view.byPath.has('self_profiling.tenant_id');
    const tenant = settings.text('self_profiling.tenant_id');
    if (hasKey && tenant?.value !== '') return;
    report(tenant && tenant.from !== 'default' ? tenant : multitenancy, {
      message: 'The server sends its own profiles without a tenant, and refuses them',
      hint: hasKey
        ? 'Write self_profiling.tenant_id, or disable_push: true'
        : 'Write self_profiling.disable_push: true',
      place: 'self_profiling.tenant_id',
    });
  },
};
