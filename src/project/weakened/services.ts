import { excerpt } from '../../base/display.ts';
import type { Project, ProjectService } from '../project.ts';
import type { Weakening } from './weakening.ts';

/** Services that are gone, and those of which something else is demanded. */
export function weakenedServices(base: Project, now: Project): readonly Weakening[] {
  return base.services.flatMap((service): Weakening[] => {
    const place = `services/${service.name}`;
    const after = now.services.find(({ name }) => name === service.name);
    if (!after) return [{ place, message: `the service ${service.name} is no longer asked` }];
    return demandsOf(service).flatMap(([key, value]): Weakening[] => {
      const is: unknown = Reflect.get(after, key);
      if (JSON.stringify(is) === JSON.stringify(value)) return [];
      return [{ place: `${place}/${key}`, at: after.at, message: messageOf(service.name, key, value, is) }];
    });
  });
}

/** What the base says of it; what the branch adds demands more. */
function demandsOf({ at: _, name: __, token: ___, ...demands }: ProjectService): [string, unknown][] {
  return Object.entries(demands).filter(([, value]) => value !== undefined);
}

/** Of a URL nothing is shown: its words may be a secret. */
function messageOf(name: string, key: string, was: unknown, is: unknown): string {
  if (is === undefined) return `${key} of the service ${name} is no longer demanded`;
  if (key === 'url') return `another address is asked for the service ${name}`;
  const [before, after] = [was, is].map((value) => excerpt(JSON.stringify(value) ?? '', 80));
  return `${key} of the service ${name} is ${after}, and was ${before}`;
}
