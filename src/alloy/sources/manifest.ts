/** Configurations inside of Kubernetes manifests. Loads the YAML parser: import it where a manifest was found. */
import type { Excerpt } from '../../base/source-map.ts';
import { entryOf, itemsAt, textAt, type YamlEntry, type YamlNode } from '../../base/yaml-documents.ts';
import { isAlloyName, looksLikeAlloy } from './looks.ts';

/** Texts that are mounted together. */
export interface Embedded {
  /** `ConfigMap alloy-config`. */
  readonly name: string;
  readonly texts: readonly EmbeddedText[];
}

interface EmbeddedText extends Excerpt {
  /** The key of the ConfigMap, or a path of keys. */
  readonly key: string;
  /** Helm renders the text as a template, whatever it looks like. */
  readonly isRendered: boolean;
}

/** ConfigMaps with a key that ends in .alloy, or whose value looks like Alloy; also those in a List, and Helm's values. */
export function embeddedIn(documents: readonly YamlNode[]): Embedded[] {
  return documents.flatMap((document) => {
    const kind = textAt(document, 'kind')?.text;
    if (kind === 'List' || kind === 'ConfigMapList') return itemsAt(document, 'items').flatMap(configMap);
    return [...configMap(document), ...chartValues(document)];
  });
}

function configMap(node: YamlNode): Embedded[] {
  if (textAt(node, 'kind')?.text !== 'ConfigMap') return [];
  const data = entryOf(node, 'data')?.value;
  if (data?.kind !== 'map') return [];
  const texts = new Map(data.entries.flatMap((entry) => [...embeddedText(entry)].map((text) => [entry.key, text])));
  return texts.size === 0
    ? []
    : [{ name: `ConfigMap ${textAt(node, 'metadata', 'name')?.text ?? 'without a name'}`, texts: [...texts.values()] }];
}

function embeddedText({ key, value }: YamlEntry): EmbeddedText[] {
  if (value.kind !== 'text' || !(isAlloyName(key) || looksLikeAlloy(value.text))) return [];
  return [{ key, isRendered: false, ...value.excerpt() }];
}

/** `configMap: { content: … }`, as the values of Alloy's Helm chart have it, wherever it stands. */
function chartValues(document: YamlNode): Embedded[] {
  const found: Embedded[] = [];
  const seen = new Set<YamlNode>();
  const left: { readonly node: YamlNode; readonly path: string }[] = [{ node: document, path: '' }];
  for (let at = left.pop(); at; at = left.pop()) {
    const { node, path } = at;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') for (const item of node.items) left.push({ node: item, path });
    if (node.kind !== 'map') continue;
    for (const { key, value } of node.entries) {
      const below = path === '' ? key : `${path}.${key}`;
      const content = key === 'configMap' ? textAt(value, 'content') : undefined;
      if (content && looksLikeAlloy(content.text)) {
        const name = `${below}.content`;
        found.push({ name, texts: [{ key: name, isRendered: true, ...content.excerpt() }] });
      } else left.push({ node: value, path: below });
    }
  }
  return found.reverse();
}
