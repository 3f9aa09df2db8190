import { findings } from '../base/findings.ts';
import type { JudgedText } from '../base/judged-text.ts';
import type { Place } from '../base/located.ts';
import type { PyroscopeSummary } from '../base/rollout/configurations.ts';
import type { SourceText } from '../base/text.ts';
import type { YamlNode } from '../base/yaml-documents.ts';
import type { Flag } from './arguments/flag.ts';
import { type Plain, plainOf } from './decode/plain.ts';
import { shapeOf } from './decode/shape.ts';
import type { Environment } from './expand/expand.ts';
import { type ReadText, readText } from './read.ts';
import { diagnosticOf } from './rule.ts';
import { serverRules } from './rules/all.ts';
import { type Settings, settingsOf } from './settings.ts';
import { summaryOf } from './summary.ts';
import type { PyroscopeVersion } from './version.ts';
import { type View, viewOf } from './view.ts';

export interface Options {
  readonly version: PyroscopeVersion;
  /** Whether the server runs with -config.expand-env. */
  readonly isExpanded: boolean;
  /** What is known of the server's environment variables; absent, nothing is. */
  readonly environment?: Environment;
  /** What the command line sets: see arguments.ts. */
  readonly flags?: readonly Flag[];
  /** How many blockers, and again how many other findings, are kept of one file. */
  readonly limit?: number;
}

/**
 * What a Pyroscope server would refuse, fail of, or silently make of its configuration. Any text ends in diagnostics,
 * which name `source.path` or, for a flag, the file that the flag stands in. There is no summary of a text that could
 * not be read.
 */
export async function checkPyroscope(source: SourceText, options: Options): Promise<JudgedText<PyroscopeSummary>> {
  const { summary, judged } = await checkSettings(source, options);
  return { ...judged, summary };
}

export interface Checked {
  readonly judged: Omit<JudgedText<PyroscopeSummary>, 'summary'>;
  readonly summary: PyroscopeSummary | undefined;
  /** Absent as the summary is. */
  readonly settings: Settings | undefined;
}

/** As `checkPyroscope`, with the settings that it was judged by. */
export async function checkSettings(source: SourceText, options: Options): Promise<Checked> {
  const { version, flags = [], limit = 100 } = options;
  const view = viewOf(version.minor);
  const found = findings([source.path], limit, 'pyroscope.more-findings');
  const notLookedInto = new Set<string>();
  const read = await readText(source, options);
  for (const diagnostic of read.diagnostics) found.add(diagnostic);
  for (const name of read.unknown) notLookedInto.add(`values that the variable ${name} is part of`);
  const judged = () => ({ diagnostics: found.all(), notLookedInto: [...notLookedInto].sort() });
  if (read.root === undefined) return { judged: judged(), summary: undefined, settings: undefined };

  const { plain, diagnostics, broken } = await shape(read.root, read, view, version);
  for (const diagnostic of diagnostics) found.add(diagnostic);
  const wholeFile = { file: source.path, span: { start: 0, end: source.text.length } };
  const settings = settingsOf({
    view,
    plain,
    broken,
    flags,
    placeOf: (pointer) => placeOf(read, plain, pointer) ?? wholeFile,
    locate: read.locate,
    wholeFile,
  });
  for (const rule of serverRules)
    rule.check({
      settings,
      view,
      version,
      notLookedInto,
      report: (at, finding) => found.add(diagnosticOf(rule, pointOf(at, wholeFile), finding)),
    });
  return { judged: judged(), summary: summaryOf(settings, view, version, wholeFile), settings };
}

/** What is said of a default is said at the beginning of the file. */
function pointOf({ file, span }: Place, wholeFile: Place): Place {
  const isWhole = file === wholeFile.file && span.start === 0 && span.end === wholeFile.span.end;
  return { file, span: isWhole ? { start: 0, end: 0 } : span };
}

async function shape(
  root: YamlNode | 'none',
  { locate, isUnknown }: ReadText,
  view: View,
  version: PyroscopeVersion,
): Promise<Awaited<ReturnType<typeof shapeOf>>> {
  if (root !== 'none') return shapeOf({ root, view, version, locate, isUnknown });
  const nothing = { kind: 'map', entries: [], start: 0, end: 0, file: '' } as const;
  return { plain: plainOf(nothing, view.top), diagnostics: [], broken: new Set() };
}

/** Where a value is, or its key where it has none. */
function placeOf({ locate }: ReadText, { written }: Plain, pointer: string): Place | undefined {
  const found = written.get(pointer);
  if (!found) return undefined;
  const { node, keySpan } = found;
  return locate(node.start < node.end ? node : keySpan);
}
