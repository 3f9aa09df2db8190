/** Writes the one file out of which `loader.ts` reads the scripts that most commands load, with their compiled code. */

interface Script {
  readonly name: string;
  readonly compiled: Buffer;
  readonly source: Buffer;
}

/** The length of the index in four bytes, the index in JSON, then the compiled code and the source of each script. */
export function packed(scripts: readonly Script[]): Buffer {
  const index: Record<string, [at: number, compiled: number, source: number]> = {};
  let at = 0;
  for (const { name, compiled, source } of scripts) {
    index[name] = [at, compiled.length, source.length];
    at += compiled.length + source.length;
  }
  const text = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...scripts.flatMap(({ compiled, source }) => [compiled, source])]);
}
