/**
 * Loads the built scripts, with the code that V8 has compiled of them before.
 *
 * Node 20 compiles an ECMAScript module anew in every process, which was a third of the time of a short command. A
 * `vm.Script` takes what was compiled when the package was built. V8 refuses that where it is of another version of V8 or of
 * other flags; the script is compiled as always then.
 */
import { openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

// Set before anything is loaded, since what was compiled with other flags is refused.
setFlagsFromString(
  [
    // The WebAssembly of the parser of Nix is otherwise compiled a second time for speed, and the process waits for it: 0.1 s
    // for a file of 1 ms.
    '--liftoff-only',
    '--wasm-lazy-compilation',
    // In a process that lives for 0.2 s most of what V8 optimises is not run again. Eight times the usual: long runs hardly
    // notice it.
    '--interrupt-budget=1000000',
  ].join(' '),
);

const fromNode = createRequire(import.meta.url);
const folder = join(import.meta.dirname, 'scripts');
const loaded = new Map<string, { readonly exports: unknown }>();
/** Those that are loaded, by their names, for the one who keeps what V8 has compiled of them. */
export const compiled = new Map<string, Script>();

/** What the script of this name exports, which who asks must know. It is run when it is asked for first. */
export function load<T>(name: string): T {
  const { exports } = loaded.get(name) ?? run(name);
  return exports as T;
}

function run(name: string): { readonly exports: unknown } {
  const module = { exports: {} };
  // Known before it runs: scripts may need each other.
  loaded.set(name, module);
  const filename = join(folder, name);
  const { source, cachedData } = kept(name) ?? { source: readFileSync(filename, 'utf8') };
  const script = new Script(`${head}${source}\n})`, {
    // Kept with the compiled code, and so without the folder in which it was compiled.
    filename: `preflight/scripts/${name}`,
    columnOffset: -head.length,
    ...(cachedData ? { cachedData } : {}),
  });
  compiled.set(name, script);
  script.runInThisContext()(
    module,
    module.exports,
    (wanted: string) => (wanted.startsWith('.') ? load(basename(wanted)) : ofNode(wanted)),
    async (wanted: string) => (wanted.startsWith('.') ? load(basename(wanted)) : import(wanted)),
    import.meta.dirname,
    pathToFileURL(filename).href,
  );
  return module;
}

/** Modules of Node that take a millisecond or more to load, and that most commands import and never use. */
const late = new Set(['node:child_process', 'node:crypto', 'node:os', 'node:worker_threads']);

/** Such a module is loaded when the first of its exports is looked at. */
function ofNode(wanted: string): unknown {
  if (!late.has(wanted)) return fromNode(wanted);
  return new Proxy({}, { get: (_, name) => Reflect.get(fromNode(wanted), name) });
}

/** The names are those that scripts/build.ts puts for what a script has no other way to ask for. */
const head = '(function(module,exports,require,__import,__dirname,__url){';

/** Where behind the index of `packed.ts` each script is: from which byte, and how many are compiled code and source. */
type Index = Readonly<Record<string, readonly [at: number, compiled: number, source: number]>>;
const packed = openPacked();

/** Undefined where it is not there or cut: the scripts are beside it as well. */
function openPacked(): { readonly file: number; readonly start: number; readonly index: Index } | undefined {
  try {
    const file = openSync(join(folder, 'packed'), 'r');
    const size = bytesOf(file, 0, 4)?.readUInt32LE() ?? 0;
    const index: Index = JSON.parse(bytesOf(file, 4, size)?.toString() ?? '{}');
    return { file, start: 4 + size, index };
  } catch {
    return undefined;
  }
}

/** A script and its compiled code, in one read: a file of its own for each was a tenth of the time of a short command. */
function kept(name: string): { readonly source: string; readonly cachedData: Buffer } | undefined {
  const found = packed?.index[name];
  if (!packed || !found) return undefined;
  const [at, compiledSize, sourceSize] = found;
  const bytes = bytesOf(packed.file, packed.start + at, compiledSize + sourceSize);
  return bytes && { source: bytes.toString('utf8', compiledSize), cachedData: bytes.subarray(0, compiledSize) };
}

/**
 * Undefined where fewer are there. In a buffer of its own: V8 copies compiled code that does not begin at a multiple of eight
 * bytes.
 */
function bytesOf(file: number, at: number, size: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafeSlow(size);
  return readSync(file, bytes, 0, size, at) < size ? undefined : bytes;
}
