/** Nodes of a YAML text that stands within another YAML file, with the places that they have in that file. */
import { mapSpan, type SourceMap } from '../../../base/source-map.ts';
import type { YamlNode } from '../../../base/yaml-documents.ts';

/** The file that the text stands in, and where. */
interface Outside {
  readonly file: string;
  readonly map: SourceMap;
}

/** `known` keeps what was moved, as aliases share their nodes. Depth is bounded by the reader of YAML. */
export function moved(node: YamlNode, outside: Outside, known: Map<YamlNode, YamlNode>): YamlNode {
  const before = known.get(node);
  if (before) return before;
  const { file, map } = outside;
  const place = { ...mapSpan(map, { start: node.start, end: node.end }), file };
  // What an alias inside of its own anchor stands for is looked up while it is made.
  known.set(node, { ...node, ...place });
  const made: YamlNode = { ...childrenMoved(node, outside, known), ...place };
  known.set(node, made);
  return made;
}

function childrenMoved(node: YamlNode, outside: Outside, known: Map<YamlNode, YamlNode>): YamlNode {
  const { map } = outside;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => moved(item, outside, known)) };
  if (node.kind === 'text') return { ...node, excerpt: () => outer(node.excerpt(), map) };
  if (node.kind !== 'map') return node;
  return {
    ...node,
    entries: node.entries.map(({ key, keySpan, value }) => ({
      key,
      keySpan: mapSpan(map, keySpan),
      value: moved(value, outside, known),
    })),
  };
}

/** A text of the inner file with its places in the outer one, run by run. */
function outer({ text, map: inner }: { readonly text: string; readonly map: SourceMap }, map: SourceMap) {
  const spans = inner.starts.map((start, at) => mapSpan(map, { start, end: inner.ends[at] ?? start }));
  return {
    text,
    map: {
      at: inner.at,
      starts: spans.map(({ start }) => start),
      ends: spans.map(({ end }) => end),
      length: inner.length,
      end: mapSpan(map, { start: inner.end, end: inner.end }).start,
    },
  };
}
