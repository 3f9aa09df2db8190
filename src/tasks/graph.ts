/** The graph of one configuration in files. */
import { type ComponentGraph, graphOf } from '../alloy/graph/graph.ts';
import { type FindOptions, findSources } from '../alloy/sources/find.ts';
import type { Source } from '../alloy/sources/source.ts';
import { InputError } from '../base/errors.ts';
import { mapSpan } from '../base/source-map.ts';
import { lineStarts } from '../base/text.ts';
import { placesIn } from '../report/diagnostics/locate.ts';
import { type Asked, optionsOf, settle } from './alloy-settings.ts';

export interface GraphRequest extends Asked, FindOptions {
  readonly paths: readonly string[];
}

export interface Drawn {
  readonly graph: ComponentGraph;
  /** Why the graph is not whole, or is not there: a template, a binary. */
  readonly obstacles: readonly string[];
}

/** Throws InputError when the paths name no configuration, or several. */
export async function drawGraph(request: GraphRequest): Promise<Drawn> {
  const { sets, texts } = await findSources(request.paths, request);
  const [set, ...others] = sets;
  if (!set || others.length > 0) {
    throw new InputError(
      `A graph is of one configuration, and ${sets.length} are there: ${sets.map(({ name }) => name).join(', ')}. Name one of them.`,
    );
  }
  const settled = settle(request, set.deployed);
  const graph = await graphOf(set.sources, optionsOf(settled));
  const nodes = graph.nodes.map((node) => {
    const source = set.sources.find(({ path }) => path === node.file);
    return source?.map ? { ...node, ...placeOf(source, texts.get(source.file) ?? '', node) } : node;
  });
  const obstacles = set.obstacles.map(({ file, message }) => `${file}: ${message}`);
  return { graph: { ...graph, nodes }, obstacles };
}

/** From a place in a text inside of a file to the place in the file. */
function placeOf({ text, file, map }: Source, whole: string, { line, column }: { line: number; column: number }) {
  const offset = (lineStarts(text)[line - 1] ?? 0) + column - 1;
  const place = placesIn(whole)(map ? mapSpan(map, { start: offset, end: offset }) : { start: offset, end: offset });
  return { file, line: place.line, column: place.column };
}
