import { excerpt } from '../../base/display.ts';
import { dayEnd } from '../../base/utc-day.ts';
import type { YamlPath } from '../../base/yaml.ts';
import type { Waiver } from '../../generated/preflight-types.ts';
import { isGlob } from '../glob.ts';
import type { ProjectWaiver } from '../project.ts';
import { complaint, located, pathAt, placeAt, type Reading } from '../reading.ts';

/** Throws InputError for a day that there is not, a host and a file at once, and for two waivers of the same. */
export function waiversOf(reading: Reading, waivers: readonly Waiver[]): readonly ProjectWaiver[] {
  const seen = new Map<string, number>();
  return waivers.map(({ check, host, file, reason, until }, index) => {
    const at = ['waivers', index];
    refuseDay(reading, [...at, 'until'], until);
    if (host !== undefined && file !== undefined)
      throw complaint(reading, at, 'a waiver is for a host or for a file. Write two, or leave one of them out.');
    if (file !== undefined && isGlob(file))
      throw complaint(reading, [...at, 'file'], 'a waiver is for one file, and this is a glob. Name the file.');
    const key = JSON.stringify([check, host, file]);
    const first = seen.get(key);
    if (first !== undefined) {
      const { line } = reading.yaml.positionOf(['waivers', first]);
      throw complaint(
        reading,
        at,
        `"${excerpt(check, 80)}" is waived here and in line ${line} for the same. Take one of them out.`,
      );
    }
    seen.set(key, index);
    return {
      at: placeAt(reading, at),
      check: located(reading, [...at, 'check'], check),
      host: host === undefined ? undefined : located(reading, [...at, 'host'], host),
      file: file === undefined ? undefined : pathAt(reading, [...at, 'file'], file),
      reason,
      until: located(reading, [...at, 'until'], until),
    };
  });
}

/** February has no 30th: the date would be another one. */
function refuseDay(reading: Reading, at: YamlPath, day: string): void {
  if (dayEnd(day) === undefined)
    throw complaint(reading, at, `there is no day ${excerpt(day, 20)}. Write the last day as YYYY-MM-DD.`);
}
