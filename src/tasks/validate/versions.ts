/** The versions of the command line, which are refused also where no file is judged for them. */
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';

export interface GivenVersions {
  readonly alloyVersion?: string | undefined;
  readonly pyroscopeVersion?: string | undefined;
  readonly grafanaVersion?: string | undefined;
}

/** Throws InputError for what is no version, and for one that is not known. */
export async function refuseVersions(given: GivenVersions): Promise<void> {
  const { alloyVersion, pyroscopeVersion, grafanaVersion } = given;
  if (alloyVersion !== undefined) (await import('../../alloy/version.ts')).parseAlloyVersion(alloyVersion);
  if (pyroscopeVersion !== undefined) {
    (await import('../../pyroscope/version.ts')).parsePyroscopeVersion(pyroscopeVersion);
  }
  if (grafanaVersion !== undefined && !/^v?\d{1,4}(?:\.\d{1,4}){0,2}(?:[-+][\w.+-]*)?$/.test(grafanaVersion)) {
    throw new InputError(
      `"${excerpt(grafanaVersion, 40)}" is no version of Grafana. Write one such as 11.2 or 11.2.0.`,
    );
  }
}
