/** Which container runs which text of a ConfigMap: known before any of them is judged, since it says for which version. */

import { type Run as FoundRun, runsOf } from '../../agree/link.ts';
import type { Lookup } from '../../agree/mounted.ts';
import type { Deployed, Found } from '../../alloy/deployed.ts';
import { isAlloyName } from '../../alloy/looks.ts';
import { isLevel } from '../../alloy/settings.ts';
import type { Place } from '../../base/located.ts';
import type { ConfigMap, ManifestSet } from '../../base/rollout/manifests.ts';
import type { Cluster, Container, Workload } from '../../base/rollout/workload.ts';
import { lineStarts, positionAt } from '../../base/text.ts';

export interface Run {
  readonly program: 'alloy' | 'pyroscope';
  readonly workload: Workload;
  readonly container: Container;
  /** The ConfigMap that it reads its configuration from, and the key; no key: the whole of it. */
  readonly reads?: { readonly configMap: ConfigMap; readonly key?: string };
}

/** Containers of Alloy and Pyroscope, by the names of their images or by what they read. */
export function runsIn(cluster: Cluster): Run[] {
  const configurations = cluster.sets
    .flatMap(({ configMaps }) => configMaps)
    .map((configMap) => ({ from: { configMap, keys: configMap.entries.map(({ key }) => key).filter(isAlloyName) } }))
    .filter(({ from }) => from.keys.length > 0);
  const withTexts = (program: Run['program'], found: readonly FoundRun<unknown>[]): Run[] =>
    found.map(({ workload, container, lookup }) => withText({ program, workload, container }, lookup));
  return [
    ...withTexts('alloy', runsOf(cluster, 'alloy', configurations)),
    ...withTexts('pyroscope', runsOf(cluster, 'pyroscope', [])),
  ];
}

function withText(run: Omit<Run, 'reads'>, found: Lookup): Run {
  if (found.kind === 'folder') return { ...run, reads: { configMap: found.configMap } };
  return found.kind === 'file' ? { ...run, reads: { configMap: found.configMap, key: found.key } } : run;
}

/** The one that reads a text of a ConfigMap, else the only one of its program in the same set that reads nothing known. */
export function runOfText(
  runs: readonly Run[],
  program: Run['program'],
  set: ManifestSet,
  configMap: ConfigMap,
  keys: readonly string[],
): Run | undefined {
  const own = runs.filter((run) => run.program === program && run.workload.set === set);
  const reader = own.find(
    ({ reads }) => reads?.configMap === configMap && (reads.key === undefined || keys.includes(reads.key)),
  );
  const [only, ...others] = own.filter(({ reads }) => reads === undefined);
  return reader ?? (others.length === 0 ? only : undefined);
}

/** Where the tag of a container's image is written. */
export function tagOf({ container: { image } }: Run, texts: ReadonlyMap<string, string>): (Found & Place) | undefined {
  if (image?.tag === undefined) return undefined;
  const { file, span } = image.tagAt ?? image;
  const { line } = positionAt(lineStarts(texts.get(file) ?? ''), span.start);
  return { text: image.tag, file, span, line };
}

/** What the container says of how Alloy is run, and where it says nothing, what else is known. */
export function deployedAs(run: Run, texts: ReadonlyMap<string, string>, otherwise: Deployed): Deployed {
  const image = tagOf(run, texts);
  const words = [...(run.container.command ?? []), ...(run.container.args ?? [])];
  const found = (text: string, { file, span }: Place): Found => ({
    text,
    file,
    line: positionAt(lineStarts(texts.get(file) ?? ''), span.start).line,
  });
  let stability: Found | undefined;
  let community: Found | undefined;
  for (const [at, word] of words.entries()) {
    const [, level = words[at + 1]?.value] = /^--stability\.level(?:=(.*))?$/.exec(word.value) ?? [];
    // Another word is no level, and what is said of arguments says so.
    if (word.value.startsWith('--stability.level') && isLevel(level)) stability = found(level, word);
    if (/^--feature\.community-components\.enabled(?:=true)?$/.test(word.value)) community = found(word.value, word);
  }
  return {
    otherImages: image ? [] : otherwise.otherImages,
    ...(image ? { image } : otherwise.image ? { image: otherwise.image } : {}),
    ...(stability ? { stability } : {}),
    ...(community ? { community } : {}),
  };
}
