/** Names of tenants, as Loki, Tempo and Pyroscope take them. */

/** A colon is left alone: newer servers cut it off, with what is behind it. */
const allowed = /^[\w!.*'():-]*$/;

/** What is wrong with the name of a tenant. */
export function tenantFault(tenant: string): string | undefined {
  if (tenant.length > 150) return 'it has more than 150 characters';
  if (tenant === '.' || tenant === '..') return 'it is . or ..';
  return allowed.test(tenant) ? undefined : "it may hold letters, digits and ! - _ . * ' ( ) alone";
}
