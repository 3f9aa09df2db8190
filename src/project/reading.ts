/** What every part of preflight.yaml is read with: places, messages, paths, the environment. */
import { posix } from 'node:path';
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { Located, Place } from '../base/located.ts';
import type { SourceText } from '../base/text.ts';
import type { LocatedYaml, YamlPath } from '../base/yaml.ts';
import { type Environment, interpolated } from './environment.ts';
import type { Home, ProjectPath } from './project.ts';

export interface Reading {
  readonly source: SourceText;
  readonly home: Home;
  readonly yaml: LocatedYaml;
  readonly environment: Environment;
}

/** `FILE:LINE:COLUMN: what, and the way out.` */
export function complaint(
  { source, yaml }: Pick<Reading, 'source' | 'yaml'>,
  path: YamlPath,
  message: string,
  part: 'key' | 'value' = 'value',
): InputError {
  const { line, column } = yaml.positionOf(path, part);
  return new InputError(`${printable(source.path)}:${line}:${column}: ${message}`);
}

export function placeAt({ source, yaml }: Reading, path: YamlPath, part?: 'key' | 'value'): Place {
  return { file: source.path, span: yaml.spanOf(path, part) };
}

export function located<T>(reading: Reading, path: YamlPath, value: T): Located<T> {
  return { ...placeAt(reading, path), value };
}

/** A text in which variables of the environment may stand. Throws InputError. */
export function textAt(reading: Reading, path: YamlPath, text: string): string {
  return interpolated(text, reading.environment, (message) => complaint(reading, path, message));
}

/** A value as the file writes it: of the number 1.10 both digits. */
export function writtenAt(reading: Reading, path: YamlPath, value: string | number | boolean | null): string {
  if (typeof value === 'string') return textAt(reading, path, value);
  const { start, end } = reading.yaml.spanOf(path);
  const written = reading.source.text.slice(start, end);
  // What stands there may be an alias of the value.
  return Number(written) === value ? written : String(value);
}

/**
 * A path inside of the repository, by its words alone: links are followed where it is read. `option` takes any path on the
 * command line. Throws InputError.
 */
export function pathAt(reading: Reading, at: YamlPath, written: string, option?: string): ProjectPath {
  const other = option === undefined ? '' : `, or give it on the command line: ${option}`;
  const refuse = (what: string) => complaint(reading, at, `"${excerpt(written, 80)}" ${what}`);
  if (/[\p{Cc}\\]/u.test(written)) throw refuse('is no path. Write names with slashes between them.');
  if (written.startsWith('/') || /^[A-Za-z]:/.test(written) || written.startsWith('~'))
    throw refuse(`is an absolute path. Name one relative to this file${other}.`);
  if (written.startsWith('-')) throw refuse('begins with a dash. Write ./ before it.');
  const value = posix.join(reading.home.folder, written).replace(/(?<=.)\/$/, '');
  if (value === '..' || value.startsWith('../'))
    throw refuse(`leads out of the repository. Name a path inside it${other}.`);
  if (value.split('/').some((name) => name.toLowerCase() === '.git'))
    throw refuse('leads into the folder of git itself. Name another one.');
  return { ...placeAt(reading, at), value, written };
}
