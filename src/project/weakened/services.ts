import { excerpt } from '../../base/display.ts';
import type { Project, ProjectService } from '../project.ts';
import type { Weakening } from './weakening.ts';

/** Services that are gone, and those of which something else is demanded. */
export function weakenedServices(base: Project, now: Project): readonly Weakening[] {
  return base.services.flatMap((service): Weakening[] => {
    const place = `services/${service.name}`;
    const after = now.services.find(({ name }) => name === service.name);
    if (!after) return [{ place, message: `the service ${service.name} is no longer asked` }];
    return demandsOf(service, after).flatMap(([key, value]): Weakening[] => {
      const is: unknown = Reflect.get(after, key);
      if (JSON.stringify(is) === JSON.stringify(value) || demandsMore(key, value, is)) return [];
      return [{ place: `${place}/${key}`, at: after.at, message: messageOf(service.name, key, value, is) }];
    });
  });
}

/** What the base says of it; what the branch adds demands more, but for what takes the place of something usual. */
function demandsOf(before: ProjectService, after: ProjectService): [string, unknown][] {
  const { at: _, name: __, ...demands } = before;
  const usual = {
    status: after.status === undefined ? undefined : 'any of 200 to 299',
    tenant: after.tenant && 'none',
  };
  return Object.entries({ ...usual, ...demands }).filter(([, value]) => value !== undefined);
}

/** A status among those that were taken, names beside those that were expected. */
function demandsMore(key: string, was: unknown, is: unknown): boolean {
  if (key === 'status') return typeof was === 'string' && typeof is === 'number' && is >= 200 && is <= 299;
  if (key === 'expect') return Array.isArray(was) && Array.isArray(is) && was.every((name) => is.includes(name));
  return key === 'remoteWrite' && was === false;
}

/** Of a URL nothing is shown: its words may be a secret. */
function messageOf(name: string, key: string, was: unknown, is: unknown): string {
  if (key === 'token')
    return `the service ${name} is asked with ${is === undefined ? 'no token' : 'another token'}, and may show less`;
  if (is === undefined) return `${key} of the service ${name} is no longer demanded`;
  if (key === 'url') return `another address is asked for the service ${name}`;
  const [before, after] = [was, is].map((value) => excerpt(JSON.stringify(value) ?? '', 80));
  return `${key} of the service ${name} is ${after}, and was ${before}`;
}
