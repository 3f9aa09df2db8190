/** Judges data source provisioning of Grafana, file by file and then all files together. */

import type { DataSourcesSummary } from '../../base/rollout/configurations.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import { checkDataSources } from '../../grafana/check.ts';
import { checkDataSourceFiles } from '../../grafana/check-files.ts';
import { looksLikeDataSources, mayBeDataSources } from '../../grafana/looks.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';
import { type GatheredText, textsOf } from './texts.ts';
import { folded, samePlace, type Variant } from './variants.ts';

export interface JudgedDataSources {
  readonly targets: readonly JudgedTarget[];
  readonly configured: readonly Configured<DataSourcesSummary>[];
}

/** Provisioning files, and those of ConfigMaps. */
export function dataSourceTexts(gathered: Gathered): Promise<GatheredText[]> {
  return textsOf(
    gathered,
    'grafana',
    async ({ excerpt }, _, root) => mayBeDataSources(excerpt.text) && looksLikeDataSources(await root()),
  );
}

/** Data sources of different clusters are never compared. */
export async function judgeGrafana(
  gathered: Gathered,
  grafanaVersion: string | undefined,
  variants: readonly Variant[],
): Promise<JudgedDataSources> {
  const checked = [];
  for (const text of await dataSourceTexts(gathered)) {
    const isInCluster = text.from !== undefined;
    const options = { isInCluster, ...(grafanaVersion === undefined ? {} : { grafanaVersion }) };
    checked.push({ text, ...(await checkDataSources(text, options)) });
  }
  const summarised = checked.flatMap(({ text, summary }) => (summary ? [{ path: text.path, text, summary }] : []));
  const across = variants.map((variant) => {
    const isOwn = ({ from }: GatheredText): boolean =>
      !from || variant.sets.includes(from.set) || variants.length === 1;
    return [variant, checkDataSourceFiles(summarised.filter(({ text }) => isOwn(text)))] as const;
  });
  const found = folded(
    across.map(([variant, { diagnostics }]) => [variant, diagnostics] as const),
    samePlace,
  ).map(({ one }) => one);
  const targets = checked.map(
    ({ text, diagnostics, notLookedInto }, index): JudgedTarget => ({
      target: targetOf({
        language: 'grafana',
        name: text.name,
        ...(grafanaVersion === undefined
          ? {}
          : { judgedFor: { program: 'Grafana', version: grafanaVersion, from: '--grafana-version' } }),
        files: [text.file],
        notLookedInto: [
          ...notLookedInto,
          ...(index === 0 ? new Set(across.flatMap(([, result]) => result.notLookedInto)) : []),
        ],
      }),
      judged: [...diagnostics, ...found.filter(({ file }) => file === text.path)].map(fault),
      placed: [text],
    }),
  );
  const configured = summarised.map(({ text, summary }) => ({
    paths: [text.path],
    summary,
    ...(text.from ? { from: { configMap: text.from.configMap, keys: [text.from.key] } } : {}),
  }));
  return { targets, configured };
}
