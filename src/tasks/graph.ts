/** The graph of one configuration in files. */
import { type ComponentGraph, graphOf } from '../alloy/graph/graph.ts';
import { InputError } from '../base/errors.ts';
import { mapSpan } from '../base/source-map.ts';
import { lineStarts } from '../base/text.ts';
import { placesIn } from '../report/diagnostics/locate.ts';
import { type Asked, optionsOf, settle } from './alloy-settings.ts';
import { type AlloySet, type AlloySetOptions, alloySets } from './validate/alloy-sets.ts';
import { gather } from './validate/gather.ts';
import type { Gathered, GatherRequest } from './validate/gathered.ts';
import type { PlacedText } from './validate/placed.ts';

export interface GraphRequest extends Asked, GatherRequest, AlloySetOptions {}

export interface Drawn {
  readonly graph: ComponentGraph;
  /** Why the graph is not whole, or is not there: a template, a binary. */
  readonly obstacles: readonly string[];
}

/** Throws InputError when the paths name no configuration, or several. */
export async function drawGraph(request: GraphRequest): Promise<Drawn> {
  const gathered = await gather(request);
  const { texts } = gathered;
  const sets = [...(await alloySets(gathered, request)), ...(await embeddedIn(gathered, request))];
  const [set, ...others] = sets;
  if (!set) {
    throw new InputError(
      `${request.paths.join(', ')}: no configuration of Alloy is there. Name a *.alloy file, a folder or a manifest with one.`,
    );
  }
  if (others.length > 0) {
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

async function embeddedIn(gathered: Gathered, options: AlloySetOptions): Promise<AlloySet[]> {
  if (!gathered.hasOthers) return [];
  const { embeddedAlloySets, runsIn } = await import('./validate/rollout.ts');
  return embeddedAlloySets({ gathered, options, runs: gathered.cluster ? runsIn(gathered.cluster.cluster) : [] });
}

/** From a place in a text inside of a file to the place in the file. */
function placeOf({ text, file, map }: PlacedText, whole: string, { line, column }: { line: number; column: number }) {
  const offset = (lineStarts(text)[line - 1] ?? 0) + column - 1;
  const place = placesIn(whole)(map ? mapSpan(map, { start: offset, end: offset }) : { start: offset, end: offset });
  return { file, line: place.line, column: place.column };
}
