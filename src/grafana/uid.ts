import { createHash } from 'node:crypto';

/**
 * The uid that Grafana gives a data source without one when it inserts it: `P` and the first eight bytes of the name's
 * SHA-256. Source: grafana, pkg/services/provisioning/datasources/types.go.
 */
export function uidOfName(name: string): string {
  return `P${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`;
}
