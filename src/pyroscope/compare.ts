import type { Diagnostic } from '../base/diagnostic.ts';
import type { JudgedText } from '../base/judged-text.ts';
import { compareMinor } from '../base/program-version.ts';
import type { PyroscopeSummary } from '../base/rollout/configurations.ts';
import type { SourceText } from '../base/text.ts';
import { defaultChanges, newKeys, storageChanges, typeChanges } from './changes.ts';
import { checkSettings, type Options } from './check.ts';
import { diagnosticOf, type Finding } from './rule.ts';
import type { Settings } from './settings.ts';
import type { PyroscopeVersion } from './version.ts';
import { type Key, viewOf } from './view.ts';

/** Defaults by which data moves, is deleted, or is taken or refused. */
const weighty: ReadonlySet<string> = new Set([
  'storage.backend',
  'storage.filesystem.dir',
  'metastore.index.cleanup_interval',
  'pyroscopedb.max_block_duration',
  'limits.ingestion_body_limit_mb',
  'limits.disable_label_sanitization',
  'limits.max_profile_symbol_value_length',
  'limits.max_flamegraph_nodes_max',
  'limits.ingestion_relabeling_default_rules_position',
  'server.grpc_server_max_recv_msg_size',
  'server.grpc_server_max_send_msg_size',
]);

export interface Comparison {
  /** The configuration as the version that runs now sees it. */
  readonly now: JudgedText<PyroscopeSummary>;
  /** What the other version refuses and this one does not, keys that go and come, defaults and types that change. */
  readonly changes: readonly Diagnostic[];
}

/** What becomes of a configuration when Pyroscope goes from `options.version` to another version, newer or older. */
export async function compareVersions(source: SourceText, options: Options, to: PyroscopeVersion): Promise<Comparison> {
  const now = await checkSettings(source, options);
  const then = await checkSettings(source, { ...options, version: { ...to, said: `you go to ${to.shown}` } });
  const known = new Set(now.judged.diagnostics.map(keyOf));
  const fresh = then.judged.diagnostics.filter((diagnostic) => !known.has(keyOf(diagnostic)));
  const changed =
    now.settings && then.settings ? changesOf(source, now.settings, then.settings, options.version, to) : [];
  return { now: { ...now.judged, summary: now.summary }, changes: [...fresh, ...changed] };
}

/** Messages name the version, so they do not belong to the key. */
function keyOf({ rule, file, span, place }: Diagnostic): string {
  return `${rule} ${span.start} ${span.end} ${place} ${file}`;
}

function changesOf(
  { path: file }: SourceText,
  now: Settings,
  then: Settings,
  from: PyroscopeVersion,
  to: PyroscopeVersion,
): readonly Diagnostic[] {
  const start = { file, span: { start: 0, end: 0 } };
  const written = new Map(now.written().map((setting) => [setting.key.path, setting]));
  const [before, after] = [viewOf(from.minor).byPath, viewOf(to.minor).byPath];
  const found: Diagnostic[] = [];
  for (const [path, key] of after) {
    const was = before.get(path);
    if (!was || key.children) continue;
    const at = written.get(path);
    if (at && was.type !== key.type)
      found.push(
        diagnosticOf(typeChanges, at, {
          message: `"${path}" is a ${was.type} now, and a ${key.type} then`,
          place: path,
        }),
      );
    if (at || was.default === undefined || key.default === undefined || isSameDefault(was, key)) continue;
    if (isOfOtherBackend(path, now, then)) continue;
    const finding: Finding = {
      message: `The default of "${path}" is ${shown(was)} now, and ${shown(key)} with Pyroscope ${to.minor}`,
      hint: `Write ${path}: ${shown(was)} to keep its value`,
      place: path,
    };
    const diagnostic = diagnosticOf(defaultChanges, start, finding);
    found.push(weighty.has(path) ? diagnostic : { ...diagnostic, severity: 'info' });
  }
  const crosses = compareMinor(from.minor, '2.0') < 0 && compareMinor(to.minor, '2.0') >= 0;
  if (crosses && then.text('architecture_storage')?.from === 'default')
    found.push(
      diagnosticOf(storageChanges, start, {
        message: 'The server begins to store as v2: architecture_storage is v1-v2-dual by default',
        hint: 'To stay with v1 write architecture_storage: v1 and limits.write_path: ingester',
        place: 'architecture_storage',
      }),
    );
  const fresh = [...after.keys()].filter((path) => !before.has(path) && !hasNewParent(path, before));
  if (fresh.length > 0 && compareMinor(from.minor, to.minor) < 0)
    found.push(
      diagnosticOf(newKeys, start, {
        message: `Pyroscope ${to.minor} has ${fresh.length} more: ${fresh.slice(0, 12).join(', ')}${fresh.length > 12 ? ', …' : ''}`,
      }),
    );
  return found;
}

/** Whether it is a key of a bucket that the server uses neither before nor after. */
function isOfOtherBackend(path: string, ...settings: readonly Settings[]): boolean {
  const backend = /^storage\.(s3|gcs|azure|swift|cos|filesystem)\./.exec(path)?.[1];
  return backend !== undefined && !settings.some((some) => some.text('storage.backend')?.value === backend);
}

function hasNewParent(path: string, before: ReadonlyMap<string, Key>): boolean {
  const dot = path.lastIndexOf('.');
  return dot > 0 && !before.has(path.slice(0, dot).replace(/\.\*$/, ''));
}

/** An empty list is written in two ways, as a list and as a text. */
function isSameDefault({ default: before }: Key, { default: after }: Key): boolean {
  return before === after || [before, after].every((value) => value === '' || value === '[]');
}

function shown({ default: value }: Key): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
