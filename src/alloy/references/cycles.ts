/**
 * The cycles of a directed graph whose nodes are the numbers below `count`: for each strongly connected component of more
 * than one node, or of one that leads to itself, one shortest cycle through its least node. `before` orders nodes, so that
 * the answer does not depend on their numbers. Tarjan's algorithm with a stack of its own: a chain may be any length.
 */
export function cyclesOf(
  count: number,
  next: (node: number) => readonly number[],
  before: (left: number, right: number) => number,
): readonly (readonly number[])[] {
  const component = components(count, next);
  const least = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (let node = 0; node < count; node++) {
    const of = component[node] ?? 0;
    const known = least.get(of);
    if (known === undefined || before(node, known) < 0) least.set(of, node);
    sizes.set(of, (sizes.get(of) ?? 0) + 1);
  }
  const cycles: number[][] = [];
  for (const [of, start] of least) {
    if ((sizes.get(of) ?? 0) > 1) cycles.push(shortest(start, next, before, (node) => component[node] === of));
    else if (next(start).includes(start)) cycles.push([start]);
  }
  return cycles.sort((left, right) => before(left[0] ?? 0, right[0] ?? 0));
}

/** Node -> number of its strongly connected component. */
function components(count: number, next: (node: number) => readonly number[]): Int32Array {
  const component = new Int32Array(count).fill(-1);
  const found = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const at = new Int32Array(count);
  const open: number[] = [];
  const path: number[] = [];
  let seen = 0;
  let closed = 0;
  for (let root = 0; root < count; root++) {
    if (found[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path[path.length - 1] ?? 0;
      if (found[node] === -1) {
        found[node] = low[node] = seen++;
        open.push(node);
      }
      const to = next(node)[at[node] ?? 0];
      if (to !== undefined) {
        at[node] = (at[node] ?? 0) + 1;
        if (found[to] === -1) path.push(to);
        else if (component[to] === -1) low[node] = Math.min(low[node] ?? 0, found[to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] !== found[node]) continue;
      for (let member = open.pop(); member !== undefined; member = member === node ? undefined : open.pop())
        component[member] = closed;
      closed++;
    }
  }
  return component;
}

/** A shortest way from `start` back to it, over nodes that are `inside`. */
function shortest(
  start: number,
  next: (node: number) => readonly number[],
  before: (left: number, right: number) => number,
  inside: (node: number) => boolean,
): number[] {
  const from = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of [...next(node)].sort(before)) {
      if (to === start) return wayTo(node, from);
      if (!inside(to) || from.has(to)) continue;
      from.set(to, node);
      queue.push(to);
    }
  }
  return [start];
}

function wayTo(end: number, from: ReadonlyMap<number, number>): number[] {
  const way: number[] = [];
  for (let at: number | undefined = end; at !== undefined; at = from.get(at)) way.push(at);
  return way.reverse();
}
