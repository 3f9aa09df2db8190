/** Kubernetes objects of one folder as a cluster would get them, whoever made them: plain manifests or a kustomization. */
import type { Located, Place } from '../located.ts';
import type { Excerpt } from '../source-map.ts';
import type { YamlMap } from '../yaml-documents.ts';

export interface ManifestSet {
  /** The folder, the kustomization or the file, as it is shown to a person. */
  readonly name: string;
  readonly objects: readonly ManifestObject[];
  /** ConfigMaps with their texts, the generated ones too. */
  readonly configMaps: readonly ConfigMap[];
  /** What the set holds and nobody looked into, in words: a generator, a remote base. */
  readonly notUnderstood: readonly Located<string>[];
}

export interface ManifestObject {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** After the kustomization; absent where nothing says it. */
  readonly namespace: string | undefined;
  /** After patches, names and images were replaced. Every node in it knows the file that it was written in. */
  readonly node: YamlMap;
  /** Where the object begins. */
  readonly at: Place;
}

export interface ConfigMap {
  /** As other objects name it in the files: without the suffix that kustomize adds. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly isGenerated: boolean;
  /** Whether kustomize adds a hash of the content to the name, so that pods restart when it changes. */
  readonly hasHash: boolean;
  readonly entries: readonly ConfigMapEntry[];
  /** Keys that it has as well, and whose texts could not be had: a file that is not there, binary data. */
  readonly unread: readonly string[];
  readonly at: Place;
}

export interface ConfigMapEntry {
  readonly key: string;
  /** The text, with its places in the file that it stands in. */
  readonly excerpt: Excerpt;
  /** The file that the text stands in: the manifest, or the file that a generator names. */
  readonly file: string;
  /** The path by which findings name the text: `file` where it is a whole file, else `FILE#KEY`. */
  readonly path: string;
}
