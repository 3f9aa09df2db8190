/** Configurations in the values of Alloy's Helm chart. Loads the YAML parser: import it where such values were found. */
import type { Excerpt } from '../base/source-map.ts';
import { textAt, type YamlNode } from '../base/yaml-documents.ts';
import { looksLikeAlloy } from './looks.ts';

export interface ChartConfiguration extends Excerpt {
  /** `alloy.configMap.content`. */
  readonly path: string;
}

/** The texts at `configMap: { content: … }`, wherever it stands. */
export function chartConfigurations(document: YamlNode): ChartConfiguration[] {
  const found: ChartConfiguration[] = [];
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
        found.push({ path: `${below}.content`, ...content.excerpt() });
      } else left.push({ node: value, path: below });
    }
  }
  return found.reverse();
}
