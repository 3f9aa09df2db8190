import { cp } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The parser for Nix and its grammar; see src/base/nix/grammar.ts. */
const files = ['web-tree-sitter/web-tree-sitter.wasm', '@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm'];

/** Copies the WebAssembly files that the bundle loads at run time. */
export async function copyWasm(folder: string): Promise<void> {
  for (const file of files) {
    const path = fileURLToPath(import.meta.resolve(file));
    await cp(path, `${folder}/${basename(path)}`);
  }
}
