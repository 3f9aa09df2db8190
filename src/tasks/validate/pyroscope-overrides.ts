/** Judges overrides of limits for tenants, which a server reads beside its configuration. */
import { lookUp } from '../../agree/mounted.ts';
import { checkOverrides } from '../../pyroscope/overrides.ts';
import type { Composed } from './composed.ts';
import type { Gathered } from './gathered.ts';
import { wholeFile } from './placed.ts';
import { type PyroscopeRequest, type RuntimeFile, type Settled, settleFile } from './pyroscope.ts';
import type { Run } from './runs.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';
import { entryText, type GatheredText } from './texts.ts';

type Settling = readonly [text: GatheredText, settled: Settled];

/** Files that are overrides by what is in them, and texts of ConfigMaps that a server is told to read. */
export async function judgeOverrides(
  gathered: Gathered,
  request: PyroscopeRequest & { readonly composed: Composed; readonly runs: readonly Run[] },
  runtimeFiles: readonly RuntimeFile[],
): Promise<JudgedTarget[]> {
  const files = gathered.of('pyroscope-overrides');
  const texts = [
    ...files.map(
      (file): Settling => [
        { ...wholeFile(file), name: file.path },
        settleFile(file.path, gathered, request.runs, request),
      ],
    ),
    ...mountedTexts(gathered, runtimeFiles),
  ];
  return Promise.all(texts.map(([text, settled]) => judge(text, settled)));
}

/** Each text once, however many servers read it. */
function mountedTexts(gathered: Gathered, runtimeFiles: readonly RuntimeFile[]): Settling[] {
  const seen = new Set<string>();
  return runtimeFiles.flatMap(({ run, path, settled }): Settling[] => {
    const { cluster } = gathered;
    const found = cluster && lookUp(cluster.cluster, run.workload, run.container, path.value);
    if (found?.kind !== 'file') return [];
    const { configMap, key } = found;
    const set = gathered.sets.find(({ configMaps }) => configMaps.includes(configMap));
    const entry = configMap.entries.find((one) => one.key === key);
    if (!set || !entry || seen.has(entry.path)) return [];
    seen.add(entry.path);
    return [[entryText(gathered, entry, { set, configMap, key }), settled]];
  });
}

async function judge(text: GatheredText, { version, from, obstacle }: Settled): Promise<JudgedTarget> {
  const { diagnostics, notLookedInto } = obstacle
    ? { diagnostics: [obstacle], notLookedInto: [] }
    : await checkOverrides(text, { version });
  return {
    target: targetOf({
      language: 'pyroscope',
      name: text.name,
      judgedFor: { program: 'Pyroscope', version: version.shown, from },
      files: [text.file],
      notLookedInto,
    }),
    judged: diagnostics.map(fault),
    placed: [text],
  };
}
