/** Everything that can be judged of what was named: files by their kinds, and what manifests hold. */
import type { Artifact, Artifacts, FindOptions, Unread } from '../../artifacts/find.ts';
import type { Bytes } from '../../artifacts/read-text.ts';
import type { ManifestSet } from '../../base/rollout/manifests.ts';
import type { ReadCluster } from '../../kubernetes/cluster.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Kind } from './kinds.ts';
import type { Variants } from './variants.ts';

export interface GatherRequest {
  /** Files, folders, `-`. */
  readonly paths: readonly string[];
  /** What every file that is named and standard input are, whatever their names; or of some of them, by their paths. */
  readonly as?: Kind | ReadonlyMap<string, Kind>;
  /** Whether a file that is met in a folder is passed over. */
  readonly isLeftOut?: (path: string) => boolean;
  /** What `-` stands for. */
  readonly stdin: () => Bytes;
  /** A folder, without links, that links to files which are named may not lead out of; undefined: they may lead anywhere. */
  readonly border?: string;
  /** Links that stand for what could not be put there. */
  readonly withheld?: FindOptions['withheld'];
}

export interface Gathered {
  readonly artifacts: Artifacts;
  /** Files of a kind that manifests do not take in. */
  readonly of: (kind: Kind) => readonly Artifact[];
  /** Whether there is anything but configurations of Alloy. */
  readonly hasOthers: boolean;
  readonly sets: readonly ReadSet[];
  /** Of all sets, whatever excludes each other in them. */
  readonly cluster: ReadCluster | undefined;
  /** Absent: no manifests. */
  readonly variants: Variants | undefined;
  /** Files that cannot be judged, and whose language nothing else is said of. */
  readonly unread: readonly Unread[];
  /** Paths of files that are of no kind. */
  readonly unknown: readonly string[];
  /** The whole text of every file that a finding may be in. */
  readonly texts: Map<string, string>;
  /** The folder that was named, and that a file is in; else its own. */
  readonly rootOf: (file: Pick<Artifact, 'folder'>) => string;
  /**
   * A name that no target has yet: two ConfigMaps of one name may stand in one file, in different namespaces, and overlays
   * of one base have the same texts. `set` is what brings the text.
   */
  readonly freshName: (name: string, set?: ManifestSet) => string;
}
