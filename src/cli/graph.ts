import { graphText } from '../alloy/graph/text.ts';
import { printable } from '../base/display.ts';
import { drawGraph } from '../tasks/graph.ts';
import { print } from './output.ts';
import { type GraphArguments, sourcesFrom } from './validate-options.ts';

/** `preflight graph`: 0 when the graph was written, 3 when a part of the configuration could not be read. */
export async function runGraph(args: GraphArguments): Promise<number> {
  const { graph, obstacles } = await drawGraph(sourcesFrom(args));
  await print(graphText(graph, args.format));
  for (const obstacle of obstacles) process.stderr.write(`preflight: ${printable(obstacle)}\n`);
  return obstacles.length > 0 ? 3 : 0;
}
