/** What one kustomization gathers while it is built, its bases included. */
import type { Diagnostic } from '../../../base/diagnostic.ts';
import type { Located, Place } from '../../../base/located.ts';
import type { RuleText } from '../../../base/rule-text.ts';
import { entryOf, type YamlMap, type YamlNode } from '../../../base/yaml-documents.ts';
import type { FreshPath } from '../config-maps.ts';
import type { ReadDocuments } from '../documents.ts';
import { placeOf } from '../nodes.ts';
import type { Open } from '../open.ts';
import type { Resource } from '../resource.ts';

export interface Building {
  readonly open: Open;
  readonly documents: ReadDocuments;
  readonly fresh: FreshPath;
  readonly diagnostics: Diagnostic[];
  readonly notUnderstood: Located<string>[];
  /** Files that kustomizations take in, without links -> as they are shown to a person. */
  readonly taken: Map<string, string>;
  /** How many nodes may still be changed or merged: aliases of YAML make few characters many nodes. */
  budget: number;
  /** How many bases were built. */
  builds: number;
  /** A base leads back to what names it. */
  isCircular: boolean;
}

/** A kustomization being built. */
export interface Kustomization {
  /** The file, as it is shown to a person. */
  readonly file: string;
  /** Its folder, as it is shown and without links. */
  readonly folder: { readonly path: string; readonly real: string };
  readonly node: YamlMap;
  readonly isComponent: boolean;
}

/** The objects so far. Transformers change them in place. */
export type Resources = Resource[];

/** The value at a key of the kustomization, where it is written. */
export function fieldOf({ node }: Kustomization, key: string): YamlNode | undefined {
  return entryOf(node, key)?.value;
}

export function notUnderstood(building: Building, node: YamlNode, value: string): void {
  building.notUnderstood.push({ value, ...placeOf(node) });
}

/** Says what a rule has to say of a place. */
export function say(
  building: Building,
  { id, severity }: RuleText,
  { file, span }: Place,
  message: string,
  more: Pick<Diagnostic, 'hint' | 'place'> = {},
): void {
  building.diagnostics.push({ rule: id, severity, file, span, message, ...more });
}
