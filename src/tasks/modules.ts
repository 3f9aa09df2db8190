/** The modules of a configuration, by the files that a person names. */
import { readText } from '../artifacts/read-text.ts';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { lineStarts, positionAt } from '../base/text.ts';
import { type Configuration, loadConfiguration } from '../nix/declared/load.ts';
import type { ModuleText } from '../nix/declared/module.ts';

/** The files and what they import, each once. Throws InputError for a file that cannot be read or is a link. */
export async function loadModules(files: readonly string[]): Promise<Configuration> {
  const modules = new Map<string, ModuleText>();
  const notFollowed: string[] = [];
  let root = '';
  for (const file of files) {
    const loaded = await loadConfiguration(file, readText);
    if ('reason' in loaded) throw new InputError(`${printable(file)}: cannot be read: ${loaded.reason}`);
    root = loaded.root;
    notFollowed.push(...loaded.notFollowed);
    for (const module of loaded.modules) if (!modules.has(module.source.path)) modules.set(module.source.path, module);
  }
  return { root, modules: [...modules.values()], notFollowed };
}

/** The first thing that is no Nix, with its place; undefined where everything parses. */
export function firstProblem(modules: readonly ModuleText[]): string | undefined {
  for (const { file, source } of modules) {
    const [problem] = file.problems;
    if (!problem) continue;
    const { line, column } = positionAt(lineStarts(source.text), problem.start);
    return `${printable(source.path)}:${line}:${column}: ${problem.message}`;
  }
  return undefined;
}
