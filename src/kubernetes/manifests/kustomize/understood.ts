/** Which fields of a kustomization are understood here. Source: kustomize, api/types/kustomization.go. */
import { excerpt } from '../../../base/display.ts';
import { nearest } from '../../../base/suggest.ts';
import { kustomization as kustomizationRule } from '../rules.ts';
import { type Building, type Kustomization, notUnderstood, say } from './building.ts';

const understood = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'components',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'images',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'replicas',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  // They change nothing of the objects.
  'buildMetadata',
  'openapi',
  'sortOptions',
]);

/** What kustomize does with them is not known here, and it is said. */
const others = new Set([
  'helmCharts',
  'helmGlobals',
  'helmChartInflationGenerator',
  'generators',
  'transformers',
  'validators',
  'configurations',
  'crds',
  'vars',
  'replacements',
  'inventory',
]);

export function checkFields(building: Building, { node, file }: Kustomization): void {
  for (const { key, keySpan, value } of node.entries) {
    const isEmpty = value.kind === 'list' && value.items.length === 0;
    if (understood.has(key)) continue;
    if (others.has(key)) {
      if (!isEmpty) notUnderstood(building, { ...value, ...keySpan }, `${key} of a kustomization`);
      continue;
    }
    const message = `there is no field "${excerpt(key, 60)}" in a kustomization, and kustomize refuses it`;
    const meant = nearest(key, [...understood, ...others]);
    say(
      building,
      kustomizationRule,
      { file, span: keySpan },
      message,
      meant ? { hint: `Did you mean "${meant}"?` } : {},
    );
  }
}
