/** The ConfigMaps of a set with their texts, those that a generator makes among them. */
import type { Diagnostic } from '../../base/diagnostic.ts';
import { excerpt } from '../../base/display.ts';
import type { ConfigMap, ConfigMapEntry } from '../../base/rollout/manifests.ts';
import { entryOf, type YamlEntry } from '../../base/yaml-documents.ts';
import { isMap, placeOf } from './nodes.ts';
import { identityOf, kindOf, type Resource } from './resource.ts';
import { configMapSize } from './rules.ts';

/** Gives a path that no text of the run has yet: two ConfigMaps of one file may have the same key. */
export type FreshPath = (path: string) => string;

export function freshPaths(): FreshPath {
  const counts = new Map<string, number>();
  return (path) => {
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    return count === 1 ? path : `${path}#${count}`;
  };
}

export function configMapsOf(resources: readonly Resource[], fresh: FreshPath): ConfigMap[] {
  return resources
    .filter((resource) => kindOf(resource) === 'ConfigMap')
    .map((resource) => configMapOf(resource, fresh));
}

/** Bytes of all texts of one ConfigMap. */
const sizeLimit = 1 << 20;

/** ConfigMaps that no cluster takes. */
export function tooLargeIn(configMaps: readonly ConfigMap[]): Diagnostic[] {
  return configMaps.flatMap(({ name, entries, at }) => {
    const size = entries.reduce((sum, { excerpt: { text } }) => sum + Buffer.byteLength(text), 0);
    if (size <= sizeLimit) return [];
    return [
      {
        rule: configMapSize.id,
        severity: configMapSize.severity,
        file: at.file,
        span: at.span,
        message: `the ConfigMap "${excerpt(name, 80)}" holds ${(size / (1 << 20)).toFixed(1)} MiB, and Kubernetes takes 1 MiB`,
        hint: 'Split it, or mount what is large from elsewhere',
      },
    ];
  });
}

function configMapOf(resource: Resource, fresh: FreshPath): ConfigMap {
  const { generated, node } = resource;
  const written = entryOf(node, 'data')?.value;
  const entries = new Map(generated?.entries);
  if (written && isMap(written)) {
    for (const one of written.entries) {
      const made = configMapEntry(one, fresh);
      if (made) entries.set(made.key, made);
    }
  }
  const binary = entryOf(node, 'binaryData')?.value;
  const others = binary && isMap(binary) ? binary.entries.map(({ key }) => key) : [];
  return {
    ...identityOf(resource),
    isGenerated: generated !== undefined,
    hasHash: generated?.hasHash ?? false,
    entries: [...entries.values()],
    unread: [...(generated?.unread ?? []), ...others].filter((key) => !entries.has(key)),
    at: generated?.at ?? placeOf(node),
  };
}

function configMapEntry({ key, value }: YamlEntry, fresh: FreshPath): ConfigMapEntry | undefined {
  if (value.kind !== 'text') return undefined;
  return { key, excerpt: value.excerpt(), file: value.file, path: fresh(`${value.file}#${key}`) };
}
