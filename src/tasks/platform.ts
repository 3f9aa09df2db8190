/** What of the platform a run has to collect: what the checks of its packs ask for, and nothing else. */
import { areasAsked } from '../checks/asked.ts';
import type { LoadedPacks } from '../checks/check.ts';
import type { CollectOptions } from '../host/collect.ts';
import { platformAreas, textfileFolder } from '../host/platform/areas.ts';
import type { ServiceRequest } from '../services/request.ts';

/** The options with what the packs ask for; a context stays as it is. Throws InputError for a parameter that is no folder. */
export function withPlatform<T extends Pick<CollectOptions, 'platform'>>(options: T, packs: LoadedPacks): T {
  const asked = areasAsked(packs);
  const areas = platformAreas.filter((area) => asked.has(area));
  const folder = packs.parameters['textfile-directory'];
  const textfiles =
    areas.includes('textfiles') && typeof folder === 'string' && folder !== ''
      ? { textfiles: textfileFolder(folder) }
      : {};
  return { ...options, platform: { ...options.platform, areas, ...textfiles } };
}

/** The services with the Frigate that a parameter names, where none of them is one. */
export function withFrigate(services: readonly ServiceRequest[], packs: LoadedPacks): readonly ServiceRequest[] {
  const url = packs.parameters['frigate-url'];
  if (typeof url !== 'string' || url === '' || services.some(({ kind }) => kind === 'frigate')) return services;
  return [...services, { name: 'frigate', kind: 'frigate', url }];
}
