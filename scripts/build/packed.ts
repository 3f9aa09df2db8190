/** Writes the one file out of which `loader.ts` reads the scripts that most commands load, with their compiled code. */

interface Script {
  readonly name: string;
  readonly compiled: Buffer;
  readonly source: Buffer;
}

/** V8 copies compiled code that does not begin at a multiple of it. */
const alignment = 8;

/** The length of the index in four bytes, the index in JSON, then the compiled code and the source of each script. */
export function packed(scripts: readonly Script[]): Buffer {
  const index: Record<string, [at: number, compiled: number, source: number]> = {};
  const parts: Buffer[] = [];
  let size = 0;
  for (const { name, compiled, source } of scripts) {
    const gap = aligned(size) - size;
    parts.push(Buffer.alloc(gap), compiled, source);
    index[name] = [size + gap, compiled.length, source.length];
    size += gap + compiled.length + source.length;
  }
  const start = aligned(4 + textOf(index, 10 ** 7).length);
  const text = textOf(index, start);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, Buffer.alloc(start - 4 - text.length), ...parts]);
}

function textOf(index: Readonly<Record<string, readonly [number, number, number]>>, start: number): Buffer {
  const moved = Object.entries(index).map(([name, [at, ...sizes]]) => [name, [start + at, ...sizes]]);
  return Buffer.from(JSON.stringify(Object.fromEntries(moved)));
}

function aligned(size: number): number {
  return Math.ceil(size / alignment) * alignment;
}
