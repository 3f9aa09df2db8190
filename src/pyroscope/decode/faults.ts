/** What the JSON Schema refuses, in words and at its place. */
import type { ErrorObject } from 'ajv';
import { excerpt } from '../../base/display.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { Span } from '../../base/text.ts';
import type { YamlNode } from '../../base/yaml-documents.ts';
import type { KeyType } from '../catalogue.ts';
import type { Finding } from '../rule.ts';
import type { PyroscopeVersion } from '../version.ts';
import type { Key, View } from '../view.ts';
import { resolveScalar } from '../yaml/resolve.ts';
import type { Plain, Written } from './plain.ts';
import { badValue, unknownKey, wrongType } from './texts.ts';
import { elementOf, relabelKeys } from './types.ts';
import { unknownKeyFinding } from './unknown-key.ts';

export interface Fault {
  readonly rule: RuleText;
  readonly at: Span;
  readonly finding: Finding;
  /** JSON Pointer of what is refused. */
  readonly pointer: string;
}

export interface Judging {
  readonly plain: Plain;
  readonly root: YamlNode;
  /** The keys of the root. */
  readonly top: ReadonlyMap<string, Key>;
  readonly view: View;
  readonly version: PyroscopeVersion;
  /** Whether to look for the way out of an unknown key. */
  readonly hasHint: boolean;
}

export function faultOf(error: ErrorObject, judging: Judging): Fault {
  const { plain, root } = judging;
  const { instancePath, keyword, params } = error;
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    const pointer = `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const written = plain.written.get(pointer);
    const finding = unknownKeyFinding(written?.path ?? name, name, siblingsOf(instancePath, judging), judging);
    return { rule: unknownKey, at: written?.keySpan ?? root, finding, pointer };
  }
  const written = plain.written.get(instancePath);
  const type = typeAt(instancePath, plain);
  const node = written?.node ?? root;
  const at = node.start === node.end && written ? written.keySpan : node;
  const place = written?.path;
  const isSecret = written?.key?.raw.secret ?? false;
  const name = place === undefined ? 'the configuration' : `"${excerpt(place, 100)}"`;
  const isType = keyword === 'type';
  const found = isType ? typeFinding(name, type, node) : valueFinding(name, type, node, error, isSecret);
  return {
    rule: isType ? wrongType : badValue,
    at,
    finding: { ...found, ...(place === undefined ? {} : { place }) },
    pointer: instancePath,
  };
}

/** The keys that the block at a pointer may have. */
function siblingsOf(pointer: string, { plain, top }: Judging): ReadonlyMap<string, Key> {
  if (pointer === '') return top;
  const type = typeAt(pointer, plain);
  if (type === 'relabel-config') return relabelKeys;
  const written = plain.written.get(pointer);
  const parent = plain.written.get(parentOf(pointer));
  return written?.key?.children ?? parent?.key?.children ?? new Map();
}

/** The type of what is at a pointer: of a key, or of an element of a list. */
function typeAt(pointer: string, plain: Plain): KeyType {
  const written = plain.written.get(pointer);
  if (!written) return 'block';
  return written.key?.type ?? elementOf(typeOf(plain.written.get(parentOf(pointer))));
}

function typeOf(written: Written | undefined): KeyType {
  return written?.key?.type ?? 'block';
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

const wanted: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  int32: 'a whole number',
  uint: 'a whole number that is not negative',
  float: 'a number',
  string: 'text',
  'string-csv': 'one text with commas',
  bytes: 'a size such as 64KiB',
  'duration-go': 'a duration such as 90s, 1h30m or 0s',
  'duration-prometheus': 'a duration such as 90s, 12h, 31d or 0',
  time: 'a time such as 2026-01-31T00:00:00Z',
  'time or auto': 'auto, or a time such as 2026-01-31T00:00:00Z',
  block: 'a block of keys',
  'relabel-config': 'a block of keys',
  'recording-rule': 'a block of keys',
};

function wantedOf(type: KeyType): string {
  if (type === 'list of string or string-csv') return 'a list, or one text with commas';
  if (type.startsWith('list')) return 'a list';
  if (type.startsWith('map')) return 'a block of names';
  return wanted[type] ?? type;
}

function typeFinding(name: string, type: KeyType, node: YamlNode): Finding {
  const hint = typeHint(type, node);
  return {
    message: `${name} takes ${wantedOf(type)}, and this is ${writtenAs(node)}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

function writtenAs(node: YamlNode): string {
  if (node.kind === 'map') return 'a block of keys';
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'other') return 'nothing that can be read';
  const value = resolveScalar(node);
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'a truth value';
  return node.style === 'quoted' ? 'text in quotes' : 'text';
}

function typeHint(type: KeyType, node: YamlNode): string | undefined {
  if (node.kind === 'list' && type === 'string-csv') return 'Write the items as one text, with commas between them';
  if (node.kind === 'text' && type.startsWith('list')) return 'Write each item on a line of its own, behind "- "';
  if (node.kind !== 'text') return undefined;
  if (type === 'duration-go') return node.text === '0' ? 'Write 0s' : 'Write the unit, such as s';
  const isQuoted = node.style === 'quoted' && /^[-+\w.]{1,20}$/.test(node.text);
  const isNumber = type === 'int' || type === 'int32' || type === 'uint' || type === 'float';
  if (isQuoted && (isNumber || type === 'boolean')) return 'Write it without quotes';
  return undefined;
}

function valueFinding(name: string, type: KeyType, node: YamlNode, error: ErrorObject, isSecret: boolean): Finding {
  const shown = node.kind === 'text' && !isSecret ? `"${excerpt(node.text, 60)}"` : 'what is written';
  if (error.keyword === 'enum') {
    const words = [error.params.allowedValues].flat().filter((word: unknown) => word !== null);
    return { message: `${name} takes one of ${words.join(', ')}, and this is ${shown}` };
  }
  const hint = valueHint(type, node);
  return {
    message: `${name} takes ${wantedOf(type)}, and this is ${shown}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

const days: Readonly<Record<string, number>> = { d: 24, w: 168, y: 8760 };

function valueHint(type: KeyType, node: YamlNode): string | undefined {
  const text = node.kind === 'text' ? node.text : '';
  if (type === 'duration-go') {
    const [, count, unit] = /^(\d{1,6})([dwy])$/.exec(text) ?? [];
    const hours = days[unit ?? ''];
    if (count !== undefined && hours !== undefined)
      return `Write ${Number(count) * hours}h: days, weeks and years are not known here`;
    return text === '' ? 'Write 0s, or take the key out' : undefined;
  }
  if (type === 'duration-prometheus') {
    if (/^\d+$/.test(text)) return 'Write the unit, such as s';
    if (/\d\.\d/.test(text)) return 'Write whole numbers: 1h30m, not 1.5h';
    if (text.startsWith('-')) return 'It cannot be negative; 0 switches it off';
    return 'Write the units from large to small: y, w, d, h, m, s, ms';
  }
  if (type === 'bytes' && /^\d+$/.test(text)) return `Write ${text}B`;
  return undefined;
}
