/** The parser for Nix: web-tree-sitter with the WebAssembly file of its grammar. Loaded once, on first use. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Language, Parser } from 'web-tree-sitter';

export interface NixGrammar {
  readonly parser: Parser;
  readonly language: Language;
}

let loading: Promise<NixGrammar> | undefined;

export function nixGrammar(): Promise<NixGrammar> {
  loading ??= load();
  return loading;
}

async function load(): Promise<NixGrammar> {
  // Otherwise V8 compiles both files a second time for speed, and the process waits for it: 0.1 s for a file of 1 ms.
  setFlagsFromString('--liftoff-only --wasm-lazy-compilation');
  const [{ Language, Parser }, grammar] = await Promise.all([
    import('web-tree-sitter'),
    readFile(
      shipped('tree-sitter-nix.wasm', () =>
        import.meta.resolve('@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm'),
      ),
    ),
  ]);
  await Parser.init({
    locateFile: (name: string) => shipped(name, () => import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm')),
  });
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return { parser, language };
}

/** In the package the files lie in `wasm`, beside the entry; this may be a chunk one folder below. */
function shipped(name: string, installed: () => string): string {
  const beside = [join(import.meta.dirname, 'wasm', name), join(import.meta.dirname, '..', 'wasm', name)];
  return beside.find((path) => existsSync(path)) ?? fileURLToPath(installed());
}
