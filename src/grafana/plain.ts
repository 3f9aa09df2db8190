import type { YamlNode, YamlText } from '../base/yaml-documents.ts';
import { isNothing } from './read.ts';

/** Levels that a schema can look into, and more than any file has. */
const depthLimit = 32;

/**
 * What a schema judges: numbers and truth values where a plain scalar means one, and no key behind which nothing stands.
 * Aliases share their value, so that the result is no larger than the file.
 */
export function plainOf(root: YamlNode): unknown {
  const known = new Map<YamlNode, unknown>();
  const plain = (node: YamlNode, inJson: boolean, depth: number): unknown => {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const made = make(node, inJson, depth);
    known.set(node, made);
    return made;
  };
  const make = (node: YamlNode, inJson: boolean, depth: number): unknown => {
    if (depth > depthLimit) return null;
    if (node.kind === 'list') return node.items.map((item) => plain(item, inJson, depth + 1));
    if (node.kind === 'text') return scalarOf(node, inJson);
    if (node.kind === 'other') return null;
    const object: Record<string, unknown> = Object.create(null);
    for (const { key, value } of node.entries) {
      if (isNothing(value)) delete object[key];
      else object[key] = plain(value, inJson || key === 'jsonData', depth + 1);
    }
    return object;
  };
  return plain(root, false, 0);
}

function scalarOf({ text, style, tag }: YamlText, inJson: boolean): unknown {
  if (style !== 'plain' || tag === 'tag:yaml.org,2002:str') return text;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  // Grafana's reader still knows the words of YAML 1.1 where no type is asked for.
  if (inJson && /^(?:yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/.test(text)) return /^(?:y|on)/i.test(text);
  if (/^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  return text;
}

/** How many nodes there are with aliases written out, counted up to a limit. */
export function sizeOf(root: YamlNode, limit: number): number {
  const known = new Map<YamlNode, number>();
  const count = (node: YamlNode): number => {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    let total = 1;
    if (node.kind === 'map') for (const { value } of node.entries) total += count(value);
    if (node.kind === 'list') for (const item of node.items) total += count(item);
    known.set(node, Math.min(total, limit));
    return Math.min(total, limit);
  };
  return count(root);
}
