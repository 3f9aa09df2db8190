import { excerpt } from '../../base/display.ts';
import type { Project, ProjectWaiver } from '../project.ts';
import type { Weakening } from './weakening.ts';

/** Waivers that the base has not, and those that hold longer than there. */
export function weakenedWaivers(base: Project, now: Project): readonly Weakening[] {
  const before = new Map(base.waivers.map((waiver) => [scopeOf(waiver), waiver]));
  return now.waivers.flatMap((waiver): Weakening[] => {
    const scope = scopeOf(waiver);
    const old = before.get(scope);
    const { until, reason } = waiver;
    const place = `waivers/${scope}`;
    if (!old) {
      const message = `${shown(waiver)} is waived until ${until.value}: ${excerpt(reason, 200)}`;
      return [{ place, at: waiver.at, message }];
    }
    if (until.value <= old.until.value) return [];
    return [
      {
        place,
        at: until,
        message: `${shown(waiver)} is waived until ${until.value}, and was until ${old.until.value}`,
      },
    ];
  });
}

function scopeOf({ check, host, file }: ProjectWaiver): string {
  return [check.value, ...(host ? [`host ${host.value}`] : []), ...(file ? [`file ${file.value}`] : [])].join(', ');
}

function shown({ check, host, file }: ProjectWaiver): string {
  const where = host ? ` on ${excerpt(host.value, 80)}` : file ? ` in ${excerpt(file.value, 80)}` : ' everywhere';
  return `${excerpt(check.value, 80)}${where}`;
}
