/** The command line of a container that runs Alloy, as cobra and pflag read it. */
import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import type { Located } from '../base/located.ts';
import type { RuleText } from '../base/rule-text.ts';
import { nearest } from '../base/suggest.ts';
import { type FlagType, hasFlag, isIdle, type RunFlag, runFlags } from './arguments/flags.ts';
import {
  argumentCommand,
  argumentNoEffect,
  argumentPath,
  argumentStability,
  argumentUnknown,
  argumentValue,
} from './arguments/texts.ts';
import { durationOf } from './types/texts.ts';
import type { AlloyVersion } from './version.ts';

export interface ReadArguments {
  readonly diagnostics: readonly Diagnostic[];
  /** In words: what of the command line was not judged. */
  readonly notLookedInto: readonly string[];
}

const nothing: ReadArguments = { diagnostics: [], notLookedInto: [] };

/** As the manifest has it. */
interface CommandLine {
  /** Undefined: the image's own. */
  readonly args: readonly Located<string>[] | undefined;
  /** In the place of the image's entry point; its first word is the program. */
  readonly command: readonly Located<string>[] | undefined;
  /** Without registry, tag and digest: the entry point of `grafana/alloy` is Alloy alone, of others nobody knows it. */
  readonly image: string | undefined;
}

/** Reads the arguments of a container. */
export function readArguments({ args, command, image = '' }: CommandLine, version: AlloyVersion): ReadArguments {
  const [program, ...before] = command ?? [];
  if (program !== undefined && !/(?:^|\/)alloy$/.test(program.value))
    return unread(`the arguments of Alloy inside of the command of ${excerpt(program.value, 40)}`);
  const words = [...before, ...(args ?? [])];
  const [first, ...others] = words;
  if (!first) return nothing;
  if (first.value === 'run') return readRun(first, others, version);
  if (program === undefined && !/(?:^|\/)grafana\/alloy$/.test(image))
    return unread(`the arguments of Alloy: what ${excerpt(image, 80)} puts before them is not known`);
  if (isFilledIn(first.value)) return unread('the arguments of Alloy, the first of which Kubernetes fills in');
  // A flag of `run`, or a path, where a command belongs.
  const flag = /^--?([^=]+)/.exec(first.value)?.[1];
  if (flag === undefined ? !/[/.]/.test(first.value) : !runFlags.has(flag) || flag === 'help')
    return unread(`the arguments of alloy ${excerpt(withoutValue(first.value), 40)}`);
  const message = `Alloy takes "${excerpt(withoutValue(first.value), 60)}" for a command, and there is none of that name`;
  return { ...nothing, diagnostics: [found(argumentCommand, first, message, { hint: 'Write run before it' })] };
}

function unread(what: string): ReadArguments {
  return { diagnostics: [], notLookedInto: [what] };
}

/** What was met on the way through the words. */
interface Reading {
  readonly version: AlloyVersion;
  readonly diagnostics: Diagnostic[];
  readonly notLookedInto: string[];
  readonly paths: Located<string>[];
  /** Flags that are switched on and need the level experimental. */
  readonly experimental: { readonly name: string; readonly at: Located<string> }[];
  /** The last one; absent: generally-available. One that is not known counts as the most that it can be. */
  level?: string;
}

/** Flags and paths may stand in any order. A flag that is not known ends it: what follows would be guessed. */
function readRun(run: Located<string>, words: readonly Located<string>[], version: AlloyVersion): ReadArguments {
  const reading: Reading = { version, diagnostics: [], notLookedInto: [], paths: [], experimental: [] };
  const { diagnostics, notLookedInto, paths } = reading;
  let isWhole = true;
  for (let index = 0; index < words.length && isWhole; index++) {
    const word = words[index];
    if (word === undefined) break;
    if (word.value === '--') {
      paths.push(...words.slice(index + 1));
      break;
    }
    if (!word.value.startsWith('-') || word.value === '-') paths.push(word);
    else {
      const taken = readFlag(reading, word, words[index + 1]);
      if (taken === undefined) isWhole = false;
      else index += taken;
    }
  }
  // Help is asked for, or a flag ends the process anyway.
  if (isWhole) countPaths(reading, run);
  if (reading.level !== 'experimental' && isWhole)
    for (const { name, at } of reading.experimental)
      diagnostics.push(
        found(argumentStability, at, `--${name} is experimental, and Alloy is run at a higher level`, {
          hint: 'Add --stability.level=experimental, or take the flag out',
          place: `--${name}`,
        }),
      );
  return { diagnostics, notLookedInto };
}

/** How many words behind the flag belong to it; undefined: nothing more can be said of the line. */
function readFlag(reading: Reading, word: Located<string>, next: Located<string> | undefined): number | undefined {
  const { version, diagnostics, notLookedInto } = reading;
  const [, dashes = '', name = '', equals, written = ''] = /^(--?)([^=]*)(=?)([\s\S]*)$/.exec(word.value) ?? [];
  const flag = dashes === '--' ? runFlags.get(name) : undefined;
  if (name === 'help' || word.value === '-h') return undefined;
  const has = flag && hasFlag(flag, version.minor, version.shown);
  if (!flag || has === false) {
    diagnostics.push(unknownFlag(word, { dashes, name, flag }, version));
    return undefined;
  }
  const place = `--${name}`;
  if (has === undefined)
    notLookedInto.push(
      `whether Alloy ${version.shown} has the flag ${place}: the release that brought it is not known`,
    );
  const idle = isIdle(flag, version.minor);
  if (idle)
    diagnostics.push(
      found(argumentNoEffect, word, `${place} does nothing in Alloy ${version.shown}`, { hint: 'Take it out', place }),
    );
  if (equals === '' && idle && flag.type !== 'switch') {
    notLookedInto.push(`the arguments of Alloy behind ${place}: whether it still takes a value is not known`);
    return undefined;
  }
  const isBare = equals === '' && flag.type === 'switch';
  const value = isBare ? { ...word, value: 'true' } : equals === '' ? next : { ...word, value: written };
  if (!value) {
    const hint = `Write ${place}=VALUE`;
    diagnostics.push(found(argumentUnknown, word, `"${place}" needs a value`, { hint, place }));
    return undefined;
  }
  if (isFilledIn(value.value)) {
    notLookedInto.push(`the value of ${place}, which Kubernetes fills in`);
    if (name === 'stability.level') reading.level = 'experimental';
  } else if (!idle) readValue(reading, { name, flag, value });
  return equals === '' && !isBare ? 1 : 0;
}

function readValue(
  reading: Reading,
  { name, flag, value: at }: { readonly name: string; readonly flag: RunFlag; readonly value: Located<string> },
): void {
  const { value } = at;
  const place = `--${name}`;
  const wanted = refusal(value, flag.type);
  if (wanted !== undefined) {
    const message = `"${place}" takes ${wanted}, and this is "${excerpt(value, 60)}"`;
    reading.diagnostics.push(found(argumentValue, at, message, { place }));
  }
  if (name === 'stability.level') reading.level = value;
  const { experimental } = flag;
  if (experimental === value || (experimental === true && truths.has(value))) reading.experimental.push({ name, at });
}

/** As strconv.ParseBool of Go reads them. */
const truths: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falsehoods: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** What the flag would take instead; undefined: it takes the value. */
function refusal(value: string, type: FlagType): string | undefined {
  if (typeof type === 'object') return type.includes(value) ? undefined : `one of ${type.join(', ')}`;
  switch (type) {
    case 'text':
      return undefined;
    case 'switch':
      return truths.has(value) || falsehoods.has(value) ? undefined : 'true or false';
    case 'whole':
      return /^[-+]?(?:\d[\d_]{0,30}|0[xob][\da-f_]{1,30})$/i.test(value) ? undefined : 'a whole number';
    case 'duration':
      return durationOf(value) === undefined ? 'a duration such as 90s or 1h30m' : undefined;
    case 'address': {
      const port = /^(?:\[[^\]]{0,60}\]|[^:[\]]{0,260}):([\w-]{0,40})$/.exec(value)?.[1];
      if (port === undefined) return 'a host and a port such as 0.0.0.0:12345';
      return /^\d+$/.test(port) && Number(port) > 65_535 ? 'a port up to 65535' : undefined;
    }
  }
}

function unknownFlag(
  at: Located<string>,
  { dashes, name, flag }: { readonly dashes: string; readonly name: string; readonly flag: RunFlag | undefined },
  { shown }: AlloyVersion,
): Diagnostic {
  const written = `${dashes}${excerpt(name, 80)}`;
  if (flag?.since !== undefined) {
    const message = `Alloy ${shown} has no flag "${written}" yet`;
    const hint = `It came with ${flag.firstRelease ?? flag.since}${flag.isUncertain ? ' or later' : ''}`;
    return found(argumentUnknown, at, message, { hint, place: `--${name}` });
  }
  const near = runFlags.has(name) ? name : nearest(name, runFlags.keys());
  const message =
    dashes === '-' && runFlags.has(name)
      ? `Alloy reads "${written}" letter by letter: its flags have two dashes`
      : `Alloy ${shown} has no flag "${written}"`;
  return found(argumentUnknown, at, message, {
    ...(near === undefined ? {} : { hint: `Write --${near}` }),
    place: `--${name}`,
  });
}

function countPaths({ paths, diagnostics }: Reading, run: Located<string>): void {
  const [first, second] = paths;
  if (!first) {
    const hint = 'Add the path of the configuration, such as /etc/alloy/config.alloy';
    diagnostics.push(found(argumentPath, run, 'alloy run is given no path of a configuration', { hint }));
  } else if (second) {
    const extra = [first, second].find(({ value }) => truths.has(value) || falsehoods.has(value)) ?? second;
    const isSwitch = extra.value === 'true' || extra.value === 'false';
    diagnostics.push(
      found(argumentPath, extra, `alloy run takes one path, and "${excerpt(extra.value, 60)}" is one more`, {
        hint: isSwitch ? `Write the switch before it with an equals sign: =${extra.value}` : 'Take it out',
      }),
    );
  }
}

function found(
  { id, severity }: RuleText,
  { file, span }: Located<string>,
  message: string,
  more: Pick<Diagnostic, 'hint' | 'place'> = {},
): Diagnostic {
  return { rule: id, severity, file, span, message, ...more };
}

/** `$(NAME)` is filled in before the process starts. */
function isFilledIn(value: string): boolean {
  return /\$\([A-Za-z_][\w.-]*\)/.test(value);
}

/** Whose value may be a secret. */
function withoutValue(word: string): string {
  return word.replace(/=[\s\S]*$/, '');
}
