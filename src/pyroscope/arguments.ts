/** The command line of a container that runs a Pyroscope server, as Go's package flag reads it. */
import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import type { Located, Place } from '../base/located.ts';
import { compareMinor } from '../base/program-version.ts';
import { nearest } from '../base/suggest.ts';
import type { Flag } from './arguments/flag.ts';
import { type KnownFlag, knownFlags } from './arguments/known.ts';
import {
  argumentStops,
  argumentSwitch,
  argumentTwice,
  argumentUnknown,
  argumentValue,
  noConfigFile,
} from './arguments/texts.ts';
import { valueOfFlag } from './arguments/value.ts';
import { diagnosticOf } from './rule.ts';
import type { PyroscopeVersion } from './version.ts';

export interface ReadArguments {
  readonly diagnostics: readonly Diagnostic[];
  /** In words: what of the command line was not judged. */
  readonly notLookedInto: readonly string[];
  /** The file that the server reads; undefined: none, or one that is not known. */
  readonly configFile?: { readonly path: string /** Absent: the image says so. */; readonly at?: Place };
  /** Whether variables in the file are replaced. */
  readonly isExpanded: boolean;
  /** Everything that the command line sets, in its order; of a flag that is given again the last one counts. */
  readonly flags: readonly Flag[];
}

/** Source: grafana/pyroscope, cmd/pyroscope/Dockerfile. */
const imageFile = '/etc/pyroscope/config.yaml';
const shells = /(?:^|\/)(?:sh|bash|ash|dash|env)$/;

/**
 * Reads the arguments of a container. `command` takes the place of the image's entry point; its first word is the
 * program, and what follows are arguments, too. Both are undefined where the manifest leaves them to the image.
 */
export function readArguments(
  args: readonly Located<string>[] | undefined,
  command: readonly Located<string>[] | undefined,
  version: PyroscopeVersion,
): ReadArguments {
  if (args === undefined && command === undefined)
    return { diagnostics: [], notLookedInto: [], configFile: { path: imageFile }, isExpanded: false, flags: [] };
  const [program, ...before] = command ?? [];
  if (program !== undefined && shells.test(program.value))
    return {
      diagnostics: [],
      notLookedInto: [`the arguments of Pyroscope inside of the command of ${excerpt(program.value, 40)}`],
      isExpanded: false,
      flags: [],
    };
  const all = [...before, ...(args ?? [])];
  const parsed = parse(all, version);
  const diagnostics = [...parsed.diagnostics, ...twice(parsed.flags, version)];
  const last = (name: string): Flag | undefined => parsed.flags.findLast((flag) => flag.name === name);
  const file = last('config.file');
  const [first] = [...all, ...(command ?? [])];
  // One that the server drops is written all the same, and what drops it is said.
  const isWritten = all.some(({ value }) => /^--?config\.file(?:=|$)/.test(value));
  if (!file && !isWritten && !last('version') && !last('modules') && first)
    diagnostics.push(
      diagnosticOf(noConfigFile, first, {
        message: 'No argument names a configuration file, so the server runs with defaults',
        hint: `Add -config.file=${imageFile}, or where the file is mounted`,
      }),
    );
  const expand = last('config.expand-env');
  return {
    diagnostics,
    notLookedInto: parsed.flags.flatMap(({ name, isKnown }) =>
      isKnown ? [] : [`the value of -${name}, which Kubernetes fills in`],
    ),
    ...(file?.isKnown ? { configFile: { path: file.value.value, at: placeOf(file.value) } } : {}),
    isExpanded: expand !== undefined && valueOfFlag(expand.value.value, { type: 'boolean', raw: {} }) === true,
    flags: parsed.flags,
  };
}

interface Parsed {
  readonly flags: readonly Flag[];
  readonly diagnostics: readonly Diagnostic[];
}

function parse(args: readonly Located<string>[], version: PyroscopeVersion): Parsed {
  const known = knownFlags(version.minor);
  const flags: Flag[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index];
    if (argument === undefined) break;
    const [, name, equals, written] = /^--?([^-=][^=]*)(=?)([\s\S]*)$/.exec(argument.value) ?? [];
    if (name === undefined && argument.value.startsWith('-') && argument.value.length > 2) {
      diagnostics.push(unknownFlag(argument, argument.value.replace(/^-/, ''), known, version));
      break;
    }
    if (name === undefined) {
      diagnostics.push(...stopped(argument, args.slice(index + 1), flags.at(-1), known, version));
      break;
    }
    const flag = known.get(name);
    if (!flag) {
      diagnostics.push(unknownFlag(argument, name, known, version));
      // Whether the next word is its value, nobody knows; the process has ended here.
      break;
    }
    if (equals === '' && flag.type === 'boolean') {
      flags.push({ name, value: { ...placeOf(argument), value: 'true' }, isKnown: true });
      continue;
    }
    const next = equals === '' ? args[++index] : { ...placeOf(argument), value: written ?? '' };
    if (!next) {
      diagnostics.push(
        diagnosticOf(argumentUnknown, argument, {
          message: `"-${name}" needs a value`,
          hint: `Write -${name}=VALUE`,
          place: `-${name}`,
        }),
      );
      break;
    }
    // $(NAME) is filled in before the process starts.
    const isKnown = !/\$\([A-Za-z_][\w.-]*\)/.test(next.value);
    flags.push({ name, value: next, isKnown });
    if (isKnown && valueOfFlag(next.value, flag) === undefined) diagnostics.push(badValue(next, name, flag));
  }
  return { flags, diagnostics };
}

/** What happens at the first word that is no flag. */
function stopped(
  word: Located<string>,
  rest: readonly Located<string>[],
  before: Flag | undefined,
  known: ReadonlyMap<string, KnownFlag>,
  version: PyroscopeVersion,
): readonly Diagnostic[] {
  const dropped = rest.filter(({ value }) => value.startsWith('-'));
  const drops =
    dropped.length === 0
      ? ''
      : `, and drops ${dropped
          .map(({ value }) => flagName(value))
          .slice(0, 3)
          .join(', ')} behind it`;
  const shown = excerpt(word.value, 40);
  const isSwitch =
    before !== undefined &&
    known.get(before.name)?.type === 'boolean' &&
    valueOfFlag(word.value, { type: 'boolean', raw: {} }) !== undefined;
  if (isSwitch && before)
    return [
      diagnosticOf(argumentSwitch, word, {
        message: `"-${before.name} ${shown}" switches it on${drops === '' ? ', whatever the word is' : drops}`,
        hint: `Write -${before.name}=${shown}`,
        place: `-${before.name}`,
      }),
    ];
  const isSecond = compareMinor(version.minor, '2.0') >= 0;
  const isTolerated = isSecond || word.value === 'server';
  if (dropped.length === 0 && isTolerated)
    return [
      {
        ...diagnosticOf(argumentStops, word, {
          message: `"${shown}" is no flag, and does nothing`,
          hint: 'Take it out: a flag behind it would be dropped',
        }),
        severity: 'warning',
      },
    ];
  const message = isTolerated
    ? `The server stops reading its arguments at "${shown}"${drops}`
    : `Pyroscope ${version.shown} does not start with the word "${shown}" among its arguments`;
  return [diagnosticOf(argumentStops, word, { message, hint: 'Take it out' })];
}

/** Without its value, which may be a secret. */
function flagName(argument: string): string {
  return excerpt(argument.replace(/=[\s\S]*$/, ''), 60);
}

function unknownFlag(
  at: Located<string>,
  name: string,
  known: ReadonlyMap<string, KnownFlag>,
  version: PyroscopeVersion,
): Diagnostic {
  const near = nearest(name, known.keys());
  return diagnosticOf(argumentUnknown, at, {
    message: `Pyroscope ${version.shown} has no flag "-${excerpt(name, 80)}", and ends with status 2`,
    ...(near === undefined ? {} : { hint: `Write -${near}` }),
    place: `-${name}`,
  });
}

function badValue(at: Located<string>, name: string, { type, raw }: KnownFlag): Diagnostic {
  const words = raw.words ?? raw.flagWords;
  const shown = raw.secret ? 'what is written' : `"${excerpt(at.value, 60)}"`;
  return diagnosticOf(argumentValue, at, {
    message: `"-${name}" takes ${words ? `one of ${words.join(', ')}` : (wanted[type] ?? 'another value')}, and this is ${shown}`,
    place: `-${name}`,
  });
}

const wanted: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  int32: 'a whole number',
  uint: 'a whole number that is not negative',
  float: 'a number',
  bytes: 'a size such as 64KiB',
  'duration-go': 'a duration such as 90s or 1h30m',
  'duration-prometheus': 'a duration such as 90s, 12h or 31d',
};

function twice(flags: readonly Flag[], { minor }: PyroscopeVersion): Diagnostic[] {
  const known = knownFlags(minor);
  const last = new Map<string, Flag>();
  const found: Diagnostic[] = [];
  for (const flag of flags) {
    const before = last.get(flag.name);
    last.set(flag.name, flag);
    if (!before || known.get(flag.name)?.type.startsWith('list')) continue;
    found.push(
      diagnosticOf(argumentTwice, flag.value, {
        message: `"-${flag.name}" is given again, and this one wins`,
        hint: 'Take one of them out',
        place: `-${flag.name}`,
        related: [{ ...placeOf(before.value), message: 'it is given here first' }],
      }),
    );
  }
  return found;
}

function placeOf({ file, span }: Place): Place {
  return { file, span };
}
