/** The facts of the platform that a pack may ask for, beside those that every probe collects. */
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';

/** The first segments of their pointers: each is collected only where a check asks for something below it. */
export const platformAreas = ['kubernetes', 'argocd', 'cnpg', 'textfiles'] as const;
export type PlatformArea = (typeof platformAreas)[number];

/** Those that kubectl tells of. */
export const clusterAreas: ReadonlySet<PlatformArea> = new Set(['kubernetes', 'argocd', 'cnpg']);

/** What a probe collects beside the facts of every host. */
export interface PlatformWanted {
  readonly areas: readonly PlatformArea[];
  /** The folder of textfiles; without it, the one that a running node exporter names. */
  readonly textfiles?: string;
  /** Ask the cluster of this context with the kubectl of this machine, instead of the host's own. */
  readonly context?: string;
}

/** What of it a host is asked for. */
export function hostAreas(wanted: PlatformWanted | undefined): readonly PlatformArea[] {
  const { areas = [], context } = wanted ?? {};
  return context === undefined ? areas : areas.filter((area) => !clusterAreas.has(area));
}

/** A folder's path, which goes into the probe. Throws InputError for anything but a plain absolute path. */
export function textfileFolder(path: string): string {
  if (/^(\/[A-Za-z0-9][A-Za-z0-9._+@-]*){1,20}$/.test(path) && path.length <= 255) return path;
  throw new InputError(
    `--set textfile-directory=${excerpt(path, 80)}: give the absolute path of a folder, of letters, digits and ._+@- only, such as /var/lib/node-exporter.`,
  );
}
