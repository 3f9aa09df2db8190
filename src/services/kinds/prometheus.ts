/** Prometheus: ready, build, remote-write receiver, targets that are down, ages of textfiles. */
import { at, listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { askReady } from '../readiness.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askVersion } from './version.ts';

/** Members of a list that a facts document takes. */
const shown = 50;
const files = 500;

/** `/-/healthy` is always 200; source: prometheus, docs/management_api.md. */
export async function prometheus(probe: Probe): Promise<void> {
  const silent = await askReady(probe, {
    path: '/-/ready',
    says: (text) => text.startsWith('Prometheus Server is Ready.'),
    // Until the write-ahead log is replayed. While it stops it says the same, with a header.
    starting: ({ text, headers }) =>
      /^Service Unavailable\s*$/.test(text) && !headers.has('x-prometheus-stopping') ? 'it reads its log' : undefined,
    metrics: true,
  });
  const receives = probe.request.remoteWrite === true && probe.wants('remoteWrite');
  if (receives) probe.draft.set({ remoteWrite: { wanted: true } });
  if (silent || !probe.draft.isReady()) {
    const unready = silent ?? new ServiceTrouble('it is not known to be ready');
    if (receives) probe.draft.gap(['remoteWrite/on'], unready, probe.source('/-/ready'));
    return;
  }
  await Promise.all([
    askVersion(probe, '/api/v1/status/buildinfo', 'data', 'version'),
    receives ? askRemoteWrite(probe) : undefined,
    probe.wants('targets') ? askTargets(probe) : undefined,
    probe.wants('textfiles') ? askTextfiles(probe) : undefined,
  ]);
}

/** The flag since 2.33, before that a feature. Source: prometheus, cmd/prometheus/main.go. */
function askRemoteWrite(probe: Probe): Promise<void> {
  const path = '/api/v1/status/flags';
  return probe.collect(['remoteWrite/on'], path, async () => {
    const flags = await dataOf(probe, path);
    const flag = textAt(flags, 'web.enable-remote-write-receiver');
    const features = textAt(flags, 'enable-feature') ?? '';
    if (flag === undefined && !features.includes('remote-write-receiver'))
      throw new ServiceTrouble('names no such flag', { reason: 'unsupported' });
    const on = flag === 'true' || features.split(',').includes('remote-write-receiver');
    probe.draft.set({ remoteWrite: { wanted: true, on } });
    probe.draft.from(['remoteWrite/on'], probe.source(path));
  });
}

/** Two instant queries: the list of targets itself can be of any size. */
function askTargets(probe: Probe): Promise<void> {
  const path = queryPath('up == 0');
  return probe.collect(['targets'], path, async () => {
    const [down, total] = await Promise.all([query(probe, 'up == 0'), query(probe, 'count(up)')]);
    const count = total[0]?.value ?? 0;
    if (!Number.isSafeInteger(count)) throw new ServiceTrouble('answered 200, but not as prometheus does');
    const names = down.map(({ metric }) => `${metric('job')}/${bare(metric('instance'))}`);
    const cut = names.length > shown;
    const targets = { total: count, down: names.slice(0, shown).map((name) => name.slice(0, 255)) };
    probe.draft.set({ targets: cut ? targets : { ...targets, others: 0 } }, probe.source(path));
    const trouble = new ServiceTrouble(`${names.length} targets are down, and the names of ${shown} are told`);
    if (cut) probe.draft.gap(['targets/others'], trouble, probe.source(path));
  });
}

/** A target that is a URL, as those of the blackbox exporter are, without user, password, query and fragment. */
function bare(instance: string): string {
  return instance.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1').replace(/[?#].*$/, '');
}

/** Source: node_exporter, collector/textfile.go: node_textfile_mtime_seconds{file="…"}, the whole path. The oldest come first. */
function askTextfiles(probe: Probe): Promise<void> {
  const text = 'time() - node_textfile_mtime_seconds';
  return probe.collect(['textfiles'], queryPath(text), async () => {
    const samples = await query(probe, text);
    const named = samples.flatMap(({ metric, value }) => {
      const name = `${metric('instance')}:${metric('file')}`;
      const fits = name.length <= 255 && metric('file') !== '' && Number.isFinite(value);
      return fits ? [{ name, age: Math.max(0, Math.round(value)) }] : [];
    });
    const ages = new Map<string, number>();
    for (const { name, age } of named.toSorted((one, other) => other.age - one.age))
      if (ages.size < files && !ages.has(name)) ages.set(name, age);
    const told = named.filter(({ name }) => ages.has(name)).length;
    const textfiles = Object.fromEntries([...ages].map(([name, age]) => [name, { age }]));
    probe.draft.set({ textfiles }, probe.source(queryPath(text)));
    const trouble = new ServiceTrouble(`has ${samples.length} textfiles, and ${told} are told`);
    if (told < samples.length) probe.draft.gap(['textfiles/others'], trouble, probe.source(queryPath(text)));
  });
}

interface Sample {
  readonly metric: (label: string) => string;
  readonly value: number;
}

function queryPath(text: string): string {
  return `/api/v1/query?query=${encodeURIComponent(text)}`;
}

async function query(probe: Probe, text: string): Promise<Sample[]> {
  const result = listAt(await dataOf(probe, queryPath(text)), 'result');
  if (!result) throw new ServiceTrouble('answered 200, but not as prometheus does');
  return result.map((sample) => {
    const value = textAt(sample, 'value', 1);
    if (value === undefined) throw new ServiceTrouble('answered 200, but not as prometheus does');
    return { metric: (label) => textAt(sample, 'metric', label) ?? '', value: Number(value) };
  });
}

/** The `data` of an answer, whose `status` says whether it is one. Source: prometheus, docs/querying/api.md. */
async function dataOf(probe: Probe, path: string): Promise<unknown> {
  const answer = await probe.json(path);
  if (textAt(answer, 'status') !== 'success') throw new ServiceTrouble('answered 200 with an error inside');
  const data = at(answer, 'data');
  if (data === null || typeof data !== 'object') throw new ServiceTrouble('answered 200, but not as prometheus does');
  return data;
}
