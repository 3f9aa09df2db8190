import type { Diagnostic } from '../../base/diagnostic.ts';
import type { SourceMap } from '../../base/source-map.ts';
import type { SourceText, Span } from '../../base/text.ts';

/** One text of a configuration: a whole file, or a part of one. `path` tells the texts of one configuration apart. */
export interface Source extends SourceText {
  /** The file that it stands in, as it is shown to a person. */
  readonly file: string;
  /** Where its characters stand in that file; without it the text is the file. */
  readonly map?: SourceMap;
  /** String literals of the text that hold a template's placeholder: what they say is not known. */
  readonly opaque: readonly Span[];
}

/** What Alloy would read as one configuration. */
export interface SourceSet {
  /** The folder, the file, or the file and the ConfigMap in it. */
  readonly name: string;
  readonly sources: readonly Source[];
  /** What of it is certainly wrong before anything is parsed. */
  readonly faults: readonly Diagnostic[];
  /** Why it cannot be judged as a whole: a template, bytes that are no text. */
  readonly obstacles: readonly Diagnostic[];
  /** How Alloy is run, from manifests beside it. */
  readonly deployed: Deployed;
}

/** What manifests say of how Alloy is run. */
export interface Deployed {
  readonly image?: Found;
  /** Other tags that stand there, too. */
  readonly otherImages: readonly Found[];
  /** `--stability.level` among the arguments. */
  readonly stability?: Found;
  /** `--feature.community-components.enabled` among the arguments. */
  readonly community?: Found;
}

/** A word of a manifest and where it stands. */
export interface Found {
  readonly text: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface FoundSources {
  readonly sets: readonly SourceSet[];
  /** The whole text of every file that a finding may be in. */
  readonly texts: ReadonlyMap<string, string>;
}
