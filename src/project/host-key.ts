import type { ProjectHost } from './project.ts';

/** The same text for two entries about one host, whatever the user. */
export function hostKey({ address, port }: Pick<ProjectHost, 'address' | 'port'>): string {
  return `${address.name.toLowerCase()} ${address.port ?? port ?? 22}`;
}
