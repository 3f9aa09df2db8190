/** Texts of one language: whole files, and the texts of ConfigMaps. */
import type { ConfigMap, ConfigMapEntry } from '../../base/rollout/manifests.ts';
import type { YamlNode } from '../../base/yaml-documents.ts';
import { tooMuchYaml } from '../../base/yaml-limit.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Gathered } from './gathered.ts';
import type { Kind } from './kinds.ts';
import { type PlacedText, wholeFile } from './placed.ts';

/** A text, the name of its target, and the ConfigMap that brings it into a cluster. */
export interface GatheredText extends PlacedText {
  readonly name: string;
  readonly from?: TextOrigin;
}

export interface TextOrigin {
  readonly set: ReadSet;
  readonly configMap: ConfigMap;
  readonly key: string;
}

/** Whether a text of a ConfigMap is of the language. `root` parses it, at most once. */
export type Recognise = (
  entry: ConfigMapEntry,
  origin: TextOrigin,
  root: () => Promise<YamlNode | undefined>,
) => Promise<boolean>;

/** The files of a kind, then the texts of ConfigMaps that are recognised. */
export async function textsOf(gathered: Gathered, kind: Kind, recognise: Recognise): Promise<GatheredText[]> {
  const texts = gathered.of(kind).map((file): GatheredText => ({ ...wholeFile(file), name: file.path }));
  for (const set of gathered.sets) {
    for (const configMap of set.configMaps) {
      for (const entry of configMap.entries) {
        // No cluster takes a ConfigMap that is a quarter as large, which is said of it.
        if (tooMuchYaml(entry.excerpt.text) !== undefined) continue;
        const from = { set, configMap, key: entry.key };
        if (await recognise(entry, from, () => rootOf(entry))) texts.push(entryText(gathered, entry, from));
      }
    }
  }
  return texts;
}

/** A text of a ConfigMap; in a file of its own it bears the name of that. */
export function entryText(
  gathered: Gathered,
  { excerpt, file, path, key }: ConfigMapEntry,
  from: TextOrigin,
): GatheredText {
  const isFile = path === file;
  const { configMap } = from;
  const kind = configMap.isGenerated ? 'configMapGenerator' : 'ConfigMap';
  const name = isFile ? file : `${configMap.at.file} (${kind} ${configMap.name || 'without a name'}, ${key})`;
  return {
    path,
    file,
    text: excerpt.text,
    ...(isFile ? {} : { map: excerpt.map }),
    name: gathered.freshName(name, from.set),
    from,
  };
}

async function rootOf({ excerpt: { text } }: ConfigMapEntry): Promise<YamlNode | undefined> {
  const { readYamlDocuments } = await import('../../base/yaml-documents.ts');
  return readYamlDocuments(text).documents[0];
}
