import { excerpt } from '../../base/display.ts';
import type { PyroscopeRule } from '../rule.ts';

export const tenantId: PyroscopeRule = {
  id: 'pyroscope.tenant-id',
  severity: 'blocker',
  title: 'The tenant that the server’s own profiles go to is one that a request can name',
  why: 'A tenant of more than 150 characters, with a slash or a blank in it, or called . or .., is refused with each request.',
  sources: ['the documentation of Pyroscope, about tenant IDs'],
  covers: ['tenant-id'],
  check({ settings, report }) {
    const tenant = settings.text('self_profiling.tenant_id');
    if (!tenant || tenant.value === '') return;
    const fault = tenantFault(tenant.value);
    if (fault) report(tenant, { message: `"${excerpt(tenant.value, 60)}" is no tenant: ${fault}`, place: tenant.path });
  },
};

/** What is wrong with the name of a tenant. */
export function tenantFault(tenant: string): string | undefined {
  if (tenant.length > 150) return 'it has more than 150 characters';
  if (tenant === '.' || tenant === '..') return 'it is . or ..';
  return /[/\s]/.test(tenant) ? 'it holds a slash or a blank' : undefined;
}
