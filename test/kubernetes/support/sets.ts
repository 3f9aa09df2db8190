import type { Diagnostic } from '../../../src/base/diagnostic.ts';
import type { ManifestSet } from '../../../src/base/rollout/manifests.ts';
import { lineStarts, positionAt } from '../../../src/base/text.ts';
import { readManifestSets } from '../../../src/kubernetes/manifests/read.ts';

/** The objects of one text, as plain manifests are read. */
export async function setsOf(text: string, file = 'x.yaml'): Promise<readonly ManifestSet[]> {
  const source = { path: file, real: file, text, set: file };
  return (await readManifestSets([source], async () => ({ kind: 'missing' }))).sets;
}

/** `3:7 kubernetes.wrong-type` of each finding. */
export function linesOf(text: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const starts = lineStarts(text);
  return diagnostics.map(({ rule, span }) => {
    const { line, column } = positionAt(starts, span.start);
    return `${line}:${column} ${rule}`;
  });
}
