/** The other Nix files that a container build calls by a path that is written in it. */
import { readNix } from '../base/nix/read.ts';
import type { NixProblem } from '../base/nix/syntax-node.ts';
import { bare, type NixExpression, type NixSet } from '../base/nix/tree.ts';
import type { SourceText } from '../base/text.ts';
import { looksLikeContainer } from './looks.ts';
import { calledName, everyInScope, type InScope, setOf } from './scope.ts';

/** Reads what `path` leads to from a file. Never throws. */
export type OpenNix = (
  from: string,
  path: string,
) => Promise<SourceText | { readonly text?: never /** In words. */; readonly why: string }>;

/** A file that belongs to a build. */
export interface PartOfBuild {
  readonly source: SourceText;
  readonly expression: NixExpression;
  /** What it is called with. */
  readonly given?: InScope<NixSet> | undefined;
}

export interface Followed {
  /** The first one is the file itself. */
  readonly parts: readonly PartOfBuild[];
  /** Of the others. */
  readonly problems: readonly (NixProblem & { readonly file: string })[];
  /** What is called and was not read, in words. */
  readonly unread: readonly string[];
}

/** Files of one build that are read: it has two or three. */
const limit = 10;

/** `import ./server.nix`, `callPackage ./server.nix { … }`, and what these call. What is itself the build of an image is left out. */
export async function follow(main: PartOfBuild, open: OpenNix): Promise<Followed> {
  const parts: PartOfBuild[] = [main];
  const problems: (NixProblem & { readonly file: string })[] = [];
  const unread: string[] = [];
  const seen = new Set([main.source.path]);
  for (let next = 0; next < parts.length; next++) {
    const part = parts[next];
    for (const { path, given } of part ? calledIn(part) : []) {
      const from = part?.source.path ?? '';
      if (seen.size > limit) {
        unread.push(`${path}, which ${from} calls: files after the first ${limit}`);
        continue;
      }
      const opened = await open(from, path);
      if (opened.text === undefined) {
        unread.push(`${path}, which ${from} calls: ${opened.why}`);
        continue;
      }
      if (seen.has(opened.path)) continue;
      seen.add(opened.path);
      if (looksLikeContainer(opened.text)) continue;
      const read = await readNix(opened);
      problems.push(...read.problems.map((problem) => ({ ...problem, file: opened.path })));
      if (read.tooMuch !== undefined) unread.push(`${path}, which ${from} calls: ${read.tooMuch}`);
      if (read.expression) parts.push({ source: opened, expression: read.expression, given });
    }
  }
  return { parts, problems, unread };
}

interface Called {
  readonly path: string;
  readonly given: InScope<NixSet> | undefined;
}

function calledIn({ source, expression: root, given }: PartOfBuild): Called[] {
  const called = new Map<number, Called>();
  for (const { expression, scope } of everyInScope(root, source.path, given)) {
    if (expression.kind !== 'application') continue;
    const inner = bare(expression.function);
    const [path, argument] =
      inner.kind === 'application' ? [pathOf(inner), expression.argument] : [pathOf(expression), undefined];
    if (!path || called.has(path.start)) continue;
    called.set(path.start, { path: path.text, given: argument && setOf({ expression: argument, scope }) });
  }
  return [...called.values()];
}

/** The path behind `import` or `callPackage`, where it is written from the folder of the file. */
function pathOf(
  application: Extract<NixExpression, { kind: 'application' }>,
): { readonly text: string; readonly start: number } | undefined {
  const { builder = '' } = calledName(application.function) ?? {};
  const argument = bare(application.argument);
  if (!/^(?:import|callPackages?)$/.test(builder) || argument.kind !== 'path') return undefined;
  const { value: text = '', style, start } = argument;
  return style === 'plain' && /^\.{1,2}(?:\/|$)/.test(text) ? { text, start } : undefined;
}
