/** Keys, types and values, as schemas/grafana-datasources.schema.json has them. */
import type { ErrorObject } from 'ajv';
import { excerpt } from '../base/display.ts';
import { segmentsOf } from '../base/pointer.ts';
import type { RuleText } from '../base/rule-text.ts';
import { nearest } from '../base/suggest.ts';
import type { Span } from '../base/text.ts';
import { textAt, type YamlEntry, type YamlMap, type YamlNode } from '../base/yaml-documents.ts';
import { plainOf } from './plain.ts';
import type { RuleFinding } from './rule.ts';
import { sources } from './sources.ts';

const misspelledKey: RuleText = {
  id: 'grafana.misspelled-key',
  severity: 'blocker',
  title: 'No key is mistyped',
  why: 'Grafana ignores keys that it does not know, so that what was meant is silently not set.',
  sources: [sources.fileTypes],
};
const unknownKey: RuleText = {
  id: 'grafana.unknown-key',
  severity: 'warning',
  title: 'Every key is one that Grafana reads',
  why: 'It ignores the others. Of jsonData this is said for Pyroscope and Tempo alone: each plugin has keys of its own.',
  sources: [sources.fileTypes],
};
const missingKey: RuleText = {
  id: 'grafana.missing-key',
  severity: 'blocker',
  title: 'An entry has a name and a type, a tag a key',
  why: 'A data source is found by its name and is nothing without a type; a tag is an attribute of a span.',
  sources: [sources.fileTypes, sources.provisioner, sources.linkSettings],
};
const wrongType: RuleText = {
  id: 'grafana.wrong-type',
  severity: 'blocker',
  title: 'Every value is of the type that Grafana reads',
  why: 'Grafana does not start over a truth value such as yes, a number that is none, or text in the place of a list. In jsonData the plugin does not find what it looks for.',
  sources: [sources.fileTypes, sources.valueTypes],
};
const wrongValue: RuleText = {
  id: 'grafana.wrong-value',
  severity: 'warning',
  title: 'A value is one of those that Grafana knows',
  why: 'For another one it takes its default.',
  sources: [sources.linkSettings, sources.tempoPlugin],
};

export const shapeRules: readonly RuleText[] = [misspelledKey, unknownKey, missingKey, wrongType, wrongValue];

export interface ShapeFinding extends RuleFinding {
  readonly rule: RuleText;
  readonly at: Span;
}

/** What the schema says of the root of a file in the current format, in the order of the schema. */
export async function shapeFindings(root: YamlNode): Promise<readonly ShapeFinding[]> {
  const { default: validate } = await import('../generated/grafana-datasources-validator.js');
  if (validate(plainOf(root))) return [];
  const entriesOf = indexed();
  return (validate.errors ?? []).flatMap((error) => findingOf(error, root, entriesOf) ?? []);
}

function findingOf(error: ErrorObject, root: YamlNode, entriesOf: Index): ShapeFinding | undefined {
  // apiVersion at the root has rules of its own, and an "if" says nothing itself.
  if (error.keyword === 'if' || error.instancePath === '/apiVersion') return undefined;
  const { node, entry, place } = nodeAt(root, segmentsOf(error.instancePath), entriesOf);
  const { params, keyword } = error;
  const below = (key: string): string => [...place, excerpt(key, 80)].join('/');
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const written = node.kind === 'map' ? entriesOf(node).get(key) : undefined;
    return written && unknown(written, error, below(key));
  }
  if (keyword === 'required') {
    const key = String(params.missingProperty);
    if (key === 'apiVersion') return undefined;
    const message = `the key "${key}" is missing`;
    return { rule: missingKey, at: firstKey(node), message, hint: 'Write it', place: below(key) };
  }
  return {
    rule: isRefused(error) ? wrongType : wrongValue,
    at: entry && node.kind !== 'text' ? entry.keySpan : node,
    message: `${said(node)} stands here, and ${expectedOf(error)} is expected`,
    place: place.join('/'),
  };
}

function unknown({ key, keySpan }: YamlEntry, { parentSchema }: ErrorObject, place: string): ShapeFinding {
  const shown = excerpt(key, 80);
  const message = `Grafana reads no key "${shown}" here`;
  const near = nearest(key, Object.keys(parentSchema?.properties ?? {}));
  return near === undefined
    ? { rule: unknownKey, at: keySpan, message, hint: 'Take it out', place }
    : { rule: misspelledKey, at: keySpan, message, hint: `Did you mean "${near}"?`, place };
}

/** Whether Grafana cannot use the value at all. */
function isRefused({ keyword, parentSchema }: ErrorObject): boolean {
  return keyword === 'type' || ['Truth', 'Whole'].includes(String(parentSchema?.title));
}

function expectedOf({ parentSchema, schema, keyword }: ErrorObject): string {
  if (parentSchema?.title === 'Truth') return 'true or false';
  if (parentSchema?.title === 'Whole') return 'a whole number';
  if (keyword === 'enum' && Array.isArray(schema)) return `one of ${schema.join(', ')}`;
  if (keyword === 'pattern') return 'a text of another form';
  const types = Array.isArray(schema) ? schema : [schema];
  return types.map((type) => words[String(type)] ?? String(type)).join(' or ');
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

/** What is there, in words; of a text not the text itself, which may be a secret. */
function said(node: YamlNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return 'a list';
  return node.kind === 'text' ? 'another value' : 'nothing that can be read';
}

interface Found {
  readonly node: YamlNode;
  /** The entry that the node is the value of. */
  readonly entry: YamlEntry | undefined;
  /** Names on the way, in which an item of a list goes by its name where it has one. */
  readonly place: readonly string[];
}

function nodeAt(root: YamlNode, path: readonly string[], entriesOf: Index): Found {
  let node = root;
  let entry: YamlEntry | undefined;
  const place: string[] = [];
  for (const segment of path) {
    entry = node.kind === 'map' ? entriesOf(node).get(segment) : undefined;
    node = (node.kind === 'list' ? node.items[Number(segment)] : entry?.value) ?? node;
    const name = entry ? segment : ((textAt(node, 'name') ?? textAt(node, 'key'))?.text ?? segment);
    place.push(excerpt(name, 80));
  }
  return { node, entry, place };
}

/** The entries of a map by their keys; of a key that is written twice the last one. */
type Index = (map: YamlMap) => ReadonlyMap<string, YamlEntry>;

/** Looked up in a list for each of many errors, they would take the square of it. */
function indexed(): Index {
  const known = new Map<YamlMap, ReadonlyMap<string, YamlEntry>>();
  return (map) => {
    const found = known.get(map) ?? new Map(map.entries.map((entry) => [entry.key, entry]));
    known.set(map, found);
    return found;
  };
}

function firstKey(node: YamlNode): Span {
  return node.kind === 'map' ? (node.entries[0]?.keySpan ?? node) : node;
}
