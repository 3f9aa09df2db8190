/** Configurations of Alloy in ConfigMaps, and in the values of its Helm chart. */
import { dirname } from 'node:path';
import { chartConfigurations } from '../../alloy/chart-values.ts';
import { deployedBy } from '../../alloy/deployed.ts';
import { isAlloyName, looksLikeAlloy } from '../../alloy/looks.ts';
import type { Artifact } from '../../artifacts/find.ts';
import { obstacleAt } from '../../artifacts/obstacle.ts';
import type { ConfigMap } from '../../base/rollout/manifests.ts';
import { readYamlDocuments } from '../../base/yaml-documents.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import { type AlloySet, type AlloySetOptions, manifestsIn, partsOf } from './alloy-sets.ts';
import type { Gathered } from './gathered.ts';
import type { PlacedText } from './placed.ts';
import { deployedAs, type Run, runOfText } from './runs.ts';

interface Embedding {
  readonly gathered: Gathered;
  readonly runs: readonly Run[];
  readonly options: AlloySetOptions;
}

/** Every configuration that manifests and values hold. */
export async function embeddedAlloySets(embedding: Embedding): Promise<AlloySet[]> {
  const { gathered } = embedding;
  const sets: AlloySet[] = [];
  for (const set of gathered.sets) {
    for (const configMap of set.configMaps) sets.push(...(await fromConfigMap(embedding, { set, configMap })));
  }
  for (const file of gathered.of('chart-values')) sets.push(...(await fromChart(embedding, file)));
  return sets;
}

async function fromConfigMap(
  { gathered, runs, options }: Embedding,
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
      name: gathered.freshName(name, set),
      ...partsOf(texts, options),
      deployed: run ? deployedAs(run, gathered.texts, otherwise) : otherwise,
      from: { configMap, keys },
      ...(configMap.unread.some(isAlloyName) ? { isPartial: true } : {}),
      ...(run ? { run } : {}),
    },
  ];
}

async function fromChart(
  { gathered, options }: Embedding,
  { path: file, text, folder }: Artifact,
): Promise<AlloySet[]> {
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
