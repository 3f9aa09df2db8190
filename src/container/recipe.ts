/** What a Nix file that builds an image says of it: the image, the server that is built for it, what is fetched. */
import { bare, type NixSet } from '../base/nix/tree.ts';
import type { SourceText, Span } from '../base/text.ts';
import { imageBuilders } from './looks.ts';
import { attribute, calledName, everyInScope, type InScope, knownText, setOf } from './scope.ts';
import type { PartOfBuild } from './siblings.ts';

export interface Build {
  /** `buildGoModule`, without what it is taken from. */
  readonly builder: string;
  /** The name of the function, as it is written; in the file of `set`. */
  readonly at: Span;
  /** Its arguments. */
  readonly set: InScope<NixSet>;
}

export interface Recipe {
  readonly source: SourceText;
  /** Calls of dockerTools and nix2container in the file itself. */
  readonly images: readonly Build[];
  /** The build of the server; undefined where it is not in this file, and in none that it calls. */
  readonly server: Build | undefined;
  /** Where nixpkgs' own package is used, when nothing in this file builds or overrides it. */
  readonly ready: Span | undefined;
  /** Everything that is called with a set. */
  readonly calls: readonly Build[];
  /** Whether the image is about Pyroscope: other images are judged for what all images have in common. */
  readonly isPyroscope: boolean;
  /** Of the server, `2.2.1`, where it is written in the file. */
  readonly version: (Span & { readonly value: string; readonly file: string }) | undefined;
}

/** Images of one file that are judged: a file has one or two. */
export const imageLimit = 20;

const goBuilder = /^buildGo(?:[0-9]+)?(?:Latest)?Module$|^buildGoApplication$/;

/** Of a file and those that it calls. */
export function recipeOf(source: SourceText, parts: readonly PartOfBuild[]): Recipe {
  const calls: Build[] = [];
  let ready: Span | undefined;
  for (const part of parts) {
    const isMain = part.source === source;
    for (const { expression, scope } of everyInScope(part.expression, part.source.path, part.given)) {
      if (isMain && expression.kind === 'selection' && expression.path.at(-1)?.value === 'pyroscope')
        ready ??= expression;
      if (expression.kind !== 'application') continue;
      const called = calledName(expression.function);
      const set = called && directSet({ expression: expression.argument, scope });
      if (set) calls.push({ ...called, set });
    }
  }
  const server = serverOf(calls);
  return {
    source,
    images: calls
      .filter(({ builder, set }) => imageBuilders.has(builder) && set.scope.file === source.path)
      .slice(0, imageLimit),
    server,
    ready: server ? undefined : ready,
    calls,
    isPyroscope: parts.some((part) => /pyroscope/i.test(part.source.text)),
    version: server && versionOf(server),
  };
}

/** A set that is written where the function is called, perhaps as `finalAttrs: { … }`. */
function directSet(argument: InScope): InScope<NixSet> | undefined {
  const { kind } = bare(argument.expression);
  return kind === 'set' || kind === 'function' || kind === 'let' ? setOf(argument) : undefined;
}

/** The only Go program that is built, or the one that says so; or an override of nixpkgs' package. */
function serverOf(calls: readonly Build[]): Build | undefined {
  const builds = calls.filter(({ builder }) => goBuilder.test(builder));
  const named = builds.filter(({ set }) =>
    ['pname', 'name'].some((key) => knownText(attribute(set, [key]))?.startsWith('pyroscope')),
  );
  const [build] = named.length > 0 ? named : builds;
  return build ?? calls.find(({ builder }) => builder === 'overrideAttrs' || builder === 'override');
}

function versionOf({ set }: Build): Recipe['version'] {
  const at = attribute(set, ['version']);
  const value = knownText(at)?.replace(/^v/, '');
  return at && value !== undefined
    ? { value, file: at.scope.file, start: at.expression.start, end: at.expression.end }
    : undefined;
}

/** Whether the version is this one or a newer one; undefined where it is not known. `from` is MAJOR.MINOR. */
export function isFrom(
  version: string | undefined,
  from: readonly [major: number, minor: number],
): boolean | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return Number(major) > from[0] || (Number(major) === from[0] && Number(minor) >= from[1]);
}

/** One key of the `config` of an image. */
export function configured({ set }: Build, key: string): InScope | undefined {
  return attribute(set, ['config', key]);
}

/** The words of Entrypoint or Cmd; undefined where there is no list to read. */
export function wordsOf(image: Build, key: 'Entrypoint' | 'Cmd'): InScope[] | undefined {
  const value = configured(image, key);
  const list = value && bare(value.expression);
  return value && list?.kind === 'list'
    ? list.elements.map((expression) => ({ expression, scope: value.scope }))
    : undefined;
}
