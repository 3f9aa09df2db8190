/** What the server will run with: a flag wins over the file, and the file over the default of the version. */
import type { Located, Place } from '../base/located.ts';
import type { Span } from '../base/text.ts';
import type { YamlNode } from '../base/yaml-documents.ts';
import type { Flag } from './arguments/flag.ts';
import { valueOfFlag } from './arguments/value.ts';
import type { KeyType } from './catalogue.ts';
import type { Plain } from './decode/plain.ts';
import { goSeconds, prometheusSeconds } from './duration.ts';
import type { Key, View } from './view.ts';

export interface Setting<T> extends Located<T> {
  /** `server.http_listen_port`. */
  readonly path: string;
  readonly from: 'argument' | 'file' | 'default';
}

/**
 * Values by their paths. undefined: this version has no such key, or the value is not known, or it is broken, which has
 * been said then. A default stands at the whole file.
 */
export interface Settings {
  readonly text: (path: string) => Setting<string> | undefined;
  readonly number: (path: string) => Setting<number> | undefined;
  readonly truth: (path: string) => Setting<boolean> | undefined;
  /** A duration of either kind. */
  readonly seconds: (path: string) => Setting<number> | undefined;
  /** A list, or a text with commas. */
  readonly list: (path: string) => Setting<readonly string[]> | undefined;
  /** What the file has at a path, whatever the command line says. */
  readonly node: (path: string) => YamlNode | undefined;
  readonly locate: (span: Span) => Place;
  /** Every key that the file or a flag sets, in the order of the version's keys. */
  readonly written: () => readonly WrittenSetting[];
}

export interface WrittenSetting extends Place {
  readonly key: Key;
  readonly from: 'argument' | 'file';
}

export interface Sources {
  readonly view: View;
  readonly plain: Plain;
  /** JSON Pointers of values that are refused. */
  readonly broken: ReadonlySet<string>;
  readonly flags: readonly Flag[];
  /** Where a pointer of the file is: its value, or its key where it has none. */
  readonly placeOf: (pointer: string) => Place;
  readonly locate: (span: Span) => Place;
  readonly wholeFile: Place;
}

export function settingsOf(sources: Sources): Settings {
  const raw = (path: string): Setting<unknown> | undefined => rawSetting(sources, path);
  const as = <T>(path: string, convert: (value: unknown, type: KeyType) => T | undefined): Setting<T> | undefined => {
    const setting = raw(path);
    const type = sources.view.byPath.get(path)?.type;
    const value = setting && type ? convert(setting.value, type) : undefined;
    return setting && value !== undefined ? { ...setting, value } : undefined;
  };
  return {
    text: (path) => as(path, (value) => (value === undefined ? '' : String(value))),
    number: (path) => as(path, (value) => (value === undefined ? 0 : typeof value === 'number' ? value : undefined)),
    truth: (path) =>
      as(path, (value) => (value === undefined ? false : typeof value === 'boolean' ? value : undefined)),
    seconds: (path) => as(path, (value, type) => (value === undefined ? 0 : secondsOf(String(value), type))),
    list: (path) => as(path, listOf),
    node: (path) => sources.plain.written.get(pointerOf(path))?.node,
    locate: sources.locate,
    written: () => writtenOf(sources),
  };
}

function secondsOf(text: string, type: KeyType): number | undefined {
  return type === 'duration-prometheus' ? prometheusSeconds(text) : goSeconds(text);
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((item) => String(item ?? ''));
  return value === undefined || value === '' || value === '[]' ? [] : String(value).split(',');
}

function rawSetting(sources: Sources, path: string): Setting<unknown> | undefined {
  const { view, flags, wholeFile } = sources;
  const key = view.byPath.get(path);
  if (!key) return undefined;
  const flag = key.raw.flag === undefined ? undefined : flags.findLast(({ name }) => name === key.raw.flag);
  if (flag) {
    const value = flag.isKnown ? valueOfFlag(flag.value.value, key) : undefined;
    const at = { file: flag.value.file, span: flag.value.span };
    if (value === undefined) return undefined;
    // What a flag gives is added to a list of the file.
    const before = key.type.startsWith('list') ? fileSetting(sources, key) : undefined;
    const all = before ? [...listOf(before.value), ...listOf(value)] : value;
    return { path, from: 'argument', value: all, ...at };
  }
  if (isUnsettled(sources, path)) return undefined;
  return fileSetting(sources, key) ?? { path, from: 'default', value: key.default, ...wholeFile };
}

function fileSetting({ plain, placeOf }: Sources, { path, type }: Key): Setting<unknown> | undefined {
  let value: unknown = plain.value;
  for (const name of path.split('.')) value = isRecord(value) ? value[name] : undefined;
  const pointer = pointerOf(path);
  // An empty text changes nothing where commas are read.
  if (value === undefined || (type === 'string-csv' && (value === '' || value === '""'))) return undefined;
  // A key without a value keeps its default, but for a slice of Go's, which it empties.
  if (value === null) return type === 'string-csv' ? { path, from: 'file', value: '', ...placeOf(pointer) } : undefined;
  return { path, from: 'file', value, ...placeOf(pointer) };
}

/** Whether the value, or a block that it is in, is broken or not known. */
function isUnsettled({ plain, broken }: Sources, path: string): boolean {
  const names = path.split('.');
  return names.some((_, index) => {
    const some = names.slice(0, index + 1);
    return broken.has(`/${some.join('/')}`) || plain.unknown.has(some.join('.'));
  });
}

function writtenOf({ view, plain, flags, placeOf }: Sources): WrittenSetting[] {
  return [...view.byPath.values()].flatMap((key): WrittenSetting[] => {
    const flag = flags.findLast(({ name }) => name === key.raw.flag);
    if (flag) return [{ key, from: 'argument', file: flag.value.file, span: flag.value.span }];
    const pointer = pointerOf(key.path);
    return plain.written.has(pointer) ? [{ key, from: 'file', ...placeOf(pointer) }] : [];
  });
}

function pointerOf(path: string): string {
  return `/${path.replaceAll('.', '/')}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
