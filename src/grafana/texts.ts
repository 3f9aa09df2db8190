import type { YamlNode, YamlText } from '../base/yaml-documents.ts';
import type { ProvisioningFile } from './read.ts';

export interface FoundText {
  readonly node: YamlText;
  /** `datasources/Tempo/jsonData/tracesToProfiles/query`. */
  readonly place: string;
  readonly isSecret: boolean;
}

/** Every string value of a file that Grafana puts variables into, once each however many aliases lead to it. */
export function* eachText({ entries }: ProvisioningFile): Generator<FoundText> {
  const seen = new Set<YamlNode>();
  for (const { node, place } of entries) yield* within(node, place, false, seen);
}

function* within(node: YamlNode, place: string, isSecret: boolean, seen: Set<YamlNode>): Generator<FoundText> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'text') yield { node, place, isSecret };
  else if (node.kind === 'map') {
    for (const { key, value } of node.entries)
      yield* within(value, `${place}/${key.slice(0, 80)}`, isSecret || key === 'secureJsonData', seen);
  } else if (node.kind === 'list') for (const item of node.items) yield* within(item, place, isSecret, seen);
}
