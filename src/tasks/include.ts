/** From what failed on a host to a new module, and the one line of a configuration or a flake that includes it. */
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { readText } from '../artifacts/read-text.ts';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { NixList } from '../base/nix/tree.ts';
import { optionAdvice } from '../base/nix-text.ts';
import { importedFile, isWithin, loadConfiguration } from '../nix/declared/load.ts';
import { type ModuleText, readModule } from '../nix/declared/module.ts';
import { type ModuleContext, moduleMark, nixModule } from '../nix/module.ts';
import { newFileDiff } from '../nix/patch/diff.ts';
import { hostList, type Inclusion, includeInFlake, includeInModule, pathsIn } from '../nix/patch/include.ts';
import { type OptionWish, planOptions } from '../nix/patch/options.ts';
import type { NewLine } from '../nix/patch/place.ts';
import { type FilePatch, planPatch } from '../nix/patch/plan.ts';
import { patchedModules, provePatch } from '../nix/patch/prove.ts';
import type { Rewrite } from '../nix/patch/write.ts';
import {
  type Asked,
  diffOf,
  type PatchedConfiguration,
  promisedOf,
  proofOf,
  proveOptions,
  refused,
  rewriteOf,
  wantedBy,
  wishesOf,
  withOptions,
} from './patch.ts';
import { type ProofOptions, proofText } from './patch-proof.ts';

export interface IncludeRequest {
  /** The module's file. */
  readonly module: string;
  /** The file that includes it; of a flake with several hosts `FILE#HOST`. */
  readonly imports: string;
  readonly asked: Asked;
  readonly context: ModuleContext;
}

/** What includes the module, and everything that takes part beside. */
interface Includer {
  readonly root: string;
  readonly file: ModuleText;
  readonly list: NixList | undefined;
  /** Modules that are evaluated, relative to the root. */
  readonly entries: readonly string[];
  readonly modules: readonly ModuleText[];
  readonly notFollowed: readonly string[];
}

/**
 * A definition that is there with another value is changed where it is; the module has the rest. Nothing is written. Throws
 * InputError as patchConfiguration does, and for a file of the module that is not preflight's own.
 */
export async function includeModule(request: IncludeRequest, options: ProofOptions): Promise<PatchedConfiguration> {
  const includer = await loadIncluder(request.imports);
  const { root, file, entries, notFollowed } = includer;
  const path = await moduleAt(root, request.module);
  const known = includer.modules.find(({ source }) => source.path === path);
  const existing = known ?? (await existingModule(root, path));
  const modules = known || !existing ? includer.modules : [...includer.modules, existing];
  const wanted = wantedBy(request.asked.remedies);
  const plan = planPatch(modules, wanted, existing ?? 'apart');
  if (plan.status === 'refused') throw refused(modules, plan.refusals);
  const wishes = wishesOf(request.asked.changes);
  const { edits, apart, advice } = planOptions(modules, wishes, existing ?? 'apart');
  const isNew = plan.apart.length + apart.length > 0;
  const text = isNew ? moduleText(request, plan.apart, apart, file.source.path) : undefined;
  const isWanted = wanted.length + wishes.length > 0 && (text !== undefined || existing !== undefined);
  const inclusion = isWanted && !known ? inclusionOf(includer, path) : ({ status: 'there' } as const);
  if (inclusion.status === 'refused') throw refused([file], [{ ...inclusion, file: file.source.path }]);
  const patches = withInclusion(withOptions(plan.patches, edits), file, inclusion);
  if (patches.length === 0 && text === undefined) return { diff: '', files: [], notFollowed, proof: '', advice };
  const created = text === undefined ? [] : [await readModule({ path, text })];
  await provePatch(modules, patches, wanted, created);
  proveOptions([...(await patchedModules(modules, patches)), ...created], wishes, advice);
  const files: Rewrite[] = patches.map((patch) => rewriteOf(root, patch));
  if (text !== undefined) files.push({ path: `${root}/${path}`, before: undefined, after: text });
  const isEntry = includer.list !== undefined && inclusion.status === 'edit';
  const after = isEntry ? [...entries, path] : entries;
  const proof = await proofText(
    { root, before: entries, after, ...proofOf(root, modules, files, wanted), changes: promisedOf(wishes, advice) },
    options,
  );
  const diff = patches.map(diffOf).join('') + (text === undefined ? '' : newFileDiff(path, text));
  return { diff, files, notFollowed, proof, advice };
}

function moduleText(
  { asked, context }: IncludeRequest,
  lines: readonly NewLine[],
  apart: readonly OptionWish[],
  importedBy: string,
): string {
  const changes = asked.changes.filter(({ change }) =>
    apart.some((wish) => optionAdvice(wish.change) === optionAdvice(change)),
  );
  const wished = asked.remedies.flatMap((remedy) => {
    const line = lines.find(({ name }) => name === remedy.key);
    return line ? [{ ...remedy, ...(line.force === undefined ? {} : { force: line.force }) }] : [];
  });
  return nixModule(wished, { ...context, importedBy }, changes);
}

function inclusionOf({ file, list }: Includer, path: string): Inclusion {
  return list ? includeInFlake(file, list, path) : includeInModule(file, path);
}

function withInclusion(patches: readonly FilePatch[], file: ModuleText, inclusion: Inclusion): readonly FilePatch[] {
  if (inclusion.status !== 'edit') return patches;
  const own = patches.find(({ module }) => module === file);
  const others = patches.filter((patch) => patch !== own);
  return [{ module: file, edits: [...(own?.edits ?? []), inclusion.edit] }, ...others];
}

/** A file of the name `flake.nix` is a flake; every other one is a module. */
async function loadIncluder(words: string): Promise<Includer> {
  const at = words.lastIndexOf('#');
  const name = at < 0 ? words : words.slice(0, at);
  const host = at < 0 ? undefined : words.slice(at + 1);
  const isFlake = basename(name) === 'flake.nix';
  if (host !== undefined && !isFlake)
    throw new InputError(`--imports ${printable(words)}: only a flake.nix has hosts. Name the file alone.`);
  const loaded = await loadConfiguration(name, readText);
  if ('reason' in loaded) throw new InputError(`${printable(name)}: cannot be patched: ${loaded.reason}`);
  const { root, modules, notFollowed } = loaded;
  const [file] = modules;
  if (!file) throw new Error('a configuration has at least one file');
  if (!isFlake) return { root, file, list: undefined, entries: [file.source.path], modules, notFollowed };
  const [problem] = file.file.problems;
  if (problem)
    throw refused(
      [file],
      [{ file: file.source.path, span: problem, message: `it is no valid Nix: ${problem.message}` }],
    );
  const found = hostList(file, host);
  if (found.status === 'refused') throw refused([file], [{ ...found, file: file.source.path }]);
  return { root, file, list: found.list, ...(await modulesOfHost(root, file, found.list)) };
}

async function modulesOfHost(root: string, file: ModuleText, list: NixList) {
  const paths = pathsIn(file, list);
  const entries: string[] = [];
  const modules: ModuleText[] = [];
  const notFollowed: string[] = [];
  if (paths.length < list.elements.length)
    notFollowed.push(`${file.source.path}: modules of the host that are no path in this repository`);
  for (const path of paths) {
    const target = await importedFile(join(root, file.source.path), join(root, path));
    const loaded =
      target === undefined || !isWithin(root, target)
        ? { reason: 'it is not there, or outside of the repository' }
        : await loadConfiguration(target, readText);
    if ('reason' in loaded) notFollowed.push(`${path}: ${loaded.reason}`);
    else {
      entries.push(...loaded.modules.slice(0, 1).map(({ source }) => source.path));
      modules.push(...loaded.modules.filter(({ source }) => !modules.some((one) => one.source.path === source.path)));
      notFollowed.push(...loaded.notFollowed);
    }
  }
  return { entries, modules, notFollowed };
}

/** The module's path relative to the root. Its folder must be there, inside of the repository. */
async function moduleAt(root: string, module: string): Promise<string> {
  const wrong = (why: string): InputError => new InputError(`${printable(module)}: no module can be written: ${why}`);
  const folder = await realpath(dirname(module)).catch(() => undefined);
  if (folder === undefined) throw wrong('its folder is not there');
  const path = join(folder, basename(module));
  if (!isWithin(root, path)) throw wrong(`it is outside of the repository of the file that is to include it (${root})`);
  if (!path.endsWith('.nix')) throw wrong('its name does not end in .nix');
  return path
    .slice(root.length + 1)
    .split(sep)
    .join('/');
}

/** A module of preflight's own that is there already; undefined where nothing is. */
async function existingModule(root: string, path: string): Promise<ModuleText | undefined> {
  const wrong = (why: string): InputError => new InputError(`${printable(path)}: no module can be written: ${why}`);
  const whole = join(root, path);
  const there = await lstat(whole).catch(() => undefined);
  if (!there) return undefined;
  if (there.isSymbolicLink()) throw wrong('it is a symbolic link');
  const read = there.isFile() ? await readText(whole) : { reason: 'it is no file' };
  if (!('text' in read)) throw wrong(read.reason);
  if (!read.text.startsWith(moduleMark))
    throw wrong('it is there already, and preflight did not write it. Name another file');
  return readModule({ path, text: read.text });
}
