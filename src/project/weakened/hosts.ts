import { excerpt } from '../../base/display.ts';
import { hostKey } from '../host-key.ts';
import type { Project, ProjectHost } from '../project.ts';
import { otherSource, sourceKeys } from './sources.ts';
import type { Weakening } from './weakening.ts';

/** How much is read as root. */
const sudoWeight = { never: 0, auto: 1, always: 2 };

/** Hosts that are gone, and those of which less is judged. */
export function weakenedHosts(base: Project, now: Project): readonly Weakening[] {
  return base.hosts.flatMap((host): Weakening[] => {
    const name = excerpt(host.name, 80);
    const after = now.hosts.find((one) => hostKey(one) === hostKey(host));
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
    const other = otherUser(host, after);
    if (other !== undefined)
      weaker.push({ place: `${place}/user`, at: after.at, message: `${name} is asked ${other}` });
    for (const part of sourceKeys) {
      if (host[part] && !after[part] && !now[part])
        weaker.push({
          place: `${place}/${part}`,
          at: after.at,
          message: `${part} of ${name} is gone, and with it what was judged by it`,
        });
      // Where neither entry has one of its own, it is said of those of the project.
      if (!host[part] && !after[part]) continue;
      const source = otherSource(sourcesOf(host, base), sourcesOf(after, now), part);
      if (source)
        weaker.push({ ...source, place: `${place}/${part}`, message: `${part} of ${name} ${source.message}` });
    }
    return weaker;
  });
}

function sourcesOf(host: ProjectHost, project: Project): Pick<Project, (typeof sourceKeys)[number]> {
  return { declared: host.declared ?? project.declared, closure: host.closure ?? project.closure };
}

/** Another user may see less; root sees everything. */
function otherUser(before: ProjectHost, after: ProjectHost): string | undefined {
  const [was, is] = [before, after].map(({ address, user }) => address.user ?? user);
  if (was === is || is === 'root') return undefined;
  const shown = (user: string | undefined) => (user === undefined ? 'the user that ssh chooses' : excerpt(user, 80));
  return `as ${shown(is)}, and was as ${shown(was)}`;
}
