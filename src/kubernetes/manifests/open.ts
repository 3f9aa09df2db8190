/** How what a kustomization names is read. Whoever walks the files gives the reader. */
import type { Diagnostic } from '../../base/diagnostic.ts';

/** `path` is how it is shown to a person, `real` the same without links. */
export interface OpenedFile {
  readonly kind: 'file';
  readonly path: string;
  readonly real: string;
  readonly text: string;
}

export interface OpenedFolder {
  readonly kind: 'folder';
  readonly path: string;
  readonly real: string;
  /** Names of the files in it, without those below. */
  readonly files: readonly string[];
}

/** What stands at a path that a kustomization names. */
type Opened =
  | OpenedFile
  | OpenedFolder
  | { readonly kind: 'missing' }
  /** A file that is not below the folder of the kustomization, or anything outside of what may be read here. */
  | { readonly kind: 'outside'; readonly isLink: boolean; readonly what: 'file' | 'folder' | 'unknown' }
  /** Why its text cannot be had: a binary, a gigabyte. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly obstacle: Diagnostic };

/** Reads what `path` names in a kustomization that lies in `folder`. Never throws. */
export type Open = (folder: string, path: string) => Promise<Opened>;
