/** What Alloy would read as one configuration: a file, the files of a folder, the keys of a ConfigMap. */
import { dirname } from 'node:path';
import type { AlloySource } from '../../alloy/check.ts';
import { type Deployed, deployedBy, type Manifest } from '../../alloy/deployed.ts';
import { isAlloyName, looksLikeAlloy } from '../../alloy/looks.ts';
import { templatesIn, withoutPlaceholders } from '../../alloy/templates.ts';
import { isInChart } from '../../artifacts/chart.ts';
import { type Artifact, readBeside } from '../../artifacts/find.ts';
import { obstacleAt, renderHint, unrenderedText } from '../../artifacts/obstacle.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ConfigMap } from '../../base/rollout/manifests.ts';
import { mapSpan } from '../../base/source-map.ts';
import { isTemplateName } from '../../base/template-name.ts';
import { isKustomizationName } from '../../kubernetes/manifests/looks.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Gathered } from './gather.ts';
import { isManifestName } from './kinds.ts';
import { type PlacedText, wholeFile } from './placed.ts';
import { deployedAs, type Run, runOfText } from './runs.ts';

export interface AlloySet {
  /** The folder, the file, or the file and the ConfigMap in it. */
  readonly name: string;
  readonly sources: readonly (PlacedText & AlloySource)[];
  /** Why it cannot be judged as a whole: a template, bytes that are no text. */
  readonly obstacles: readonly Diagnostic[];
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

/** Every configuration of Alloy that was gathered. Files that a kustomization makes a ConfigMap of are no part of their folder's. */
export async function alloySets(
  gathered: Gathered,
  runs: readonly Run[],
  options: AlloySetOptions,
): Promise<AlloySet[]> {
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
  for (const set of gathered.sets) {
    for (const configMap of set.configMaps)
      sets.push(...(await fromConfigMap(gathered, runs, options, { set, configMap })));
  }
  for (const file of gathered.of('chart-values')) sets.push(...(await fromChart(gathered, options, file)));
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

async function fromConfigMap(
  gathered: Gathered,
  runs: readonly Run[],
  options: AlloySetOptions,
  { set, configMap }: { readonly set: ReadSet; readonly configMap: ConfigMap },
): Promise<AlloySet[]> {
  const entries = configMap.entries.filter(
    ({ key, excerpt, path }) => isAlloyName(key) || isAlloyName(path) || looksLikeAlloy(excerpt.text),
  );
  if (entries.length === 0) return [];
  const texts = entries.map(({ excerpt, file, path }): PlacedText => ({ ...excerpt, file, path }));
  const { file } = configMap.at;
  const kind = configMap.isGenerated ? 'configMapGenerator' : 'ConfigMap';
  const [only, ...others] = texts;
  // One whole file needs no other name.
  const isFile = only && others.length === 0 && only.path === only.file;
  const name = isFile ? only.file : `${file} (${kind} ${configMap.name || 'without a name'})`;
  const beside = manifestsIn(gathered, [dirname(set.name), dirname(file)]);
  const otherwise = await deployedBy(beside, file);
  const keys = entries.map(({ key }) => key);
  const run = runOfText(runs, 'alloy', set, configMap, keys);
  return [
    {
      name: gathered.freshName(name),
      ...partsOf(texts, options),
      deployed: run ? deployedAs(run, gathered.texts, otherwise) : otherwise,
      from: { configMap, keys },
      ...(run ? { run } : {}),
    },
  ];
}

async function fromChart(
  gathered: Gathered,
  options: AlloySetOptions,
  { path: file, text, folder }: Artifact,
): Promise<AlloySet[]> {
  const [{ readYamlDocuments }, { chartConfigurations }] = await Promise.all([
    import('../../base/yaml-documents.ts'),
    import('../../alloy/chart-values.ts'),
  ]);
  const { documents, problem } = readYamlDocuments(text, file);
  const deployed = await deployedBy(manifestsIn(gathered, [folder]), file);
  if (problem) {
    const span = { start: problem.offset, end: problem.offset };
    const obstacle = obstacleAt(
      file,
      'file.yaml',
      `the file cannot be read as YAML: ${problem.message}`,
      'Mend the YAML',
      span,
    );
    return [{ name: file, sources: [], obstacles: [obstacle], deployed }];
  }
  return documents.flatMap(chartConfigurations).map(({ path, ...excerpt }) => ({
    name: gathered.freshName(`${file} (${path})`),
    // Helm renders the text as a template, whatever it looks like.
    ...partsOf([{ ...excerpt, file, path: `${file}#${path}` }], options, true),
    deployed,
  }));
}

/** The manifests of folders as they were read, the nearest first. */
function manifestsIn({ artifacts }: Gathered, folders: readonly string[]): Manifest[] {
  return [...new Set(folders)].flatMap((wanted) =>
    artifacts.files.filter(({ folder, name }) => folder === wanted && isManifestName(name)).map(manifest),
  );
}

function manifest({ path, text }: { readonly path: string; readonly text: string }): Manifest {
  return { file: path, text, isKustomization: isKustomizationName(path) };
}

/** Texts that can be judged, and the obstacles that others are templates which nobody has rendered. */
function partsOf(
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
