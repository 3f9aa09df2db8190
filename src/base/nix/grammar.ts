/** The parser for Nix: web-tree-sitter with the WebAssembly file of its grammar. Loaded once, on first use. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Language, Parser } from 'web-tree-sitter';

export interface NixGrammar {
  readonly parser: Parser;
  readonly language: Language;
}

const installed = createRequire(import.meta.url);

let loading: Promise<NixGrammar> | undefined;

export function nixGrammar(): Promise<NixGrammar> {
  loading ??= load();
  return loading;
}

async function load(): Promise<NixGrammar> {
  const [{ Language, Parser }, grammar] = await Promise.all([
    import('web-tree-sitter'),
    readFile(
      shipped('tree-sitter-nix.wasm', () =>
        installed.resolve('@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm'),
      ),
    ),
  ]);
  await Parser.init({
    locateFile: (name: string) => shipped(name, () => installed.resolve('web-tree-sitter/web-tree-sitter.wasm')),
  });
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return { parser, language };
}

/** In the package the files lie in `wasm`, beside the entry; this may be a chunk one folder below. */
function shipped(name: string, otherwise: () => string): string {
  const beside = [join(import.meta.dirname, 'wasm', name), join(import.meta.dirname, '..', 'wasm', name)];
  return beside.find((path) => existsSync(path)) ?? otherwise();
}
