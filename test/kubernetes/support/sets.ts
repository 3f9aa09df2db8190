import type { Diagnostic } from '../../../src/base/diagnostic.ts';
import type { ConfigMap, ManifestObject, ManifestSet } from '../../../src/base/rollout/manifests.ts';
import { lineStarts, positionAt } from '../../../src/base/text.ts';
import { entryOf, itemsAt, readYamlDocuments, textAt, type YamlNode } from '../../../src/base/yaml-documents.ts';
import { isKubernetesObject } from '../../../src/kubernetes/looks.ts';

/** The objects of one text, as plain manifests are read; a List is its items. */
export function setOf(text: string, file = 'x.yaml'): ManifestSet {
  const objects = readYamlDocuments(text, file)
    .documents.flatMap((document) =>
      textAt(document, 'kind')?.text === 'List' ? itemsAt(document, 'items') : [document],
    )
    .filter(isKubernetesObject)
    .flatMap((node) => objectOf(node, file));
  return {
    name: file,
    objects,
    configMaps: objects.filter(({ kind }) => kind === 'ConfigMap').map(configMapOf),
    notUnderstood: [],
  };
}

function objectOf(node: YamlNode, file: string): ManifestObject[] {
  if (node.kind !== 'map') return [];
  return [
    {
      apiVersion: textAt(node, 'apiVersion')?.text ?? '',
      kind: textAt(node, 'kind')?.text ?? '',
      name: textAt(node, 'metadata', 'name')?.text ?? '',
      namespace: textAt(node, 'metadata', 'namespace')?.text,
      node,
      at: { file, span: { start: node.start, end: node.start } },
    },
  ];
}

function configMapOf({ name, namespace, node, at }: ManifestObject): ConfigMap {
  const data = entryOf(node, 'data')?.value;
  const entries = (data?.kind === 'map' ? data.entries : []).flatMap(({ key, value }) =>
    value.kind === 'text' ? [{ key, excerpt: value.excerpt(), file: value.file, path: `${value.file}#${key}` }] : [],
  );
  return { name, namespace, isGenerated: false, hasHash: false, entries, unread: [], at };
}

/** `3:7 kubernetes.wrong-type` of each finding. */
export function linesOf(text: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const starts = lineStarts(text);
  return diagnostics.map(({ rule, span }) => {
    const { line, column } = positionAt(starts, span.start);
    return `${line}:${column} ${rule}`;
  });
}
