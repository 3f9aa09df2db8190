import { excerpt } from '../../base/display.ts';
import type { Project, ProjectHost } from '../project.ts';
import type { Weakening } from './weakening.ts';

/** Whether two entries are about one host, whatever the user. */
export function sameHost(left: ProjectHost, right: ProjectHost): boolean {
  return (
    left.address.name.toLowerCase() === right.address.name.toLowerCase() &&
    (left.address.port ?? left.port ?? 22) === (right.address.port ?? right.port ?? 22)
  );
}

/** How much is read as root. */
const sudoWeight = { never: 0, auto: 1, always: 2 };

/** Hosts that are gone, and those of which less is judged. */
export function weakenedHosts(base: Project, now: Project): readonly Weakening[] {
  return base.hosts.flatMap((host): Weakening[] => {
    const name = excerpt(host.name, 80);
    const after = now.hosts.find((one) => sameHost(one, host));
    const place = `hosts/${host.name}`;
    if (!after) return [{ place, message: `the host ${name} is no longer judged` }];
    const weaker: Weakening[] = [];
    const [was, is] = [host.sudo ?? 'auto', after.sudo ?? 'auto'];
    if (sudoWeight[is] < sudoWeight[was])
      weaker.push({
        place: `${place}/sudo`,
        at: after.at,
        message: `${name} may be judged by what an ordinary user sees: sudo is ${is}, and was ${was}`,
      });
    for (const part of ['declared', 'closure'] as const) {
      if (host[part] && !after[part] && !now[part])
        weaker.push({
          place: `${place}/${part}`,
          at: after.at,
          message: `${part} of ${name} is gone, and with it what was judged by it`,
        });
    }
    return weaker;
  });
}
