/** What Alloy would read as one configuration: a file, the files of a folder, the keys of a ConfigMap. */
import type { AlloySource } from '../../alloy/check.ts';
import { type Deployed, deployedBy, type Manifest } from '../../alloy/deployed.ts';
import { isAlloyName } from '../../alloy/looks.ts';
import { templatesIn, withoutPlaceholders } from '../../alloy/templates.ts';
import { isInChart } from '../../artifacts/chart.ts';
import { readBeside } from '../../artifacts/find.ts';
import { obstacleAt, renderHint, unrenderedText } from '../../artifacts/obstacle.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ConfigMap } from '../../base/rollout/manifests.ts';
import { mapSpan } from '../../base/source-map.ts';
import { isTemplateName } from '../../base/template-name.ts';
import { isKustomizationName } from '../../kubernetes/manifests/looks.ts';
import type { Gathered } from './gathered.ts';
import { isManifestName } from './kinds.ts';
import { type PlacedText, wholeFile } from './placed.ts';
import type { Run } from './runs.ts';

export interface AlloySet {
  /** The folder, the file, or the file and the ConfigMap in it. */
  readonly name: string;
  readonly sources: readonly (PlacedText & AlloySource)[];
  /** Why it cannot be judged as a whole: a template, bytes that are no text. */
  readonly obstacles: readonly Diagnostic[];
  /** Other texts of it could not be had, which is told elsewhere. */
  readonly isPartial?: boolean;
  /** How Alloy is run, from manifests beside it. */
  readonly deployed: Deployed;
  /** The ConfigMap that brings it into a cluster. */
  readonly from?: { readonly configMap: ConfigMap; readonly keys: readonly string[] };
  /** The container that runs it. */
  readonly run?: Run;
}

export interface AlloySetOptions {
  /** Tags of a template inside of strings are opaque text, and the rest is judged. */
  readonly placeholders: boolean;
}

/** Configurations in files of their own. Files that a kustomization makes a ConfigMap of are no part of their folder's. */
export async function alloySets(gathered: Gathered, options: AlloySetOptions): Promise<AlloySet[]> {
  const sets: AlloySet[] = [];
  for (const file of gathered.of('alloy').filter(({ isNamed }) => isNamed)) {
    const beside = await readBeside(file.folder, isManifestName);
    sets.push({
      name: file.path,
      ...partsOf([wholeFile(file)], options),
      deployed: await deployedBy(beside.map(manifest)),
    });
  }
  sets.push(...(await folders(gathered, options)));
  return sets;
}

async function folders(gathered: Gathered, options: AlloySetOptions): Promise<AlloySet[]> {
  const byFolder = new Map<string, { texts: PlacedText[]; obstacles: Diagnostic[] }>();
  const of = (folder: string) => {
    const known = byFolder.get(folder) ?? { texts: [], obstacles: [] };
    byFolder.set(folder, known);
    return known;
  };
  for (const file of gathered.of('alloy')) if (!file.isNamed) of(file.folder).texts.push(wholeFile(file));
  for (const { name, folder, obstacle, isNamed } of gathered.unread)
    if (isAlloyName(name) && !isNamed) of(folder).obstacles.push(obstacle);
  return Promise.all(
    [...byFolder].map(async ([name, { texts, obstacles }]) => {
      const parts = partsOf(texts, options);
      return {
        name,
        sources: parts.sources,
        obstacles: [...parts.obstacles, ...obstacles].sort(byFile),
        deployed: await deployedBy(manifestsIn(gathered, [name])),
      };
    }),
  );
}

/** The manifests of folders as they were read, the nearest first. */
export function manifestsIn({ artifacts }: Gathered, folders: readonly string[]): Manifest[] {
  return [...new Set(folders)].flatMap((wanted) =>
    artifacts.files.filter(({ folder, name }) => folder === wanted && isManifestName(name)).map(manifest),
  );
}

function manifest({ path, text }: { readonly path: string; readonly text: string }): Manifest {
  return { file: path, text, isKustomization: isKustomizationName(path) };
}

/** Texts that can be judged, and the obstacles that others are templates which nobody has rendered. */
export function partsOf(
  texts: readonly PlacedText[],
  options: AlloySetOptions,
  isRendered = false,
): Pick<AlloySet, 'sources' | 'obstacles'> {
  const sources: (PlacedText & AlloySource)[] = [];
  const obstacles: Diagnostic[] = [];
  for (const text of texts) {
    const part = sourceOf(text, options, isRendered);
    if ('rule' in part) obstacles.push(part);
    else sources.push(part);
  }
  return { sources, obstacles };
}

/** `isRendered`: something certainly renders it. */
function sourceOf(
  source: PlacedText,
  { placeholders }: AlloySetOptions,
  isRendered: boolean,
): (PlacedText & AlloySource) | Diagnostic {
  const templates = templatesIn(source.text);
  const { inside, outside } = templates;
  const first = inside[0];
  const isTemplate = isTemplateName(source.file) || isTemplateName(source.path);
  const everywhere = first !== undefined && (isRendered || isTemplate || isInChart(source.file));
  const tag = outside ?? (everywhere ? first : inside.find(({ isForeign }) => isForeign));
  if (outside || (!placeholders && (tag || isTemplate))) {
    const at = tag ?? { start: 0, end: 0 };
    const span = source.map ? mapSpan(source.map, at) : { start: at.start, end: at.end };
    const hint = outside
      ? renderHint
      : `${renderHint}, or let --template-placeholder take {{ … }} inside of strings as any text`;
    return obstacleAt(source.file, 'file.template', unrenderedText, hint, span);
  }
  return placeholders ? { ...source, ...withoutPlaceholders(source.text, templates) } : source;
}

function byFile(left: Diagnostic, right: Diagnostic): number {
  return left.file < right.file ? -1 : Number(left.file > right.file);
}
