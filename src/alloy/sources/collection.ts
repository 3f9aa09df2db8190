/** What has been found so far, and how a text becomes a source or an obstacle. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { mapSpan } from '../../base/source-map.ts';
import type { Span } from '../../base/text.ts';
import { type Bytes, readText, sizeLimit } from './read-text.ts';
import type { Source, SourceSet } from './source.ts';
import { isTemplateName, templatesIn, withoutPlaceholders } from './template.ts';

export interface SourceOptions {
  /** Tags of a template inside of strings are opaque text, and the rest is judged. */
  readonly placeholders: boolean;
}

export interface Collection {
  readonly options: SourceOptions;
  readonly sets: SourceSet[];
  readonly texts: Map<string, string>;
  /** Manifests that were read, by path: one may be named and lie in a folder that is named, too. */
  readonly manifests: Set<string>;
  /** Adds a set; one whose name is there already, such as a file named twice, stays as it is. */
  readonly add: (set: SourceSet) => void;
  /** A name that no set has yet: two ConfigMaps of one name may stand in one file, in different namespaces. */
  readonly fresh: (name: string) => string;
}

/** A text that can be judged, or why one cannot. */
export type Part = { readonly source: Source } | { readonly obstacle: Diagnostic };

/** The parts of a set, sorted out. */
export function partsOf(parts: readonly Part[]): Pick<SourceSet, 'sources' | 'obstacles'> {
  return {
    sources: parts.flatMap((part) => ('source' in part ? [part.source] : [])),
    obstacles: parts.flatMap((part) => ('obstacle' in part ? [part.obstacle] : [])),
  };
}

export function collection(options: SourceOptions): Collection {
  const sets: SourceSet[] = [];
  const names = new Set<string>();
  const given = new Map<string, number>();
  const texts = new Map<string, string>();
  return {
    options,
    sets,
    texts,
    manifests: new Set(),
    fresh(name) {
      const count = (given.get(name) ?? 0) + 1;
      given.set(name, count);
      return count === 1 ? name : `${name}#${count}`;
    },
    add(set) {
      if (names.has(set.name)) return;
      names.add(set.name);
      sets.push(set);
    },
  };
}

/** A file that was read, or why it was not. */
export type ReadFile = { readonly text: string } | { readonly text?: never; readonly obstacle: Diagnostic };

/** Reads a file and keeps its text for findings in it. `shown` is how it is named to a person, and where it is. */
export async function readInto(found: Collection, shown: string, from: string | Bytes = shown): Promise<ReadFile> {
  const read = await readText(from);
  if ('text' in read) {
    found.texts.set(shown, read.text);
    return read;
  }
  const hints = {
    'alloy.not-text': 'Save it as UTF-8 text',
    'alloy.too-large': `Split it: up to ${sizeLimit >> 20} MB are judged`,
    'alloy.unreadable': 'Run preflight as a user who may read it',
  } as const;
  return { obstacle: obstacleAt(shown, read.rule, read.reason, hints[read.rule]) };
}

/** Why a file cannot be judged. The span is in the file's own text. */
export function obstacleAt(
  file: string,
  rule: string,
  message: string,
  hint: string,
  span: Span = { start: 0, end: 0 },
): Diagnostic {
  return { rule, severity: 'blocker', file, span, message, hint };
}

/** The whole of a file as a source. */
export function sourceIn(found: Collection, file: string, read: ReadFile): Part {
  return read.text === undefined ? read : sourceOf(found, { path: file, file, text: read.text });
}

/** A source, or the obstacle that it is a template which nobody has rendered. `isRendered`: something certainly renders it. */
export function sourceOf(
  found: Collection,
  candidate: Omit<Source, 'opaque'> & { readonly isRendered?: boolean },
): Part {
  const { isRendered = false, ...source } = candidate;
  const templates = templatesIn(source.text);
  const { inside, outside } = templates;
  const first = inside[0];
  const isTemplate = isTemplateName(source.file) || isTemplateName(source.path);
  const everywhere = first !== undefined && (isRendered || isTemplate || isInChart(source.file));
  const tag = outside ?? (everywhere ? first : inside.find(({ isForeign }) => isForeign));
  const { placeholders } = found.options;
  if (outside || (!placeholders && (tag || isTemplate))) {
    const at = tag ?? { start: 0, end: 0 };
    const span = source.map ? mapSpan(source.map, at) : { start: at.start, end: at.end };
    const hint = outside
      ? render
      : `${render}, or let --template-placeholder take {{ … }} inside of strings as any text`;
    return { obstacle: obstacleAt(source.file, 'alloy.template', unrendered, hint, span) };
  }
  const { text, opaque } = placeholders
    ? withoutPlaceholders(source.text, templates)
    : { text: source.text, opaque: [] };
  return { source: { ...source, text, opaque } };
}

const unrendered = 'this is a template: what Alloy will read is known only once it is rendered';
export const render = 'Render it (helm template, ansible, kustomize build) and validate what comes of it';

/** Whatever lies in the templates/ of a Helm chart is rendered. */
function isInChart(file: string): boolean {
  for (let folder = dirname(resolve(file)); folder !== dirname(folder); folder = dirname(folder)) {
    if (basename(folder) === 'templates' && existsSync(join(dirname(folder), 'Chart.yaml'))) return true;
  }
  return false;
}
