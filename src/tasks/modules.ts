/** The modules of a configuration, by the files that a person names. */
import { join } from 'node:path';
import { readText } from '../artifacts/read-text.ts';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { lineStarts, positionAt } from '../base/text.ts';
import { flakeModules } from '../nix/declared/flake-modules.ts';
import { type Configuration, loadConfiguration } from '../nix/declared/load.ts';
import type { ModuleText } from '../nix/declared/module.ts';
import type { EvaluationError } from '../nix/evaluated/evaluation-error.ts';
import { parseFlake } from '../nix/evaluated/flake.ts';

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

/** What cannot be mended by looking at the modules alone. */
const final: readonly EvaluationError['kind'][] = ['no-host', 'recursion'];

/**
 * The files of the modules that a flake names by literal path for the host, where evaluating it ended in this error. Empty
 * where it names none so plainly, or where the modules would tell no more.
 */
export async function modulesOfFlake(flake: string, { kind }: EvaluationError): Promise<readonly string[]> {
  if (final.includes(kind)) return [];
  const { folder, host } = parseFlake(flake);
  const path = join(folder, 'flake.nix');
  const read = await readText(path);
  if (!('text' in read)) return [];
  return (await flakeModules({ path, text: read.text }, host)).map((module) => join(folder, module));
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
