/** With which settings a configuration is judged: from the command line, else from the manifests beside it. */
import type { Options } from '../alloy/check.ts';
import type { Deployed, Found } from '../alloy/deployed.ts';
import { diskReader } from '../alloy/modules/reader.ts';
import { type Level, parseLevel } from '../alloy/settings.ts';
import { type AlloyVersion, parseAlloyVersion } from '../alloy/version.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { InputError } from '../base/errors.ts';

/** What the command line says of how Alloy is run; a manifest says it where this does not. */
export interface Asked {
  /** `1.13.1`. */
  readonly alloyVersion?: string;
  /** As Alloy's --stability.level takes it. */
  readonly stability?: string;
  readonly community: boolean;
}

export interface Settled {
  readonly version: AlloyVersion;
  /** Where the version was found, in words. */
  readonly from: string;
  readonly stability: Level;
  readonly community: boolean;
  readonly notes: readonly string[];
  /** A manifest runs a version that cannot be judged. */
  readonly obstacle?: Diagnostic;
}

/** Throws InputError for a version or a level of the command line that there is not. */
export function settle(asked: Asked, deployed: Deployed): Settled {
  const level = asked.stability ?? deployed.stability?.text ?? 'generally-available';
  const community = asked.community || deployed.community !== undefined;
  return {
    ...settleVersion(asked.alloyVersion, deployed),
    stability: parseLevel(level),
    community,
    notes: [
      ...versionNotes(asked, deployed),
      ...(asked.stability === undefined && deployed.stability
        ? [`Alloy is run with --stability.level=${deployed.stability.text} (${placeOf(deployed.stability)})`]
        : []),
      ...(!asked.community && deployed.community
        ? [`Alloy is run with community components (${placeOf(deployed.community)})`]
        : []),
    ],
  };
}

/** What the checker takes of it. */
export function optionsOf({ version, stability, community }: Settled): Options {
  return { version, stability, community, os: 'linux', readModules: diskReader() };
}

function settleVersion(given: string | undefined, { image }: Deployed): Pick<Settled, 'version' | 'from' | 'obstacle'> {
  if (given !== undefined) return { version: parseAlloyVersion(given), from: '--alloy-version' };
  const newest = { version: parseAlloyVersion(), from: 'the newest known' };
  if (!image || !/^v?\d+\.\d+/.test(image.text)) return newest;
  try {
    return { version: parseAlloyVersion(image.text), from: `image tag in ${placeOf(image)}` };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const obstacle: Diagnostic = {
      rule: 'alloy.version',
      severity: 'blocker',
      status: 'unknown',
      file: image.file,
      span: { start: 0, end: 0 },
      message: `the image tag ${image.text} (${placeOf(image)}) cannot be judged: ${error.message}`,
      hint: 'Give the version to judge for: --alloy-version VERSION',
    };
    return { ...newest, obstacle };
  }
}

function versionNotes({ alloyVersion }: Asked, { image, otherImages }: Deployed): string[] {
  if (alloyVersion !== undefined) return [];
  if (image && !/^v?\d+\.\d+/.test(image.text)) {
    return [`The image tag "${image.text}" (${placeOf(image)}) names no version; --alloy-version does`];
  }
  if (otherImages.length === 0) return [];
  const others = otherImages.map((found) => `${found.text} (${placeOf(found)})`);
  return [`Other image tags stand beside it: ${[...new Set(others)].join(', ')}; --alloy-version decides`];
}

function placeOf({ file, line }: Found): string {
  return `${file}:${line}`;
}
