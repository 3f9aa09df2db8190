/** Types of values that have parts. */
import type { KeyType } from '../catalogue.ts';
import type { Key } from '../view.ts';

/** `list of string` -> `string`. A type without elements is its own. */
export function elementOf(type: KeyType): KeyType {
  const element = /^(?:list|map) of (\S+)/.exec(type)?.[1];
  return element === undefined ? type : (element as KeyType);
}

/** Prometheus's relabel_config. Source: prometheus/prometheus, model/relabel/relabel.go. */
export const relabelKeys: ReadonlyMap<string, Key> = new Map(
  (
    [
      ['source_labels', 'list of string'],
      ['separator', 'string'],
      ['target_label', 'string'],
      ['regex', 'string'],
      ['modulus', 'uint'],
      ['replacement', 'string'],
      ['action', 'string'],
    ] as const
  ).map(([name, type]) => [name, { path: name, type, default: undefined, raw: { type }, children: undefined }]),
);
