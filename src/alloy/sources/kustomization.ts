/** Configurations that a kustomization makes a ConfigMap of. Loads the YAML parser: import it where one was found. */
import { behind, type Excerpt } from '../../base/source-map.ts';
import type { Span } from '../../base/text.ts';
import { itemsAt, textAt, type YamlNode, type YamlText } from '../../base/yaml-documents.ts';
import { isAlloyName, looksLikeAlloy } from './looks.ts';

/** One entry of `configMapGenerator`. */
export interface Generator {
  /** `configMapGenerator alloy-config`. */
  readonly name: string;
  readonly files: readonly GeneratedFile[];
  readonly literals: readonly (Excerpt & { readonly key: string })[];
}

export interface GeneratedFile {
  readonly key: string;
  /** As it is written, relative to the kustomization. */
  readonly path: string;
  /** Where it is written. */
  readonly span: Span;
}

export function generatorsIn(documents: readonly YamlNode[]): Generator[] {
  return documents
    .flatMap((document) => itemsAt(document, 'configMapGenerator'))
    .map((item) => ({
      name: `configMapGenerator ${textAt(item, 'name')?.text ?? 'without a name'}`,
      files: itemsAt(item, 'files').filter(isText).map(generatedFile),
      literals: itemsAt(item, 'literals').filter(isText).flatMap(literal),
    }));
}

/** `FILE`, whose name is the key, or `KEY=FILE`. */
function generatedFile({ text, start, end }: YamlText): GeneratedFile {
  const at = text.indexOf('=');
  const path = text.slice(at + 1);
  return { key: at < 0 ? path.slice(path.lastIndexOf('/') + 1) : text.slice(0, at), path, span: { start, end } };
}

/** `KEY=VALUE`; kustomize takes off quotes that surround the value. */
function literal(node: YamlText): (Excerpt & { readonly key: string })[] {
  const at = node.text.indexOf('=');
  const key = node.text.slice(0, at);
  const value = node.text.slice(at + 1);
  return at > 0 && (isAlloyName(key) || looksLikeAlloy(value)) ? [{ key, ...behind(node.excerpt(), at + 1) }] : [];
}

function isText(node: YamlNode): node is YamlText {
  return node.kind === 'text';
}
