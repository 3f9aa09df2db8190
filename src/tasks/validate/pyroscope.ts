/** Judges configurations of Pyroscope's server, and the arguments of its containers. */

import type { Found } from '../../alloy/deployed.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { InputError } from '../../base/errors.ts';
import type { Located, Place } from '../../base/located.ts';
import type { PyroscopeSummary } from '../../base/rollout/configurations.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import { type ReadArguments, readArguments } from '../../pyroscope/arguments.ts';
import { checkPyroscope, type Options } from '../../pyroscope/check.ts';
import type { Comparison } from '../../pyroscope/compare.ts';
import { looksLikePyroscope, mayBePyroscope } from '../../pyroscope/looks.ts';
import { type PyroscopeVersion, parsePyroscopeVersion } from '../../pyroscope/version.ts';
import type { Judged } from '../../report/diagnostics/findings.ts';
import { type Composed, tagFor } from './composed.ts';
import type { Gathered } from './gathered.ts';
import type { InSet } from './kubernetes.ts';
import { type Run, runOfText, tagOf } from './runs.ts';
import { fault, type JudgedTarget, targetOf, upgraded } from './target.ts';
import { type GatheredText, textsOf } from './texts.ts';

export interface JudgedPyroscope {
  readonly targets: readonly JudgedTarget[];
  readonly configured: readonly Configured<PyroscopeSummary>[];
  /** What is said of the arguments of containers, in the manifests. */
  readonly ofArguments: readonly InSet[];
  readonly notLookedInto: readonly string[];
  readonly runtimeFiles: readonly RuntimeFile[];
}

/** A file of overrides that a server is told to read. */
export interface RuntimeFile {
  readonly run: Run;
  readonly path: Located<string>;
  readonly settled: Settled;
}

export interface PyroscopeRequest {
  /** `2.2.1`: that of --pyroscope-version. */
  readonly pyroscopeVersion: string | undefined;
  readonly upgradeTo: PyroscopeVersion | undefined;
}

/** Files, and texts of ConfigMaps, that a container of the server reads or that look like its configuration. */
export function pyroscopeTexts(gathered: Gathered, runs: readonly Run[]): Promise<GatheredText[]> {
  return textsOf(gathered, 'pyroscope', async ({ key, excerpt }, { set, configMap }, root) => {
    const run = runOfText(runs, 'pyroscope', set, configMap, [key]);
    const isNamed = run?.reads?.configMap === configMap;
    if (isNamed && (run?.reads?.key === key || /\.ya?ml$/.test(key))) return true;
    return mayBePyroscope(excerpt.text, key) && looksLikePyroscope(await root(), key, isNamed);
  });
}

/** Throws InputError for a version of the command line that there is not. */
export async function judgePyroscope(
  gathered: Gathered,
  runs: readonly Run[],
  texts: readonly GatheredText[],
  request: PyroscopeRequest & { readonly composed: Composed },
): Promise<JudgedPyroscope> {
  const { upgradeTo } = request;
  const servers = new Map(
    runs
      .filter(({ program }) => program === 'pyroscope')
      .map((run) => {
        const settled = settle(request, tagOf(run, gathered.texts));
        const { args, command } = run.container;
        const read = readArguments(args, command, settled.version);
        return [run, { settled, read, runtimeFiles: runtimeFlags(read) }];
      }),
  );
  const targets: JudgedTarget[] = [];
  const configured: Configured<PyroscopeSummary>[] = [];
  for (const text of texts) {
    const run = text.from && runOfText(runs, 'pyroscope', text.from.set, text.from.configMap, [text.from.key]);
    const known = run && servers.get(run);
    const settled =
      known?.settled ?? (text.from ? settle(request, undefined) : settleFile(text.file, gathered, runs, request));
    const { target, summary } = await judge(text, settled, { run, read: known?.read, upgradeTo });
    targets.push(target);
    if (!summary) continue;
    if (run && known) servers.set(run, { ...known, runtimeFiles: summary.runtimeFiles });
    const tag = run && tagOf(run, gathered.texts);
    configured.push({
      paths: [text.path],
      summary,
      ...(text.from ? { from: { configMap: text.from.configMap, keys: [text.from.key] } } : {}),
      ...(tag
        ? {
            version: {
              file: tag.file,
              span: tag.span,
              value: `judged for Pyroscope ${settled.version.shown} (${settled.from})`,
            },
          }
        : {}),
    });
  }
  return {
    targets,
    configured,
    ofArguments: [...servers].flatMap(([run, { read }]) =>
      [...read.diagnostics.map(fault), ...(upgradeTo ? upgradedArguments(run, read, upgradeTo) : [])].map((judged) => ({
        judged,
        set: run.workload.set,
      })),
    ),
    notLookedInto: [...servers.values()].flatMap(({ read }) => read.notLookedInto),
    runtimeFiles: [...servers].flatMap(([run, { settled, runtimeFiles }]) =>
      runtimeFiles.map((path) => ({ run, path, settled })),
    ),
  };
}

/** What the command line says of them, where the configuration is not among the files. */
function runtimeFlags({ flags }: ReadArguments): readonly Located<string>[] {
  const flag = flags.findLast(({ name }) => name === 'runtime-config.file');
  if (!flag?.isKnown) return [];
  const paths = flag.value.value.split(',').filter((path) => path !== '');
  return paths.map((value) => ({ ...flag.value, value }));
}

/** Flags that another version refuses, and this one does not. */
function upgradedArguments({ container }: Run, now: ReadArguments, to: PyroscopeVersion): Judged[] {
  const keyOf = ({ rule, file, span }: Diagnostic) => `${rule} ${span.start} ${file}`;
  const known = new Set(now.diagnostics.map(keyOf));
  return readArguments(container.args, container.command, to)
    .diagnostics.filter((diagnostic) => !known.has(keyOf(diagnostic)))
    .map((diagnostic) => upgraded(diagnostic, 'Pyroscope', to.shown));
}

/** Of a file that no manifest brings: what docker compose runs it with. */
export function settleFile(
  file: string,
  { texts }: Gathered,
  runs: readonly Run[],
  request: PyroscopeRequest & { readonly composed: Composed },
): Settled {
  const ofManifests = runs.flatMap((run) => (run.program === 'pyroscope' ? (tagOf(run, texts) ?? []) : []));
  const { tag, rivals } = tagFor(request.composed, 'pyroscope', [file], ofManifests);
  const settled = settle(request, tag);
  if (rivals.length === 0 || request.pyroscopeVersion !== undefined) return settled;
  const named = [...new Set(rivals.map(({ text, file: from, line }) => `${text} (${from}:${line})`))];
  return { ...settled, notes: [`Image tags differ: ${named.join(', ')}; --pyroscope-version decides`] };
}

export interface Settled {
  readonly version: PyroscopeVersion;
  /** Where it was found, in words. */
  readonly from: string;
  readonly notes: readonly string[];
  readonly obstacle?: Diagnostic;
}

/** Throws InputError for a version of the command line that there is not. */
function settle({ pyroscopeVersion }: PyroscopeRequest, tag: (Found & Place) | undefined): Settled {
  if (pyroscopeVersion !== undefined) {
    return { version: parsePyroscopeVersion(pyroscopeVersion), from: '--pyroscope-version', notes: [] };
  }
  const newest = { version: parsePyroscopeVersion(), from: 'the newest known', notes: [] };
  if (!tag) return newest;
  const place = `${tag.file}:${tag.line}`;
  if (!/^v?\d+\.\d+/.test(tag.text)) {
    return { ...newest, notes: [`The image tag "${tag.text}" (${place}) names no version; --pyroscope-version does`] };
  }
  try {
    const version = parsePyroscopeVersion(tag.text);
    return { version, from: `image tag in ${place}`, notes: version.note === undefined ? [] : [version.note] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const obstacle: Diagnostic = {
      rule: 'pyroscope.version',
      severity: 'blocker',
      status: 'unknown',
      file: tag.file,
      span: { start: tag.span.start, end: tag.span.end },
      message: `the image tag ${tag.text} cannot be judged: ${error.message}`,
      hint: 'Give the version to judge for: --pyroscope-version VERSION',
    };
    return { ...newest, obstacle };
  }
}

interface Judging {
  readonly run: Run | undefined;
  readonly read: ReadArguments | undefined;
  readonly upgradeTo: PyroscopeVersion | undefined;
}

async function judge(
  text: GatheredText,
  { version, from, notes, obstacle }: Settled,
  { run, read, upgradeTo }: Judging,
): Promise<{ readonly target: JudgedTarget; readonly summary: PyroscopeSummary | undefined }> {
  const env = run?.container.env ?? [];
  const values = new Map(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
  const options: Options = {
    version,
    isExpanded: read?.isExpanded ?? false,
    environment: { values, isComplete: false },
    flags: read?.flags ?? [],
  };
  const { now, changes } = obstacle
    ? { now: { diagnostics: [obstacle], notLookedInto: [], summary: undefined }, changes: [] }
    : await results(text, options, upgradeTo);
  const to = upgradeTo?.shown ?? '';
  const unchanged =
    upgradeTo && !obstacle && changes.length === 0
      ? [`With Pyroscope ${to} nothing of it would be refused or change that is not now`]
      : [];
  return {
    target: {
      target: targetOf({
        language: 'pyroscope',
        name: text.name,
        judgedFor: { program: 'Pyroscope', version: version.shown, from },
        files: [text.file],
        notes: [...notes, ...unchanged],
        notLookedInto: now.notLookedInto,
      }),
      judged: [...now.diagnostics.map(fault), ...changes.map((diagnostic) => upgraded(diagnostic, 'Pyroscope', to))],
      placed: [text],
    },
    summary: now.summary,
  };
}

async function results(
  text: GatheredText,
  options: Options,
  upgradeTo: PyroscopeVersion | undefined,
): Promise<Comparison> {
  if (!upgradeTo) return { now: await checkPyroscope(text, options), changes: [] };
  const { compareVersions } = await import('../../pyroscope/compare.ts');
  return compareVersions(text, options, upgradeTo);
}
